"""What was changed on a product, in words."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from desktop.services.goods import catalogue_history, cataloguing
from desktop.services.goods.catalogue import ProductView
from desktop.services.goods.catalogue_history import ChangeView, Difference
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.town.arriving_products import HUB
from desktop.ui.desk import Desk
from desktop.ui.widgets.changes_fold import ChangesFold, ToldChange
from desktop.ui.wording import Wording
from sync.kernel.money import Money
from sync.kernel.vat import VatRate

_CENTS = {"price_cents", "purchase_cents"}
_THOUSANDTHS = {"content", "buffer", "reorder_at", "reorder_to"}
_NAMED = {
    *("name", "brand", "description", "category_id", "vat_bp", "unit", "kind", "flags", "online"),
    *(
        "origin",
        "allergens",
        "sku",
        "options",
        "content_unit",
        "place",
        "supplier_id",
        "supplier_ref",
    ),
    *("deposit_variant_id", "photos", "code", "part", "form", "archived_at"),
    *_CENTS,
    *_THOUSANDTHS,
}
_BARE = {"description", "photos", "supplier_id", "deposit_variant_id", "flags", "options", "part"}
"""What is said to have changed without saying to what."""
_LETTERS = 40


class HistoryFold(ChangesFold):
    """The history of a product."""

    #: A job that may need an approval, told `approved_by`.
    acts = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "product")
        self.asks.connect(self._read)
        self.undoes.connect(lambda change: self.acts.emit(_undoing(desk.shop, change)))

    def show_product(self, view: ProductView | None) -> None:
        """Be about a stored product."""
        self.be_about(view.id if view else "")

    def _read(self, thing: str) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: catalogue_history.history(shop, thing), partial(self._tell, thing)
        )

    def _tell(self, product_id: str, changes: tuple[ChangeView, ...]) -> None:
        say = self._desk.say
        told = [
            ToldChange(
                each.id,
                each.at,
                say("history.by_town") if each.by == HUB else each.by,
                change_text(say, each),
                each.is_undone,
            )
            for each in changes
        ]
        self.show_changes(product_id, told)


def _undoing(shop: Shop, change_id: str) -> Callable[[str], ProductView]:
    return lambda by: cataloguing.undo(shop, change_id, staff.current(shop).code, by)


def change_text(say: Wording, change: ChangeView) -> str:
    """Return a change in words: "prix 4,50 € → 4,90 €, nom « Thé » → « Thé noir »"."""
    if change.is_new:
        return say("history.new")
    told = [difference_text(say, each) for each in change.differences if each.field in _NAMED]
    return " ; ".join(dict.fromkeys(told)) or say("history.nothing")


def difference_text(say: Wording, what: Difference) -> str:
    """Return one difference in words."""
    name = say(f"history.{what.field}")
    form = f" ({what.form})" if what.form and what.field != "form" else ""
    if what.field == "archived_at":
        return say("history.archived" if what.after else "history.restored") + form
    if what.field in _BARE:
        return name + form
    before, after = _value(say, what.field, what.before), _value(say, what.field, what.after)
    if not before:
        return say("history.come", name=name, after=after) + form
    if not after:
        return say("history.gone", name=name, before=before) + form
    return say("history.changed", name=name, before=before, after=after) + form


def _value(say: Wording, field: str, value: object) -> str:
    if value in (None, "", []):
        return ""
    if field == "online":
        return say("history.yes" if value else "history.no")
    if isinstance(value, int):
        if field in _CENTS:
            return say.money(Money(value))
        if field in _THOUSANDTHS:
            whole, rest = divmod(value, 1000)
            return f"{whole}{say.point}{rest:03d}".rstrip("0").rstrip(say.point)
        if field == "vat_bp":
            return say.rate(VatRate(value))
    told = say.allergens(map(str, value)) if isinstance(value, list) else str(value)
    return told[:_LETTERS]
