"""The table of all tasks, as `docs/tasks.md` has it."""

from pathlib import Path

from tests.tasks.task import Task, Way

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tasks.md"

STUDIO_HEADING = "# Fifty products from the hand to the storefront"
"""The page's second part, which `tests.tasks.studio` writes."""

_HEAD = """\
# What a cashier does in a year, counted

Made by `python -m tests.tasks`, which does every task twice in the real window over a real
database: once with the keyboard alone, once with a finger alone. A test does them again and fails
when this page says otherwise, or when the database does not hold what should have happened.

- An input is one press of a key (with Ctrl it is still one), one tap, or one swipe (*glisser*).
  Every figure of an amount or of a PIN counts.
- Scans are counted apart: the scanner types by itself.
- Figures by touch are taps on the keypads of our screens. Words by touch (a name, a note, a search)
  are typed on the system's touch keyboard, which we do not ship: one tap a letter.
- Touch targets are hit in a window of 1024 × 768: at least 48 × 48 px, in sight and not covered.
- The words are the buttons' own, in French, as the shop sees them.
"""


def page_of(done: list[tuple[Task, Way, Way]]) -> str:
    """Return the whole page, of each task both ways."""
    rows = [
        f"| {place} | {task.name} | {keys.inputs} | {touches.inputs} | {keys.scans} |"
        for place, (task, keys, touches) in enumerate(done, start=1)
    ]
    head = "| n° | task | keyboard | touch | scans |\n|---:|---|---:|---:|---:|\n"
    ways = [
        f"\n{place}. **{task.name}**\n{way_of(keys)}\n{way_of(touches)}\n"
        for place, (task, keys, touches) in enumerate(done, start=1)
    ]
    return f"{_HEAD}\n{head}{chr(10).join(rows)}\n\n## How each is done\n{''.join(ways)}"


def studio_part() -> str:
    """Return the page's second part as it stands; nothing where it was never written."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _before, heading, part = page.partition(f"\n{STUDIO_HEADING}\n")
    return heading + part


def way_of(way: Way) -> str:
    """Return the line that tells one way: how many inputs, and which."""
    trail = " · ".join(way.trail) or "the scanner does it all"
    return f"    - {way.hands}, {way.inputs}: {trail}"


def is_told(task: Task, way: Way) -> bool:
    """Tell whether the page has this way of the task."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _before, _name, told = page.partition(f". **{task.name}**\n")
    return way_of(way) in told.split("\n\n")[0].splitlines()
