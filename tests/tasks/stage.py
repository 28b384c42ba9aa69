"""One shop with everything a year at the counter needs, copied for each task, and its window."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from desktop.bootstrap import open_shop
from desktop.counter_window import OpenWindow, Schoolroom
from desktop.domain.promotions import PromotionKind
from desktop.services.counter import customers, promotions
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.promotions import Aim, PromotionDraft, TargetRef
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.settings import PrinterSettings, Tare
from desktop.ui.changes import Changes
from desktop.ui.desk import Desk
from desktop.ui.main_window import MainWindow
from desktop.ui.rooms import ROOMS
from desktop.ui.tasks import Tasks
from desktop.ui.theme.dress import dress, tokens_for
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.photos import Photos
from desktop.ui.wording import Language, Wording
from fiscal import FolderKeyStore, Sealed, ticket_code
from sync.kernel.clock import SetClock
from sync.kernel.gtin import WeighedLayout, check_digit
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import MORNING, OWNER, AShop, found

BREAD, SCARF, BEER, BOOK, JAM = (
    "3017620422003",
    "3274080005003",
    "3119780268382",
    "9782070360024",
    "3045320094084",
)
CUP = "3560070278831"
_TO_THE_SCALE = "210012300000"
CHEESE = f"{_TO_THE_SCALE}{check_digit(_TO_THE_SCALE)}"
CHEESE_LABEL = WeighedLayout("21").write(CHEESE, 312)
"""What the scale printed: 312 g of the cheese that is number 00123 to it."""

Size = tuple[int, int]


def furnish(folder: Path) -> None:
    """Found the shop, stock it, and leave it closed, till open on 100 euros."""
    printer = PrinterSettings(code="counter", name="Comptoir", address=f"file://{folder}/paper")
    builder = (
        AShop(folder)
        .with_product("Baguette", 1_30, vat=550, code=BREAD, flags=("meal_voucher",), stock=90)
        .with_product("Écharpe en laine", 49_00, code=SCARF, stock=20)
        .with_product("Écharpe en soie", 89_00, stock=5)
        .with_product("Bière", 2_40, code=BEER, stock=60)
        .with_product("Bouteille consignée", 20, vat=0, kind="deposit")
        .with_product("L'Étranger", 7_50, vat=550, code=BOOK, stock=20)
        .with_product("Confiture", 4_20, vat=550, code=JAM, flags=("meal_voucher",), stock=40)
        .with_product("Gobelet", 3_00, code=CUP, stock=50)
        .with_product("Comté", 28_90, vat=550, unit="kg", sku="4011", code=CHEESE, stock=8)
        .with_settings(
            tares=(Tare(name="Barquette", grams=8), Tare(name="Bocal", grams=250)),
            printers=(printer,),
            receipt_printer="counter",
        )
    )
    with builder.opened() as shop:
        _lend_bottles(shop)
        _knit(shop)
        customers.add(
            shop,
            CustomerDraft(
                name="Claire Durand", street="8 rue du Lycée", postcode="92330", city="Sceaux"
            ),
        )
        draft = PromotionDraft(
            name="3 gobelets pour 2",
            kind=PromotionKind.N_FOR_M,
            count=3,
            paid=2,
            targets=(TargetRef(aim=Aim.PRODUCT, id=found(shop, "gobelet").product_id),),
        )
        promotions.add(shop, draft, OWNER)


def _lend_bottles(shop: Shop) -> None:
    bottle, beer = found(shop, "bouteille").variant_id, found(shop, "bière").variant_id
    with shop.begin() as work:
        work.connection.execute(
            text("UPDATE variant SET deposit_variant_id = :bottle WHERE id = :beer"),
            {"bottle": bottle, "beer": beer},
        )
        work.commit()


def _knit(shop: Shop) -> None:
    forms = tuple(
        VariantDraft(
            price=Money(59_00),
            options=(("taille", size), ("couleur", colour)),
            opening_stock=Quantity.pieces(4),
        )
        for colour in ("bleu", "rouge")
        for size in ("S", "M", "L")
    )
    cataloguing.save_product(
        shop, ProductDraft(name="Pull marin", vat=VatRate(2000), variants=forms), OWNER
    )


@cache
def _dressed(application: QApplication) -> Tokens:
    """Dress the application, once: each time Qt goes through every widget there is."""
    tokens = tokens_for(application)
    dress(application, tokens)
    return tokens


@contextmanager
def window_over(shop: Shop, size: Size) -> Iterator[tuple[MainWindow, Schoolroom]]:
    """Yield the program's window over an open shop, and close both."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    tokens = _dressed(application)
    ledger = ThreadPoolExecutor(1, thread_name_prefix="ledger")
    tasks, changes = Tasks(ledger=ledger), Changes()
    shop.changes.listen(changes.announce)
    say = Wording(Language.FRENCH, shop.zone)
    window = MainWindow(Desk(shop, tasks, changes, say, tokens, Photos(tasks)), ROOMS)
    school = Schoolroom(OpenWindow(shop, window), Language.FRENCH)
    try:
        window.resize(*size)
        window.show()
        window.activateWindow()
        yield window, school
    finally:
        school.close()
        window.end()
        window.deleteLater()
        shop.close()


def open_copy(furnished: Path, folder: Path, arrange: Callable[[Shop], object]) -> Shop:
    """Return a copy of the furnished shop, as a task finds it."""
    shutil.copytree(furnished, folder)
    shop = open_shop(folder, clock=SetClock(MORNING), keys=FolderKeyStore(folder), talks=False)
    arrange(shop)
    return shop


def receipt_code(shop: Shop, sale_id: str) -> str:
    """Return what the QR code at the foot of a ticket says."""
    with shop.look() as look:
        row = look.connection.execute(
            text(
                "SELECT r.seq, r.c, r.h, r.s FROM journal_record r"
                " JOIN sale s ON s.till = r.till AND s.journal_seq = r.seq WHERE s.id = :id"
            ),
            {"id": sale_id},
        ).one()
    return ticket_code(Sealed(*row))


def close_till(shop: Shop) -> None:
    """Leave the till as it is found in the morning."""
    till_sessions.close_till(shop, None, OWNER)
