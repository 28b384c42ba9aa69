"""The pieces of a bundle: found by name or code, counted, taken out again."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from desktop.domain.sellable import Sellable
from desktop.services.counter import selling
from desktop.services.goods.catalogue import ProductView
from desktop.services.goods.cataloguing import ProductDraft
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity

_FOUND = 4
_LETTERS = 2


class _Piece:
    """One article of the bundle as it is being put together."""

    def __init__(self, variant_id: str, name: str, price: Money, count: int) -> None:
        self.variant_id, self.name, self.price, self.count = variant_id, name, price, count


class BundleFold(Fold):
    """Part of the record: what is put together here is kept with its save."""

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        self._rows, self._hits = QVBoxLayout(), QVBoxLayout()
        for box in (self._rows, self._hits):
            box.setSpacing(4)
        self.sought = QLineEdit()
        self.sought.setObjectName("product-bundle-search")
        self.sought.setAccessibleName(say("bundle.search"))
        self.sought.setPlaceholderText(say("bundle.search"))
        self.sought.setMaxLength(80)
        self._apart = label("", "note", wraps=True)
        super().__init__(
            "product-bundle",
            say("product.fold_parts"),
            column(self._rows, self._apart, self.sought, self._hits, gap=8, margins=(12, 0, 0, 8)),
        )
        self._desk = desk
        self._pieces: list[_Piece] = []
        self._asked = 0
        self._own = ""
        self.sought.textEdited.connect(self._search)
        self.sought.returnPressed.connect(self._take_first)
        self._found: tuple[Sellable, ...] = ()

    def show_product(self, view: ProductView | None) -> None:
        """Show the pieces of a stored product; one in several sizes is no bundle."""
        self._own = view.id if view else ""
        parts = view.variants[0].parts if view and view.variants else ()
        self._pieces = [
            _Piece(part.variant_id, part.label, part.price, part.quantity.thousandths // 1000)
            for part in parts
        ]
        self.setVisible(view is None or len(view.variants) < 2)
        self.sought.clear()
        self._show_hits(self._asked, ())
        self._show_pieces()
        self.open(is_open=bool(parts))

    def apply(self, draft: ProductDraft) -> ProductDraft:
        """Return the product with the pieces that were put together here."""
        if self.isHidden() or len(draft.variants) != 1:
            return draft
        parts = tuple((each.variant_id, Quantity.pieces(each.count)) for each in self._pieces)
        return replace(draft, variants=(replace(draft.variants[0], parts=parts),))

    def _search(self, text: str) -> None:
        self._asked += 1
        if len(text.strip()) < _LETTERS:
            self._show_hits(self._asked, ())
            return
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: selling.search(shop, text), partial(self._show_hits, self._asked)
        )

    def _show_hits(self, asked: int, found: tuple[Sellable, ...]) -> None:
        if asked != self._asked:
            return
        say = self._desk.say
        fit = [each for each in found if each.product_id != self._own and not each.pieces]
        self._found = tuple(fit[:_FOUND])
        clear(self._hits)
        for place, item in enumerate(self._found):
            words = f"{item.full_label} · {say.money(item.price)}"
            self._hits.addWidget(
                Button(
                    f"product-bundle-hit-{place}",
                    words,
                    picture="plus",
                    clicked=partial(self._take, item),
                )
            )

    def _take_first(self) -> None:
        if self._found:
            self._take(self._found[0])

    def _take(self, item: Sellable) -> None:
        known = next((each for each in self._pieces if each.variant_id == item.variant_id), None)
        if known is None:
            self._pieces.append(_Piece(item.variant_id, item.full_label, item.price, 1))
        else:
            known.count += 1
        self.sought.clear()
        self._show_hits(self._asked, ())
        self._changed()
        self.sought.setFocus()

    def _count(self, piece: _Piece, step: int) -> None:
        piece.count += step
        if piece.count < 1:
            self._pieces.remove(piece)
        self._changed()

    def _changed(self) -> None:
        self._show_pieces()
        self.edited.emit()

    def _show_pieces(self) -> None:
        say = self._desk.say
        clear(self._rows)
        for place, each in enumerate(self._pieces):
            fewer = Button(
                f"product-piece-fewer-{place}",
                role="icon",
                picture="minus",
                spoken=say("bundle.fewer", name=each.name),
                clicked=partial(self._count, each, -1),
            )
            more = Button(
                f"product-piece-more-{place}",
                role="icon",
                picture="plus",
                spoken=say("bundle.more", name=each.name),
                clicked=partial(self._count, each, 1),
            )
            line = row(label(f"{each.count} × {each.name}", wraps=True), fewer, more)
            line.setStretch(0, 1)
            self._rows.addLayout(line)
        apart = total_of([each.price * each.count for each in self._pieces])
        self._apart.setText(
            say("bundle.apart", amount=apart) if self._pieces else say("bundle.how")
        )
        names = ", ".join(f"{each.count} × {each.name}" for each in self._pieces)
        self.show_summary(names)
