"""The sections as a tree one walks with the arrows and opens by a touch."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.services.goods.categories import write_path
from desktop.services.goods.category_tree import Branch
from desktop.ui.desk import Desk
from desktop.ui.widgets.touch import scroll_by_finger

_BRANCH = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW_PX = 48
_INDENT_PX = 24


class SectionTree(QTreeWidget):
    """Name, how many products stand in it, and where in the town; all branches stand open."""

    #: The Branch somebody chose.
    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName("section-tree")
        self.setAccessibleName(say("section.title"))
        self.setHeaderLabels([say("section.name"), say("section.products"), say("section.in_town")])
        self.setIndentation(_INDENT_PX)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setObjectName("section-columns")
        header.setAccessibleName(say("table.columns"))
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(2, 180)
        self.headerItem().setTextAlignment(1, _RIGHT)
        scroll_by_finger(self)
        self.itemClicked.connect(lambda item, _column: self._choose(item))
        self.itemActivated.connect(lambda item, _column: self._choose(item))

    def minimumSizeHint(self) -> QSize:
        """Return a size that leaves the window alone."""
        return QSize(240, 3 * _ROW_PX)

    def show_branches(self, branches: Sequence[Branch], chosen_id: str) -> None:
        """Show these; the one that is open, or else the one that was, stays marked."""
        standing = self.chosen_branch()
        wanted = chosen_id or (standing.id if standing else "")
        self.clear()
        above: dict[str, QTreeWidgetItem] = {}
        for branch in branches:
            item = self._item(branch)
            parent = above.get(branch.parent_id or "")
            if parent is None or branch.is_archived:
                self.addTopLevelItem(item)
            else:
                parent.addChild(item)
            above[branch.id] = item
            if branch.id == wanted:
                self.setCurrentItem(item)
        self.expandAll()
        first = self.topLevelItem(0)
        if first is not None and not self.selectedItems():
            self.setCurrentItem(first)

    def chosen_branch(self) -> Branch | None:
        """Return the section that is marked."""
        item = self.currentItem()
        return None if item is None else item.data(0, _BRANCH)

    def _item(self, branch: Branch) -> QTreeWidgetItem:
        say = self._desk.say
        name = say("section.archived", name=branch.name) if branch.is_archived else branch.name
        place = write_path(branch.market_path)
        item = QTreeWidgetItem([name, str(branch.products), place])
        item.setData(0, _BRANCH, branch)
        item.setTextAlignment(1, _RIGHT)
        item.setToolTip(2, place)
        item.setSizeHint(0, QSize(0, _ROW_PX))
        muted = QColor(self._desk.tokens.colours.muted)
        item.setForeground(2, muted)
        if branch.is_archived:
            item.setForeground(0, muted)
        elif not branch.depth:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(0, font)
        return item

    def _choose(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit(item.data(0, _BRANCH))
