"""The goods: scan line, sections, tiles, and what to do when there are none."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.sellable import Sellable
from desktop.services.counter import shelf
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.tiles import Tile, TileGrid
from desktop.ui.wording import Wording
from sync.kernel.quantity import Quantity, Unit

if TYPE_CHECKING:
    from desktop.services.views import CategoryView

FEW = 3
"""From this many left a tile says so."""
MOST_TILES = 120


class Shelf(QWidget):
    """What can be sold, found by scanning, typing, or touching a section and a photograph."""

    #: A Sellable was touched.
    touched = Signal(object)
    #: A text was typed and confirmed: a code or a word.
    entered = Signal(str)
    #: Somebody wants to sell without an article.
    wants_free_amount = Signal()
    #: The shop has nothing to sell yet.
    wants_first_product = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._text = ""
        self._asked = 0
        #: What each section held when it was last read, shown again without asking.
        self._sections: dict[str | None, tuple[Sellable, ...]] = {}
        self._stale: set[str | None] = set()
        #: Answers to what was asked up to here are from before the catalogue changed.
        self._outdated = 0
        say = desk.say
        self.setObjectName("shelf")
        self.line = ScanLine("sale-scan", say("sale.scan"), "scan")
        self.sections = Chips("sale-sections", say("sale.categories"))
        self.grid = TileGrid("sale-tiles", say("sale.tiles"), desk.tokens, desk.photos)
        free = Button(
            "sale-free-amount",
            say("sale.free_amount"),
            picture="pencil",
            clicked=self.wants_free_amount.emit,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        whole = column(row(self.line, free), self.sections, self._pages, gap=12)
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)
        self.line.entered.connect(self.entered)
        self.line.searched.connect(self.search)
        self.sections.chosen.connect(self._on_section)
        self.grid.chosen.connect(self.touched)

    # What a shelf with goods on it never shows is made when it is shown first.

    @cached_property
    def _nothing(self) -> EmptyState:
        say = self._desk.say
        return self._page(
            EmptyState(
                "sale-nothing-found",
                "search",
                "",
                say("sale.nothing_found_how"),
                act=say("sale.free_amount"),
                then=self.wants_free_amount.emit,
            )
        )

    @cached_property
    def _bare(self) -> EmptyState:
        say = self._desk.say
        return self._page(
            EmptyState(
                "sale-no-products",
                "camera",
                say("sale.shelf_empty"),
                say("sale.shelf_empty_how"),
                act=say("sale.photograph"),
                then=self.wants_first_product.emit,
            )
        )

    @cached_property
    def _empty_section(self) -> EmptyState:
        say = self._desk.say
        return self._page(
            EmptyState(
                "sale-section-empty",
                "box",
                say("sale.section_empty"),
                say("sale.section_empty_how"),
            )
        )

    def _page(self, page: EmptyState) -> EmptyState:
        self._pages.addWidget(page)
        return page

    def refresh(self) -> None:
        """Read sections and tiles anew."""
        self._sections.clear()
        self._outdated = self._asked
        shop = self._desk.shop
        self._desk.tasks.glance(self, lambda: shelf.categories(shop), self._show_sections)
        self.search(self._text)

    def search(self, text: str) -> None:
        """Show what a text finds, or the section when there is no text."""
        self._text = text
        self._asked += 1
        shop, section = self._desk.shop, self.sections.value
        category = section if isinstance(section, str) else None
        glance = partial(self._desk.tasks.glance, self)
        if text:
            glance(partial(shelf.search, shop, text), partial(self._show, self._asked, text))
            return
        kept = self._sections.get(category)
        if kept is not None:
            self._show(self._asked, "", kept)
        if kept is None or category in self._stale:
            self._stale.discard(category)
            job = partial(shelf.tiles, shop, category, MOST_TILES)
            glance(job, partial(self._keep, self._asked, category))

    def grow_old(self) -> None:
        """Know that stock and best sellers have moved on: read them behind what is shown next."""
        self._stale.update(self._sections)

    def reset(self) -> None:
        """Forget the search and be ready for the next scan."""
        self.line.listen()
        if self._text:
            self.search("")

    def _show_sections(self, sections: tuple["CategoryView", ...]) -> None:
        tops = [section for section in sections if section.parent_id is None and section.has_goods]
        choices: list[tuple[object, str]] = [(None, self._desk.say("sale.favourites"))]
        choices += [(section.id, section.name) for section in tops]
        self.sections.show_choices(choices, self.sections.value)
        self.sections.setVisible(len(choices) > 1)

    def _on_section(self, _section: object) -> None:
        self.line.empty()
        self.search("")

    def _keep(self, asked: int, category: str | None, found: tuple[Sellable, ...]) -> None:
        if asked <= self._outdated or self._sections.get(category) == found:
            return
        self._sections[category] = found
        self._show(asked, "", found)

    def _show(self, asked: int, text: str, found: tuple[Sellable, ...]) -> None:
        if asked != self._asked:
            return  # a later key has asked again already
        self.grid.show_tiles([tile_of_all(forms, self._desk.say) for forms in by_product(found)])
        if found:
            self._pages.setCurrentWidget(self.grid)
        elif text:
            say = self._desk.say
            self._nothing.say(say("sale.nothing_found", text=text), say("sale.nothing_found_how"))
            self._pages.setCurrentWidget(self._nothing)
        elif self.sections.count() > 1:
            self._pages.setCurrentWidget(self._empty_section)
        else:
            self._pages.setCurrentWidget(self._bare)


def by_product(found: Sequence[Sellable]) -> list[list[Sellable]]:
    """Return the articles with the forms of one product together, in the order of the first."""
    together: dict[str, list[Sellable]] = {}
    for item in found:
        together.setdefault(item.product_id, []).append(item)
    return list(together.values())


def tile_of_all(forms: Sequence[Sellable], say: Wording) -> Tile:
    """Return the forms of one product as one tile; a single form stands for itself."""
    first = forms[0]
    if len(forms) == 1:
        return tile_of(first, say)
    cheapest = min(forms, key=lambda item: item.price)
    price = say.price(cheapest.price, cheapest.unit)
    is_one_price = all(item.price == first.price for item in forms)
    per_measure = {measured(item, say) for item in forms}
    return replace(
        tile_of(first, say),
        name=first.label,
        price=price if is_one_price else say("sale.from", price=price),
        measured=per_measure.pop() if len(per_measure) == 1 else "",
        badge=say("sale.forms", n=len(forms)),
    )


def tile_of(item: Sellable, say: Wording) -> Tile:
    """Return an article as a tile."""
    left = item.on_hand
    badge = ""
    if item.variant_id and left.thousandths <= 0:
        badge = say("sale.out")
    elif item.unit is Unit.PIECE and left.thousandths <= Quantity.pieces(FEW).thousandths:
        badge = say("sale.low", left=left)
    return Tile(
        thing=item,
        name=item.full_label,
        price=say.price(item.price, item.unit),
        measured=measured(item, say),
        photo=item.photo,
        colour=item.colour,
        badge=badge,
    )


def measured(item: Sellable, say: Wording) -> str:
    """Return the price by the kilo or litre of packed goods, empty where none is due."""
    price = item.price_per_measure
    if price is None or item.content is None:
        return ""
    return say.per_measure(price, item.content.unit)
