"""Whatever stands in a name or a note, it is sold, printed, exported and does no harm."""

import csv
import io
import json
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.cart import Cart, Discount
from desktop.domain.promotions import PromotionKind
from desktop.domain.roles import Role
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.inspection import inspect
from desktop.services.counter import customers, promotions, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.promotions import PromotionDraft
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.goods import cataloguing
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.lists import exports
from desktop.services.money import advances
from desktop.services.papers import print_queue, receipts
from desktop.services.shop import Shop
from desktop.services.team import people
from desktop.services.till import till_sessions
from desktop.settings import PrinterSettings
from printing.drivers.escpos import render_escpos
from printing.drivers.pdf import render_pdf
from printing.drivers.profiles import PROFILES, PrinterProfile
from printing.drivers.zpl import render_zpl
from printing.simulator import PrinterSimulator
from printing.simulator.reader import CommandReader, Platen
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.printing.papers import a_label, a_shelf_tag
from tests.support.a_shop import OWNER, a_shop

MILLION = 1_000_000
HOSTILE = {
    "opens the drawer": "Thé\x1bp0\x19\xfa\x10\x14\x01\x00\x01",
    "cuts the paper": "Thé\x1dV\x00\x1dVB\x00\x1b@",
    "turns the line round": "Thé \u202e00,1 \u2066x\u2069\u200f",
    "a million letters": "Thé " + "W" * MILLION,
    "a million marks on one letter": "The\u0301" + "\u0301" * MILLION,
    "emoji": "Thé 👩🏽\u200d🍳🇫🇷🏴\u200d☠️",
    "NUL": "Thé\x00vert",
    "half a sign": "Thé \ud83d vert \udc00",
    "a formula": '=HYPERLINK("http://x";"Thé")',
    "a command": "@SUM(1)|cmd' /C calc'!A0",
    "mark-up": "<script>alert(1)</script>Thé&amp;<b>",
    "a template": "{n}{0.__class__}%s$x Thé",
    "SQL": "Thé'); DROP TABLE sale;--",
    "lines": "Thé\r\nTOTAL 0,00\n\n\n\n",
    "ZPL": "Thé^XA^FD~JR^XZ",
    "private and unassigned": "Thé\ue000\U000f0000\u0378",
    "right to left": "شاي תה Thé",
    "only signs nobody sees": "\u200b\u2060\ufeff",
}
CASES = pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)


@pytest.fixture(scope="module")
def counter() -> Iterator[tuple[Shop, PrinterSimulator]]:
    """Yield one shop with a real printer for all the texts, which it holds all at the end."""
    with tempfile.TemporaryDirectory() as folder, PrinterSimulator() as printer:
        address = f"tcp://{printer.host}:{printer.port}"
        settings = PrinterSettings(code="counter", name="Comptoir", address=address)
        builder = a_shop(Path(folder)).with_settings(
            printers=(settings,), receipt_printer="counter"
        )
        with builder.opened() as shop:
            print_queue.restart_printers(shop)
            yield shop, printer
        (found,) = inspect(builder.folder)
        assert found.report.is_sound, found.report.findings


def sell_with(shop: Shop, words: str) -> SaleDone:
    """Sell a product, a free amount and say something about each, all in these words."""
    variant = VariantDraft(price=Money(7_90), options=(("goût", words),))
    draft = ProductDraft(
        name=f"Thé {words}",
        brand=words,
        description=words,
        category_name="Épicerie",
        vat=VatRate(550),
        variants=(variant,),
    )
    product = cataloguing.save_product(shop, draft, OWNER).product
    item = selling.variants(shop, product.id)[0]
    free = selling.quick_item(words, Money(12_34), VatRate(2000))
    cart = Cart().add(item, Quantity.pieces(2)).add(free, Quantity.pieces(1))
    cart = cart.note_line(0, words).noted(words).discount_line(1, Discount.cents(1), words)
    somebody = customers.add(shop, CustomerDraft(name=f"Zoé {words}", note=words, street=words))
    cart = cart.for_buyer(somebody.buyer)
    parked = selling.park(shop, cart, OWNER, words)
    cart = selling.resume(shop, parked.id)
    tenders = Tenders().add(Means.CARD, cart.total)
    return selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))


@CASES
def test_it_is_looked_for_noted_and_written_on_a_cheque_like_any_other(
    counter: tuple[Shop, PrinterSimulator], words: str
) -> None:
    shop, _printer = counter
    item = selling.quick_item("Thé", Money(5_00), VatRate(2000))
    cart = Cart().add(item, Quantity.pieces(1))

    assert isinstance(selling.understand(shop, words), selling.NotFound)
    with pytest.raises(RefusedError) as refused:
        selling.find_sale(shop, words)
    assert refused.value.code == "unknown_sale"
    cheque = Tenders().add(Means.CHEQUE, cart.total, words, label=words)
    selling.take_payment(shop, Checkout(cart=cart, tenders=cheque, staff=OWNER))
    tenders = Tenders().add(Means.CARD, Money(1_00))
    held = advances.take(shop, cart, tenders, OWNER, advance_id=new_id(), note=words)
    draft = PromotionDraft(
        name=f"Thé {words}",
        kind=PromotionKind.PERCENTAGE,
        basis_points=100,
        starts_on=date(2030, 1, 1),
        customer_group=words,
    )
    promotions.add(shop, draft, OWNER)

    assert held.note == plain(held.note)
    assert len(held.note) <= 120


def plain(words: str) -> str:
    """Return a line's words as the databases keep them: nothing in them that no keyboard writes."""
    return "".join(sign for sign in words if unicodedata.category(sign) not in {"Cc", "Cs"})


@CASES
def test_it_is_sold_parked_refunded_and_moved_like_any_other(
    counter: tuple[Shop, PrinterSimulator], words: str
) -> None:
    shop, _printer = counter
    done = sell_with(shop, words)
    back = selling.refund(shop, done.sale_id, (), Means.CARD, OWNER, words)
    till_sessions.move_cash(shop, Money(1_00), f"monnaie {words}", OWNER)

    assert (done.total, back.total) == (Money(28_13), Money(-28_13))
    with shop.look() as look:
        for column in ("label", "note", "reason"):
            kept = look.connection.execute(
                text(f"SELECT {column} FROM sale_line WHERE sale_id = :id"),  # noqa: S608 ours
                {"id": done.sale_id},
            ).scalars()
            assert all(len(each) <= 300 and each == plain(each) for each in kept)
        size = look.connection.execute(text("SELECT max(length(c)) FROM journal_record")).scalar()
    assert size < 20_000


@CASES
def test_its_paper_is_one_paper_and_the_drawer_stays_shut(
    counter: tuple[Shop, PrinterSimulator], words: str
) -> None:
    shop, printer = counter
    done = sell_with(shop, words)
    before, kicks = len(printer.papers), printer.drawer_kicks
    receipts.print_receipt(shop, done.sale_id)
    paper = printer.wait_for_papers(before + 1)[-1]

    assert done.number in paper.text
    assert "28,13" in paper.text
    assert printer.drawer_kicks == kicks
    assert printer.unknown_commands == []
    assert len(printer.papers) == before + 1
    assert len(paper.text.splitlines()) < 150
    assert not any(
        unicodedata.category(sign) in {"Cc", "Cf"} for sign in paper.text if sign != "\n"
    )
    assert receipts.receipt_png(shop, done.sale_id).startswith(b"\x89PNG")
    assert receipts.receipt_pdf(shop, done.sale_id).startswith(b"%PDF")


@CASES
@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.code)
def test_its_labels_are_harmless_on_every_printer(words: str, profile: PrinterProfile) -> None:
    label = a_label(customer=words, note=words, shelf=words, allergens=(words,))
    shelf_tag = a_shelf_tag(name=words, variant=words, origin=words, flash=words)
    for document in (label, shelf_tag):
        platen = Platen(profile.columns)
        for command in CommandReader().feed(render_escpos(document, profile, "fr")):
            platen.obey(command)
        assert platen.unknown == []
        assert platen.drawer_kicks == []


@CASES
def test_its_labels_are_harmless_as_zpl_and_pdf(words: str) -> None:
    for document in (a_label(customer=words, note=words), a_shelf_tag(name=words)):
        zpl = render_zpl(document, "fr")
        assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 1
        assert b"~JR" not in zpl
        assert render_pdf(document, "fr").startswith(b"%PDF")


def test_no_cell_of_any_export_runs_in_a_spreadsheet(
    counter: tuple[Shop, PrinterSimulator], tmp_path: Path
) -> None:
    shop, _printer = counter
    for words in HOSTILE.values():
        sell_with(shop, words)
    for row in csv.reader(io.StringIO(exports.export_products(shop)), delimiter=";"):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
        assert not [cell for cell in row if "\x00" in cell]
    exports.export_everything(shop, tmp_path / "tout.zip")
    with zipfile.ZipFile(tmp_path / "tout.zip") as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8-sig")
            if name.endswith(".json"):
                json.loads(content)


def test_people_with_such_names_work_here_and_no_name_is_in_the_journal(
    counter: tuple[Shop, PrinterSimulator],
) -> None:
    shop, _printer = counter
    for words in HOSTILE.values():
        people.engage(shop, f"Inès {words}", Role.SELLER, OWNER)
    names = [person.name for person in people.people(shop)]

    assert len(names) == len(HOSTILE) + 1
    assert all(len(name) <= 80 and name == plain(name) for name in names)
    with shop.look() as look:
        told = look.connection.execute(text("SELECT c FROM journal_record")).scalars()
        assert not any("Inès".encode() in each or "Zoé".encode() in each for each in told)
