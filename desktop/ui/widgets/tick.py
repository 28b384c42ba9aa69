"""A box to tick whose whole row answers the finger, and whose words show every sign."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox


class Tick(QCheckBox):
    """A tick with its words; a name with an ampersand keeps it."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.say(words)

    def say(self, words: str) -> None:
        """Show other words."""
        self.setText(words.replace("&", "&&"))

    def hitButton(self, pos: QPoint) -> bool:
        """Tell that a finger anywhere on the row means the tick; Qt's own counts the words only."""
        return self.rect().contains(pos)
