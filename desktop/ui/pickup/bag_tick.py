"""The tick of a bag over the ticks of what is in it."""

from PySide6.QtCore import Qt, Signal

from desktop.ui.widgets.tick import Tick


class BagTick(Tick):
    """Ticked when all of the bag leaves, half when a part of it does; a press asks for all or none.

    It only says what was pressed: what is in the bag is ticked by whoever shows both.
    """

    #: Whether the whole bag is to leave.
    chosen = Signal(bool)

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setTristate(True)
        self.setCheckState(Qt.CheckState.Checked)
        self.clicked.connect(lambda _is_on: self.chosen.emit(self._is_whole))
        self.setProperty("role", "heading")

    @property
    def _is_whole(self) -> bool:
        return self.checkState() is Qt.CheckState.Checked

    def nextCheckState(self) -> None:
        """Go from all to none, and from anything else to all."""
        none, every = Qt.CheckState.Unchecked, Qt.CheckState.Checked
        self.setCheckState(none if self._is_whole else every)

    def show_share(self, leaving: int, count: int) -> None:
        """Show how much of the bag leaves."""
        if leaving == count:
            self.setCheckState(Qt.CheckState.Checked)
        elif leaving:
            self.setCheckState(Qt.CheckState.PartiallyChecked)
        else:
            self.setCheckState(Qt.CheckState.Unchecked)
