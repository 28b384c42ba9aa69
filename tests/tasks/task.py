"""What a task is, and what doing it both ways gives."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from desktop.services.shop import Shop
from tests.tasks.books import Books
from tests.tasks.hands import Finger, Hands, Keyboard
from tests.tasks.stage import open_copy, window_over

DESK_PX, TOUCH_PX = (1366, 768), (1024, 768)
"""A counter PC with a keyboard, and the narrowest touch screen that is supported."""


class Task:
    """One thing a shop does in a year. The docstring of each is its name in the table.

    Both ways begin with the same shop and must leave the same books.
    """

    #: Most inputs after the scans' own that a task may take; 0 is for no limit.
    limit = 0

    def arrange(self, shop: Shop) -> None:
        """Prepare what the task needs beyond the furnished shop."""

    def around(self) -> AbstractContextManager[None]:
        """Return what must stand beside the till while the task lasts: a terminal."""
        return nullcontext()

    def by_keyboard(self, at: Keyboard) -> None:
        """Do it with keys alone."""
        raise NotImplementedError

    def by_touch(self, at: Finger) -> None:
        """Do it with a finger alone."""
        raise NotImplementedError

    def check(self, books: Books, at: Hands) -> None:
        """Fail unless the database has what should have happened."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """Return what the task is called in the table."""
        return (type(self).__doc__ or "").splitlines()[0].rstrip(".")


@dataclass(frozen=True, slots=True)
class Way:
    """How a task was done: inputs and scans, and what they were."""

    #: "keyboard" or "touch".
    hands: str
    inputs: int
    scans: int
    trail: tuple[str, ...]


@contextmanager
def standing(hands: type[Hands], task: Task, furnished: Path, folder: Path) -> Iterator[Hands]:
    """Yield hands before the window of a fresh copy of the shop."""
    shop = open_copy(furnished, folder, task.arrange)
    size = TOUCH_PX if hands is Finger else DESK_PX
    with window_over(shop, size) as (window, school):
        at = hands(shop, window, school)
        at.settle()
        yield at


def do(task: Task, hands: type[Hands], furnished: Path, folder: Path) -> Way:
    """Do a task one way, check the books, and return what it took."""
    with task.around(), standing(hands, task, furnished, folder) as at:
        if isinstance(at, Keyboard):
            task.by_keyboard(at)
        elif isinstance(at, Finger):
            task.by_touch(at)
        books = Books(at.shop)
        task.check(books, at)
        books.check_journal()
        assert not task.limit or at.inputs <= task.limit, at.trail
        return Way(at.called, at.inputs, at.scans, tuple(at.trail))
