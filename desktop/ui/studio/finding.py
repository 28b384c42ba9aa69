"""What is known of the product in hand: looked up, asked of the town, read on its label, proposed."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.label_text import LabelLine
from desktop.services.drafting import label_lines, proposals, same_shot, studio, town_sheets
from desktop.services.drafting.photos import Shot
from desktop.services.drafting.proposals import Proposals, Seen
from desktop.services.drafting.studio import Found
from desktop.services.goods import catalogue
from desktop.ui.desk import Desk
from desktop.ui.product.form import ProductForm


class Finding(QObject):
    """Gathers what was seen of one product; each new thing seen may change what is proposed.

    An answer that comes after `begin` is of the product before, and is dropped.
    """

    #: (ProductView, variant id): the shop has it; no id where no code said which of its forms.
    found = Signal(object, str)
    #: Proposals.
    proposed = Signal(object)
    #: A ShopError.
    refused = Signal(object)

    def __init__(self, desk: Desk, form: ProductForm) -> None:
        super().__init__()
        self._desk, self._form = desk, form
        self._product = 0
        self._asked = self._answered = 0
        self._is_known = False
        self._colours: tuple[str, ...] = ()
        self._lines: tuple[LabelLine, ...] = ()
        self._likenesses: tuple[str, ...] = ()
        #: Id of the section used last in this session; empty for none.
        self.section = ""

    def begin(self) -> None:
        """Forget what was seen: another product comes."""
        self._product += 1
        self._is_known = False
        self._colours, self._lines, self._likenesses = (), (), ()

    def stand(self) -> None:
        """Propose nothing more: it is a product of the shop."""
        self._is_known = True

    def see(self, shot: Shot) -> None:
        """Take what a photograph tells; its label is read in the background, where it can be."""
        say, product = self._desk.say, self._product
        self._colours = tuple(say(f"colour.{each.code}") for each in shot.colours)
        self._likenesses = (*self._likenesses, shot.likeness)

        def read() -> tuple[LabelLine, ...]:
            return label_lines.lines_on(shot) if label_lines.can_read() else ()

        def then(lines: tuple[LabelLine, ...]) -> None:
            if lines and product == self._product:
                self._lines = (*self._lines, *lines)
                self.propose(self._form.code.text())

        self._desk.tasks.outside(self, read, then)

    def look_up(self, code: str) -> None:
        """Find the shop's own product of a code, or propose what is known of it elsewhere."""
        shop, product = self._desk.shop, self._product

        def then(found: Found | None) -> None:
            if product != self._product:
                return
            if found is not None:
                self.found.emit(found.product, found.variant_id)
                return
            self.propose(code)
            self._ask_town(code)

        self._desk.tasks.ledger(self, lambda: studio.find(shop, code), then, self.refused.emit)

    def open(self, product_id: str) -> None:
        """Take a product of the shop for the one in hand."""
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: catalogue.product(shop, product_id),
            lambda view: self.found.emit(view, ""),
            self.refused.emit,
        )

    def propose(self, code: str) -> None:
        """Propose with all that is known by now; what was asked before and comes after is dropped."""
        shop, product, likenesses = self._desk.shop, self._product, self._likenesses
        if self._is_known:
            return
        self._asked += 1
        asked = self._asked
        seen = Seen(
            codes=(code,) if code else (),
            lines=self._lines,
            colours=self._colours,
            name=self._form.name.text(),
            session_category=self.section,
        )

        def job() -> Proposals:
            same = same_shot.alike(shop, likenesses)
            return proposals.propose(shop, replace(seen, same_pictures=same))

        def then(found: Proposals) -> None:
            is_newest = asked > self._answered
            if is_newest and product == self._product and not self._is_known:
                self._answered = asked
                self.proposed.emit(found)

        # Reads only, and longer than a sale should wait for.
        self._desk.tasks.outside(self, job, then, self.refused.emit)

    def _ask_town(self, code: str) -> None:
        """Propose again when the town knows more; it may take three seconds to answer."""
        shop, product = self._desk.shop, self._product

        def then(has_learnt: bool) -> None:
            if has_learnt and product == self._product:
                self.propose(code)

        self._desk.tasks.outside(self, lambda: town_sheets.learn(shop, code), then)

    def rest(self) -> None:
        """Give back the memory that reading labels takes."""
        self._desk.tasks.outside(self, label_lines.close)
