"""What a storm knows of an order beyond what any counter says: the goods themselves."""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from demo.still_town import Bought
from sync.kernel.money import Money


class Place(StrEnum):
    """Where a bag really is."""

    ROAD = "on the road"
    #: Not given; whoever has it brings it back.
    TURNED_AWAY = "turned away"
    RELAY_DOOR = "at the relay's door"
    RELAY = "at the relay"
    LOCKER = "in a locker"
    GIVEN = "given"
    BACK = "back"


@dataclass(eq=False)
class Bag:
    """One bag that was carried out of the shop."""

    order_id: str
    #: What is in it, by line.
    lines: frozenset[str]
    #: The counter that sent it.
    sender: str
    place: Place = Place.ROAD
    #: The deposit it lies in, and bank and number of its door.
    deposit: str = ""
    box: tuple[str, str] = ("", "")


@dataclass
class Told:
    """One order and what befell it."""

    bought: Bought
    mode: str
    #: How often something was handed over, and how often each line left, as it was given.
    visits: int = 0
    left: Tally[str] = field(default_factory=Tally)
    paid: list[Money] = field(default_factory=list)
    #: Counters where somebody had it before them, by alarm or board.
    noticed: set[str] = field(default_factory=set)
    #: How often a counter said that its bag stands ready.
    made_ready: Tally[str] = field(default_factory=Tally)
    comes: bool = True
    #: By a person, or known to have been by the shop's rule.
    is_promised: bool = False
    bags: list[Bag] = field(default_factory=list)
    #: What opens a locker for its customer, as the marketplace has told it.
    opening_code: str = ""
    #: The customer lets somebody else fetch it; how often a shop gave it to somebody else.
    has_proxy: bool = False
    by_proxy: int = 0
    #: The customer was asked about a line, and has the link.
    is_asked: bool = False
    #: How often each line came back whole, and what was given for a piece of one.
    came_back: Tally[str] = field(default_factory=Tally)
    for_pieces: dict[str, Money] = field(default_factory=dict)
    #: Credit notes for what was paid online.
    credited: list[Money] = field(default_factory=list)
    #: What a person was asked of it, and settled.
    questions: set[str] = field(default_factory=set)
    #: Pictures that show that it was received, by counter.
    proofs: list[tuple[str, str]] = field(default_factory=list)

    def give(self, lines: Iterable[str], bag: Bag | None = None) -> bool:
        """Count that lines are with the customer; tell whether one of them was before."""
        given = [*lines]
        is_again = any(self.left[line] for line in given)
        self.visits += 1
        self.left.update(given)
        if bag is not None:
            bag.place = Place.GIVEN
        return is_again

    def at_home(self) -> list[str]:
        """Return the lines of it that their customer has."""
        return sorted((self.left - self.came_back).keys())

    def bag(self, *places: Place, sender: str = "") -> Bag | None:
        """Return the first bag that is in one of these places."""
        found = (bag for bag in self.bags if bag.place in places and sender in ("", bag.sender))
        return next(found, None)
