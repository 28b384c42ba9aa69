"""A scene in words: what stands where on the customer's display, before anything is painted."""

from dataclasses import dataclass

from desktop.domain.facing import Moment, Scene, SceneLine
from desktop.ui.wording import Wording
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the basket: name, what explains its amount, amount."""

    name: str
    detail: str
    amount: str
    #: What was taken off and why; empty for nothing.
    saved: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount with its words; `tone` is one of the theme's."""

    words: str
    amount: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What is written: a basket where there is a large row, else all in the middle."""

    shop: str
    #: Rows above the large one, the oldest first.
    rows: tuple[Row, ...] = ()
    large: Row | None = None
    #: The one amount that matters now, and those beside it.
    main: Figure | None = None
    others: tuple[Figure, ...] = ()
    saved: str = ""
    headline: str = ""
    under: str = ""
    foot: str = ""
    icon: str = ""
    #: That this is a lesson and no sale.
    warning: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Return everything that can be read, from top to bottom."""
        rows = (*self.rows, *([self.large] if self.large else []))
        figures = (*([self.main] if self.main else []), *self.others)
        said = [self.warning, self.shop, self.headline, self.under]
        for row in rows:
            said += [row.name, row.detail, row.saved, row.amount]
        for figure in figures:
            said += [figure.words, figure.amount]
        return tuple(word for word in (*said, self.saved, self.foot) if word)


def page_of(scene: Scene, shop: str, say: Wording, *, is_training: bool = False) -> Page:
    """Return a scene as it is written in the shop's language."""
    warning = say("display.training") if is_training else ""
    match scene.moment:
        case Moment.IDLE:
            return Page(
                "",
                headline=shop,
                under=say("display.hello"),
                foot=say("display.on_demand"),
                warning=warning,
            )
        case Moment.PICKUP:
            return Page(
                shop,
                headline=say("display.pickup"),
                under=say("display.pickup_how"),
                icon="scan",
                warning=warning,
            )
        case Moment.DONE:
            return Page(
                shop,
                headline=say("display.thanks"),
                main=_given_back(scene, say),
                foot=say("display.on_demand"),
                warning=warning,
            )
        case _:
            return _basket(scene, shop, say, warning)


def _basket(scene: Scene, shop: str, say: Wording, warning: str) -> Page:
    main, others = _figures(scene, say)
    if not scene.lines:
        under = " · ".join(f"{figure.words} {figure.amount}" for figure in others)
        return Page(shop, main=main, under=under, warning=warning)
    large = scene.touched if scene.touched >= 0 else len(scene.lines) - 1
    return Page(
        shop,
        rows=tuple(_row(line, say) for place, line in enumerate(scene.lines) if place != large),
        large=_row(scene.lines[large], say),
        main=main,
        others=others,
        saved=say("display.saved", amount=scene.saved) if scene.saved else "",
        warning=warning,
    )


def _figures(scene: Scene, say: Wording) -> tuple[Figure, tuple[Figure, ...]]:
    """Return the amount that matters most now, and the others."""
    total = _total(scene.total, say)
    if scene.moment is not Moment.PAYING or not scene.paid:
        return total, ()
    paid = Figure(say("display.paid"), say.money(scene.paid))
    if scene.due:
        return Figure(say("display.due"), say.money(scene.due), "accent"), (total, paid)
    if scene.change:
        return Figure(say("display.change"), say.money(scene.change), "go"), (total, paid)
    return Figure(paid.words, paid.amount, "go"), (total,)


def _total(total: Money, say: Wording) -> Figure:
    if total.cents < 0:
        return Figure(say("display.owed"), say.money(-total), "go")
    return Figure(say("display.total"), say.money(total))


def _given_back(scene: Scene, say: Wording) -> Figure | None:
    if not scene.total:
        return None
    if scene.change:
        return Figure(say("display.change"), say.money(scene.change), "go")
    if scene.total.cents < 0:
        return Figure(say("display.refunded"), say.money(-scene.total), "go")
    return Figure(say("display.paid"), say.money(scene.total), "go")


def _row(line: SceneLine, say: Wording) -> Row:
    detail = ""
    if line.tells_price:
        price = say.price(line.price, line.quantity.unit)
        detail = say("display.of", quantity=line.quantity, price=price)
    saved = ""
    if line.saved:
        less = say.money(-line.saved)
        saved = f"{line.promotion} {less}" if line.promotion else less
    return Row(line.name, detail, say.money(line.gross), saved)
