"""What nobody caught: logged with its trace, told in the banner, and the till goes on."""

import sys
from types import TracebackType

from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import note_bug


def tell_mishaps(window: MainWindow) -> None:
    """Have every error that a slot lets through reach the log and the window's banner."""

    def tell(
        kind: type[BaseException], failure: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, failure, trace)
            return
        window.refuse(note_bug(failure))

    sys.excepthook = tell
