"""Where the studio's pictures come from: camera, clipboard, phone, folder."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.devices import camera
from desktop.services.drafting import drafts
from desktop.services.drafting.phone_camera import PhoneCamera
from desktop.services.upkeep.attached import AttachedView, DeviceView
from desktop.ui.studio import sources
from tests.support.a_video_capture import Cameras
from tests.ui.conftest import Opener
from tests.ui.studio import PATIENCE_MS, a_jar, as_bytes, jar_in, kept, open_studio, without_network
from tests.ui.test_camera import TEA, a_pack, hold


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return jar_in(tmp_path)


@pytest.fixture(autouse=True)
def plain_outlines() -> Iterator[None]:
    with without_network():
        yield


def test_a_known_code_before_the_camera_needs_a_price_and_enter(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(film, "a.png", a_pack(TEA))
    at.settle()
    assert studio.form.name.text() == "Thé noir"
    assert studio.form.price.hasFocus()
    at.type("8,20")
    at.key(Qt.Key.Key_Return)
    product = kept(at, "the noir")
    assert product.price_range[0].cents == 820
    assert product.is_online
    assert len(product.photos) == 1


def test_the_space_bar_shoots_from_the_price_field(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(film, "a.png", a_pack("9782070368228"))
    at.settle()
    studio.form.price.setFocus()
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        QTest.keyClick(studio.form.price, Qt.Key.Key_Space)
    at.settle()
    assert len(studio.photo.shas) >= 1
    assert studio.form.price.text() == ""


def test_a_black_picture_says_so_and_is_not_kept(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(at.desk.camera.sight, check_params_cb=lambda sight: sight == "dark"):
        hold(film, "a.png", Image.new("RGB", (640, 480)))
    at.settle()
    words = at.find("studio-sight")
    assert isinstance(words, QLabel)
    assert "noir" in words.text()
    at.press("studio-take")
    assert "noir" in at.window.banner.words
    assert studio.photo.is_empty


def test_a_grey_sheet_and_one_key_set_the_colours_of_the_light(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    warm = Image.new("RGB", (640, 480), (160, 128, 100))
    with qtbot.waitSignal(studio.camera.sees, timeout=PATIENCE_MS):
        hold(film, "a.png", warm)
    at.settle()
    studio.pane.offer_last(is_there=True)
    assert at.window.minimumSizeHint().width() <= 1024
    control = Qt.KeyboardModifier.ControlModifier
    at.key(Qt.Key.Key_G, control)
    assert "Pas réglées" in at.text("studio-grey-state")
    studio.camera.shot.emit(b"the sheet lies still")
    at.key(Qt.Key.Key_G, control)
    assert at.shop.settings.grey_gains == (1280, 1000, 800)
    assert "Réglées" in at.text("studio-grey-state")
    assert studio.photo.is_empty
    at.press("studio-grey-forget")
    assert at.shop.settings.grey_gains == ()
    at.key(Qt.Key.Key_Escape)
    assert not at.sees("studio-grey-panel")


def test_a_camera_unplugged_in_the_middle_loses_nothing_and_the_other_one_goes_on(
    counter: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cameras = Cameras()
    monkeypatch.setattr(camera.cv2, "VideoCapture", cameras)
    both = AttachedView(cameras=(DeviceView("0", "PC"), DeviceView("1", "USB")))
    monkeypatch.setattr(sources, "attached", lambda: both)
    pack = np.asarray(a_pack("9782070368228"))
    first = cameras.plug(0, pack)
    cameras.plug(1, np.asarray(a_jar()))
    at, studio = open_studio(counter, "0")
    studio.form.name.setText("Confiture")
    qtbot.waitUntil(lambda: studio.camera.is_seeing, timeout=PATIENCE_MS)
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        at.press("studio-take")
    with qtbot.waitSignal(studio.camera.lost, timeout=PATIENCE_MS):
        first.is_plugged = False
    at.settle()
    assert "caméra" in at.window.banner.words
    assert not at.sees("studio-take")
    assert len(studio.photo.shas) == 1
    assert studio.form.name.text() == "Confiture"

    at.press("studio-other-camera")
    qtbot.waitUntil(lambda: studio.camera.is_seeing, timeout=PATIENCE_MS)
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        at.press("studio-take")
    at.settle()
    assert cameras.of[1].is_open
    assert len(studio.photo.shas) == 2


def test_a_picture_is_pasted_though_a_field_has_the_focus(counter: Opener) -> None:
    at, studio = open_studio(counter)
    image = QImage()
    image.loadFromData(as_bytes(a_jar(), "PNG"))
    QGuiApplication.clipboard().setImage(image)
    studio.form.name.setFocus()
    at.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()
    assert len(studio.photo.shas) == 1


def test_a_clipboard_without_a_picture_says_so(counter: Opener) -> None:
    at, studio = open_studio(counter)
    QGuiApplication.clipboard().clear()
    studio._paste()
    assert "presse-papiers" in at.window.banner.words


def test_what_is_no_picture_is_refused_and_leaves_no_gap(counter: Opener, tmp_path: Path) -> None:
    at, studio = open_studio(counter)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 this is not a picture")
    studio.take(broken)
    at.settle()
    assert studio.photo.is_empty
    assert at.window.banner.isVisible()


def test_a_picture_from_a_phone_is_in_the_open_product_at_once(
    counter: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    phone = studio.sources.phone.phone
    assert isinstance(phone, PhoneCamera)
    monkeypatch.setattr(phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    address = at.text("studio-phone-address")
    assert at.sees("studio-phone-code")
    found = re.fullmatch(r"http://([\d.:]+)(/[\w-]{22})", address)
    assert found
    link = http.client.HTTPConnection(found[1], timeout=20)
    link.request("GET", found[2])
    page = link.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    assert "Librairie du Parc" in page.read().decode()
    link.close()
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        link.request(
            "POST",
            f"{found[2]}/photo",
            as_bytes(a_jar()),
            {"Cookie": cookie, "Content-Type": "image/jpeg"},
        )
        assert link.getresponse().status == 201
        link.close()
    at.settle()
    assert len(studio.photo.shas) == 1
    at.press("studio-phone-end")
    assert not at.sees("studio-phone-panel")


def test_what_the_phone_sends_for_later_waits_for_the_evening(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    monkeypatch.setattr(studio.sources.phone.phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    at.press("studio-phone-later")
    for _front_and_back in range(2):
        studio.sources.phone.came.emit(as_bytes(a_jar()))
        at.settle()
    studio.sources.phone.came.emit(b"no picture")
    at.settle()
    (draft,) = drafts.waiting(at.shop, source="inbox").drafts
    assert len(draft.photos) == 1, "the same picture twice"
    assert studio.photo.is_empty
    assert "1 fiche à trier" in at.text("studio-phone-filed")
    assert at.window.banner.isVisible()


def test_leaving_the_studio_closes_the_phones_page(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    phone = studio.sources.phone.phone
    monkeypatch.setattr(phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    at.window.go("sale")
    assert not phone._page.is_open


def test_a_picture_that_comes_into_the_watched_folder_is_taken(
    counter: Opener, qtbot: QtBot, tmp_path: Path, jar: Path
) -> None:
    card = tmp_path / "card"
    card.mkdir()
    at, studio = open_studio(counter)
    studio.sources.watch_folder(str(card))
    at.settle()
    assert at.shop.settings.photo_folder == str(card)
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        (card / "jar.jpg").write_bytes(jar.read_bytes())
    at.settle()
    assert len(studio.photo.shas) == 1


def test_files_dropped_together_on_the_studio_are_pictures_of_one_product(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at, studio = open_studio(counter)
    taken: list[Path] = []
    monkeypatch.setattr(studio.photo, "take", taken.append)
    files = [Path("/a/front.jpg"), Path("/a/back.jpg")]
    carried = QMimeData()
    web = QUrl("https://example.org/other.jpg")
    carried.setUrls([*(QUrl.fromLocalFile(str(each)) for each in files), web])
    act, how = Qt.DropAction.CopyAction, (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    over = QDragEnterEvent(QPoint(9, 9), act, carried, *how)
    QApplication.sendEvent(studio.sources, over)
    assert over.isAccepted()
    assert studio.sources.property("hover") == "true"
    QApplication.sendEvent(studio.sources, QDropEvent(QPointF(9, 9), act, carried, *how))
    assert taken == files
    assert studio.sources.property("hover") == "false"
