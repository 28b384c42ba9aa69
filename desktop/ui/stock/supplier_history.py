"""What was changed of a supplier, in words."""

from functools import partial

from desktop.services.stockroom import supplies
from desktop.services.stockroom.supplies import SupplierChangeView, SupplierDifference
from desktop.ui.desk import Desk
from desktop.ui.widgets.changes_fold import ChangesFold, ToldChange
from desktop.ui.wording import Wording

_LETTERS = 40


class SupplierHistory(ChangesFold):
    """The history of a supplier."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "supplier")
        self.asks.connect(self._read)

    def _read(self, thing: str) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: supplies.history(shop, thing), partial(self._tell, thing)
        )

    def _tell(self, supplier_id: str, changes: tuple[SupplierChangeView, ...]) -> None:
        say = self._desk.say
        told = [
            ToldChange(each.id, each.at, each.by, _change_text(say, each), each.is_undone)
            for each in changes
        ]
        self.show_changes(supplier_id, told)


def _change_text(say: Wording, change: SupplierChangeView) -> str:
    if change.is_new:
        return say("history.new")
    return " ; ".join(_told(say, each) for each in change.differences)


def _told(say: Wording, what: SupplierDifference) -> str:
    if what.field == "archived":
        return say("stock.supplier_archived" if what.after else "stock.supplier_back")
    name = say(f"stock.supplier_{what.field}")
    before, after = what.before[:_LETTERS], what.after[:_LETTERS]
    if not before:
        return say("history.come", name=name, after=after)
    if not after:
        return say("history.gone", name=name, before=before)
    return say("history.changed", name=name, before=before, after=after)
