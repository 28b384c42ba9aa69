"""Run by test_display in a process of its own: a till and its customer's screen, coming and going.

Qt's offscreen platform cannot lose a screen while it runs, so that the keeper is shown a shorter
list and told by the application's own signals, as a real plug does.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import structs
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.upkeep import house
from desktop.ui.changes import Changes
from desktop.ui.desk import Desk
from desktop.ui.display.keeper import DisplayKeeper
from desktop.ui.tasks import Tasks
from desktop.ui.theme.dress import dress, tokens_for
from desktop.ui.widgets.photos import Photos
from desktop.ui.wording import Language, Wording
from tests.support.a_shop import AShop


def main(folder: Path) -> None:
    application = QApplication([])
    screens = {screen.name(): screen for screen in application.screens()}
    tokens = tokens_for(application)
    dress(application, tokens)
    shop = AShop(folder).with_settings(display="screen").open()
    tasks, changes = Tasks(ledger=ThreadPoolExecutor(1)), Changes()
    desk = Desk(shop, tasks, changes, Wording(Language.FRENCH, shop.zone), tokens, Photos(tasks))
    till = QWidget()
    till.setScreen(screens["till"])
    till.setGeometry(screens["till"].geometry())
    till.show()
    plugged: list[QScreen] = [screens["till"]]
    keeper = DisplayKeeper(desk, till, lambda: plugged)
    seen: dict[str, object] = {"with one screen": where(keeper)}
    plugged.append(screens["customer"])
    application.screenAdded.emit(screens["customer"])
    seen["plugged in"] = where(keeper)
    # Qt tells before the screen has left its list.
    application.screenRemoved.emit(screens["customer"])
    seen["unplugged"] = where(keeper)
    application.screenAdded.emit(screens["customer"])
    seen["plugged in again"] = where(keeper)
    house.change_settings(shop, structs.replace(shop.settings, display="window"))
    changes.announce({"settings"})
    application.processEvents()
    seen["as a window"] = where(keeper)
    till.hide()
    seen["behind the shop to learn in"] = where(keeper)
    till.show()
    seen["in front again"] = where(keeper)
    keeper.close()
    tasks.close()
    shop.close()
    print(json.dumps(seen))  # noqa: T201 its answer to the test


def where(keeper: DisplayKeeper) -> object:
    window = keeper.window
    if window is None:
        return None
    place = window.geometry()
    is_whole = window.isFullScreen()
    corners = [place.x(), place.y(), place.width(), place.height()]
    return [window.screen().name(), corners if is_whole else None, window.isVisible()]


main(Path(sys.argv[1]))
