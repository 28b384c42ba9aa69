"""What a shelf's picture holds, and the button that makes drafts of it."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget

from desktop.services.drafting.studio import Facing
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column


class ShelfPane(QFrame):
    """Lists the article numbers that were read, each with how often it stands there."""

    #: Make drafts of what is listed.
    keeps = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.facings: tuple[Facing, ...] = ()
        self.setProperty("role", "pane")
        self._title = label("", "title", wraps=True)
        self._title.setObjectName("studio-shelf-title")
        self._list = QListWidget()
        self._list.setObjectName("studio-shelf-list")
        self._list.setAccessibleName(say("studio.mode_shelf"))
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._keep = Button(
            "studio-shelf-keep", role="primary", is_large=True, clicked=self.keeps.emit
        )
        self._how = label("", "note", wraps=True)
        whole = column(self._title, self._how, self._list, None, self._keep, gap=12, margins=16)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.show_facings(())

    def show_facings(
        self, facings: tuple[Facing, ...], known: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """List what was read.

        Args:
            facings: as they stand there.
            known: the names of those the shop has already, which make no draft.
        """
        say = self._desk.say
        self.facings = facings
        new = [each for each in facings if each.gtin not in known]
        self._list.clear()
        self._list.addItems(
            [say("studio.shelf_line", code=each.gtin, n=each.count) for each in new]
            + [say("studio.shelf_known", name=name) for name in known.values()]
        )
        self._list.setVisible(bool(facings))
        self._keep.setVisible(bool(new))
        self._keep.say(say("studio.shelf_keep", n=len(new)))
        if facings:
            self._title.setText(say("studio.shelf_found", n=len(facings)))
            self._how.setText(say("studio.shelf_how"))
        else:
            self._title.setText(say("studio.mode_shelf"))
            self._how.setText(say("studio.empty_shelf"))
