"""Every key of the windows in one table: what is bound, printed in the help and checked for doubles."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

ANYWHERE = ""
"""The room of a key that works on every screen."""


class Shortcut(Struct, frozen=True):
    """A key, where it works, and the text that says what it does."""

    name: str
    keys: tuple[str, ...]
    room: str
    #: Name of its line in the wording tables.
    text: str


_CTRL_FIGURES = tuple(f"Ctrl+{figure}" for figure in range(1, 7))
_UNSHIFTED = {"1": "&", "2": "É", "3": '"', "4": "'", "5": "(", "6": "-§"}
"""What the keys of figures say on a French or Belgian keyboard with no Shift held."""

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("sale", ("F1",), ANYWHERE, "keys.sale"),
    Shortcut("orders", ("F2",), ANYWHERE, "keys.orders"),
    Shortcut("pickup", ("F3",), ANYWHERE, "keys.pickup"),
    Shortcut("catalogue", ("F4",), ANYWHERE, "keys.catalogue"),
    Shortcut("till", ("F5",), ANYWHERE, "keys.till"),
    Shortcut("settings", ("Ctrl+,",), ANYWHERE, "keys.settings"),
    Shortcut("switch", ("F10",), ANYWHERE, "keys.switch"),
    Shortcut("help", ("F11",), ANYWHERE, "keys.help"),
    Shortcut("back", ("Esc",), ANYWHERE, "keys.back"),
    Shortcut("quit", ("Ctrl+Q",), ANYWHERE, "keys.quit"),
    Shortcut("search", ("Ctrl+F",), ANYWHERE, "keys.search"),
    Shortcut("more", ("+",), "sale", "keys.more"),
    Shortcut("fewer", ("-",), "sale", "keys.fewer"),
    Shortcut("remove", ("Del",), "sale", "keys.remove"),
    Shortcut("clear", ("Ctrl+Del",), "sale", "keys.clear"),
    Shortcut("undo", ("Ctrl+Z",), "sale", "keys.undo"),
    Shortcut("park", ("F8",), "sale", "keys.park"),
    Shortcut("drawer", ("F9",), "sale", "keys.drawer"),
    Shortcut("pay", ("F12",), "sale", "keys.pay"),
    Shortcut("age-seen", ("Ctrl+S",), "sale", "keys.age_seen"),
    Shortcut("discount", ("Ctrl+R",), "sale", "keys.discount"),
    Shortcut("quantity", ("*",), "sale", "keys.quantity"),
    Shortcut("weigh", ("Ctrl+W",), "sale", "keys.weigh"),
    Shortcut("note", ("Ctrl+M",), "sale", "keys.note"),
    Shortcut("buyer", ("Ctrl+K",), "sale", "keys.buyer"),
    Shortcut("empties", ("Ctrl+E",), "sale", "keys.empties"),
    Shortcut("free-amount", ("Ctrl+L",), "sale", "keys.free_amount"),
    Shortcut("refund", ("Ctrl+B",), "sale", "keys.refund"),
    Shortcut("pay-exact", ("F6",), "payment", "keys.pay_exact"),
    Shortcut("pay-card", ("F7",), "payment", "keys.pay_card"),
    Shortcut("pay-meal-voucher", ("Ctrl+T",), "payment", "keys.pay_meal_voucher"),
    Shortcut("pay-others", ("Ctrl+O",), "payment", "keys.pay_others"),
    Shortcut("pay-cheque", ("Ctrl+H",), "payment", "keys.pay_cheque"),
    Shortcut("pay-transfer", ("Ctrl+I",), "payment", "keys.pay_transfer"),
    Shortcut("pay-account", ("Ctrl+D",), "payment", "keys.pay_account"),
    Shortcut("pay-voucher", ("Ctrl+G",), "payment", "keys.pay_voucher"),
    Shortcut("pay-advance-take", ("Ctrl+P",), "payment", "keys.pay_advance_take"),
    Shortcut("pay-print-note", ("Ctrl+J",), "payment", "keys.pay_print_note"),
    Shortcut("terminal-paid", ("Ctrl+Return",), "payment", "keys.terminal_paid"),
    Shortcut("terminal-unpaid", ("Ctrl+N",), "payment", "keys.terminal_unpaid"),
    Shortcut("gift-card", ("Ctrl+G",), "free", "keys.gift_card"),
    Shortcut("refund-cash", ("F6",), "refund", "keys.refund_cash"),
    Shortcut("refund-card", ("F7",), "refund", "keys.refund_card"),
    Shortcut("refund-voucher", ("Ctrl+G",), "refund", "keys.refund_voucher"),
    Shortcut("refund-exchange", ("Ctrl+X",), "refund", "keys.refund_exchange"),
    Shortcut("till-move", ("F6",), "till", "keys.till_move"),
    Shortcut("till-read-x", ("F7",), "till", "keys.till_read_x"),
    Shortcut("till-sold", ("F8",), "till", "keys.till_sold"),
    Shortcut("till-drawer", ("F9",), "till", "keys.drawer"),
    Shortcut("till-close", ("F12",), "till", "keys.till_close"),
    Shortcut("till-hand-over", ("Ctrl+K",), "till", "keys.till_hand_over"),
    Shortcut("till-reprint", ("Ctrl+D",), "till", "keys.till_reprint"),
    Shortcut("till-refund", ("Ctrl+B",), "till", "keys.refund"),
    Shortcut("till-invoice", ("Ctrl+I",), "till", "keys.till_invoice"),
    Shortcut("till-correct", ("Ctrl+R",), "till", "keys.till_correct"),
    Shortcut("till-past", ("Ctrl+H",), "till", "keys.till_past"),
    Shortcut("order-next", ("Ctrl+Return",), "orders", "keys.order_next"),
    Shortcut("order-back", ("Shift+Return",), "orders", "keys.order_back"),
    Shortcut("order-weigh", ("Ctrl+W",), "orders", "keys.order_weigh"),
    Shortcut("order-papers", ("Ctrl+P",), "orders", "keys.order_papers"),
    Shortcut("order-walk", ("Ctrl+T",), "orders", "keys.order_walk"),
    Shortcut("order-delay", ("Ctrl+R",), "orders", "keys.order_delay"),
    Shortcut("hand-over", ("F12",), "pickup", "keys.hand_over"),
    Shortcut("rounds-next", ("F12",), "rounds", "keys.rounds_next"),
    Shortcut("product-new", ("Ctrl+N",), "catalogue", "keys.product_new"),
    Shortcut("product-save", ("Ctrl+S",), "catalogue", "keys.product_save"),
    Shortcut("product-sections", _CTRL_FIGURES, "catalogue", "keys.sections"),
    Shortcut("stock-1", ("Ctrl+1",), "stock", "keys.stock_1"),
    Shortcut("stock-2", ("Ctrl+2",), "stock", "keys.stock_2"),
    Shortcut("stock-3", ("Ctrl+3",), "stock", "keys.stock_3"),
    Shortcut("stock-4", ("Ctrl+4",), "stock", "keys.stock_4"),
    Shortcut("stock-5", ("Ctrl+5",), "stock", "keys.stock_5"),
    Shortcut("stock-6", ("Ctrl+6",), "stock", "keys.stock_6"),
    Shortcut("promotions", ("Ctrl+P",), "catalogue", "keys.promotions"),
    Shortcut("table-all", ("Ctrl+A",), "table", "keys.table_all"),
    Shortcut("table-edit", ("Ctrl+E",), "table", "keys.table_edit"),
    Shortcut("table-open", ("Ctrl+O",), "table", "keys.table_open"),
    Shortcut("table-export", ("Ctrl+S",), "table", "keys.table_export"),
    Shortcut("section-new", ("Ctrl+N",), "sections", "keys.section_new"),
    Shortcut("section-save", ("Ctrl+S",), "sections", "keys.section_save"),
    Shortcut("section-undo", ("Ctrl+Z",), "sections", "keys.section_undo"),
    Shortcut("section-up", ("Ctrl+Up",), "sections", "keys.section_up"),
    Shortcut("section-down", ("Ctrl+Down",), "sections", "keys.section_down"),
    Shortcut("prices-all", ("Ctrl+A",), "prices", "keys.prices_all"),
    Shortcut("prices-withdraw", ("Del",), "prices", "keys.prices_withdraw"),
    Shortcut("prices-undo", ("Ctrl+Z",), "prices", "keys.prices_undo"),
    Shortcut("prices-open", ("Ctrl+O",), "prices", "keys.prices_open"),
    Shortcut("tags-print", ("F12",), "tags", "keys.tags_print"),
    Shortcut("tags-all", ("Ctrl+A",), "tags", "keys.tags_all"),
    Shortcut("tags-dismiss", ("Del",), "tags", "keys.tags_dismiss"),
    Shortcut("review-yes", ("O", "Y"), "review", "keys.review_yes"),
    Shortcut("review-no", ("N",), "review", "keys.review_no"),
    Shortcut("review-later", ("P", "L"), "review", "keys.review_later"),
    Shortcut("review-steward", ("R",), "review", "keys.review_steward"),
    Shortcut("review-join", ("A",), "review", "keys.review_join"),
    Shortcut("review-undo", ("Ctrl+Z",), "review", "keys.review_undo"),
    Shortcut("review-photos", ("Ctrl+O",), "review", "keys.review_photos"),
    Shortcut("imports-choose", ("Ctrl+O",), "imports", "keys.imports_choose"),
    Shortcut("imports-next", ("F12",), "imports", "keys.imports_next"),
    Shortcut("promotion-new", ("Ctrl+N",), "promotions", "keys.promotion_new"),
    Shortcut("promotion-save", ("Ctrl+S",), "promotions", "keys.promotion_save"),
    Shortcut("customer-new", ("Ctrl+N",), "customers", "keys.customer_new"),
    Shortcut("customer-save", ("Ctrl+S",), "customers", "keys.customer_save"),
    Shortcut("advances", ("Ctrl+D",), "customers", "keys.advances"),
    Shortcut("advance-back-cash", ("F6",), "customers", "keys.advance_back_cash"),
    Shortcut("advance-back-card", ("F7",), "customers", "keys.advance_back_card"),
    Shortcut("advance-back-cheque", ("Ctrl+H",), "customers", "keys.advance_back_cheque"),
    Shortcut("advance-back-transfer", ("Ctrl+I",), "customers", "keys.advance_back_transfer"),
    Shortcut("settings-save", ("Ctrl+S",), "settings", "keys.settings_save"),
    Shortcut("training", ("Ctrl+T",), "settings", "keys.training"),
    Shortcut("help-print", ("Ctrl+P",), "help", "keys.help_print"),
    Shortcut("publish", ("F12",), "studio", "keys.publish"),
    Shortcut("studio-shoot", ("Space",), "studio", "keys.studio_shoot"),
    Shortcut("studio-paste", ("Ctrl+V",), "studio", "keys.studio_paste"),
    Shortcut("studio-file", ("Ctrl+O",), "studio", "keys.studio_file"),
    Shortcut("studio-phone", ("Ctrl+T",), "studio", "keys.studio_phone"),
    Shortcut("studio-grey", ("Ctrl+G",), "studio", "keys.studio_grey"),
    Shortcut("studio-like-last", ("F7",), "studio", "keys.studio_like_last"),
    Shortcut("studio-undo", ("F8",), "studio", "keys.studio_undo"),
    Shortcut("studio-section", ("F6",), "studio", "keys.studio_section"),
    Shortcut("studio-sections", _CTRL_FIGURES, "studio", "keys.sections"),
    Shortcut("studio-same", ("Ctrl+L",), "studio", "keys.studio_same"),
)

_BY_NAME = {shortcut.name: shortcut for shortcut in SHORTCUTS}


def bind(owner: QWidget, name: str, act: Callable[[], object]) -> None:
    """Have the keys of that name call `act` while the owner or what is in it has the focus."""
    for keys in _BY_NAME[name].keys:
        _bind(owner, keys, act)


def bind_each(owner: QWidget, name: str, act: Callable[[int], object]) -> None:
    """Have each key of that name call `act` with its place, counted from 0."""
    for place, keys in enumerate(_BY_NAME[name].keys):
        _bind(owner, keys, partial(act, place))


def _bind(owner: QWidget, keys: str, act: Callable[[], object]) -> None:
    held, _plus, last = keys.rpartition("+")
    spelled = [keys]
    if held:
        spelled += [f"{held}+{sign}" for sign in _UNSHIFTED.get(last, "")]
    for each in spelled:
        shortcut = QShortcut(QKeySequence(each), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def key_of(name: str) -> str:
    """Return the key as printed on a button: F12."""
    return _BY_NAME[name].keys[0]
