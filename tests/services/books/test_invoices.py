"""An invoice from a ticket: its number, its file, its data, its trace."""

import hashlib
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from facturx import get_xml_from_pdf, xml_check_xsd
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pypdf import PdfReader

from desktop.domain.cart import Discount
from desktop.domain.invoicing import GrossLine, net_lines
from desktop.domain.tender import Means
from desktop.errors import RefusedError, WorldError
from desktop.services.books import invoices
from desktop.services.books.invoices import Buyer
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.settings import FRANCHISE
from fiscal import EventCode, Kind, verify_journal
from printing.drivers.factur_x import LEVEL
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate, vat_breakdown
from tests.fiscal.till import UNHURRIED
from tests.support.a_shop import OWNER, PROFILE, AShop, a_cart, a_shop, found, paid_in_cash, sell

BUYER = Buyer(
    name="Cabinet Durand & Fils <SARL>",
    street="8 avenue du Président Franklin Roosevelt",
    postcode="92330",
    city="Sceaux",
    siren="552100554",
    vat_number="FR12 552100554",
)
_NS = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
}


def a_grocer(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Comté AOP 18 mois", 23_90, vat=550, unit="kg")
        .with_product("Vin de Sancerre", 14_90)
        .with_product("Réparation", 30_00, kind="service")
        .with_product("Consigne", 50, vat=0, kind="deposit")
    )


def rich_sale(shop: Shop) -> str:
    cart = a_cart(shop, ("Comté", 345), ("Vin", 3), "Réparation", ("Consigne", 2))
    cart = cart.discount_line(1, Discount.cents(4_00))
    return selling.take_payment(shop, paid_in_cash(cart, 100_00)).sale_id


def data_of(path: Path) -> ET.Element:
    """Return the data inside a file, checked against the standard's schema once more."""
    name, xml = get_xml_from_pdf(path.read_bytes(), check_xsd=True)
    assert name == "factur-x.xml"
    assert xml_check_xsd(xml, flavor="factur-x", level=LEVEL)
    return ET.fromstring(xml)  # noqa: S314 our own file


def text_of(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def amounts(root: ET.Element, path: str) -> list[Decimal]:
    return [Decimal(found.text or "") for found in root.findall(f".//ram:{path}", _NS)]


def one(root: ET.Element, path: str) -> str:
    found = root.find(f".//ram:{path}", _NS)
    assert found is not None, path
    return found.text or ""


def invoiced_events(shop: Shop) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0)
        bodies = [row.record().b for row in rows]
    return [body["data"] for body in bodies if body["code"] == EventCode.INVOICED]


def test_an_invoice_repeats_the_tickets_figures_for_people_and_for_programs(
    tmp_path: Path,
) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sale_id = rich_sale(shop)
        made = invoices.issue(shop, sale_id, BUYER, staff=OWNER)
        sale = selling.sale(shop, sale_id)
        root, text = data_of(made.path), text_of(made.path)

    assert made.number == "F-T01-2026-000001"
    assert made.is_intact
    rates = {share.rate.basis_points: share for share in sale.vat}
    taxes = root.findall(".//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax", _NS)
    told = {
        int(Decimal(one(tax, "RateApplicablePercent")) * 100): (
            Decimal(one(tax, "BasisAmount")),
            Decimal(one(tax, "CalculatedAmount")),
        )
        for tax in taxes
    }
    assert told.pop(0) == (Decimal("1.00"), Decimal("0.00"))
    assert told == {
        rate: (Decimal(share.net.cents) / 100, Decimal(share.vat.cents) / 100)
        for rate, share in rates.items()
    }
    assert (
        sum(amounts(root, "LineTotalAmount")[:-1]) == Decimal((sale.net + sale.outside).cents) / 100
    )
    assert Decimal(one(root, "GrandTotalAmount")) == Decimal(sale.due.cents) / 100
    assert Decimal(one(root, "DuePayableAmount")) == 0
    for mention in (
        "Facture",
        made.number,
        sale.number,
        "SARL Librairie du Parc",
        "73282932000074",
        "FR44732829320",
        "Cabinet Durand & Fils <SARL>",
        "552100554",
        "Livraison de biens et prestation de services",
        "Comté AOP 18 mois",
        "0,345",
        "Total HT",
        "Facture acquittée",
        "40 €",
        "267, III",
    ):
        assert mention.replace("\u00a0", " ") in text, mention


def test_empties_that_came_back_are_taken_off_the_invoice(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        cart = a_cart(shop, "Vin").take_back(found(shop, "Consigne"), Quantity.pieces(4))
        sold = selling.take_payment(shop, paid_in_cash(cart))

        root = data_of(invoices.issue(shop, sold.sale_id, BUYER, staff=OWNER).path)

        # A price is never negative (EN 16931, BR-27): the quantity is.
        assert amounts(root, "NetPriceProductTradePrice/ram:ChargeAmount")[-1] == Decimal("0.5")
        assert amounts(root, "BilledQuantity")[-1] == Decimal(-4)
        assert one(root, "DuePayableAmount") == "0.00"
        assert one(root, "GrandTotalAmount") == "12.90"


def test_the_sellers_and_the_buyers_numbers_are_data(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        root = data_of(invoices.issue(shop, rich_sale(shop), BUYER, staff=OWNER).path)

    ids = {node.get("schemeID"): node.text for node in root.iter() if node.get("schemeID")}
    assert ids["0009"] == "73282932000074"
    assert [node.text for node in root.iter() if node.get("schemeID") == "0002"] == [
        "732829320",
        "552100554",
    ]
    assert [node.text for node in root.iter() if node.get("schemeID") == "VA"] == [
        "FR44732829320",
        "FR12552100554",
    ]


def test_numbers_follow_each_other_and_a_ticket_has_one_invoice(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        first, second = rich_sale(shop), sell(shop, "Vin").sale_id
        invoices.issue(shop, first, BUYER, staff=OWNER)
        with pytest.raises(RefusedError) as refused:
            invoices.issue(shop, first, BUYER, staff=OWNER)
        made = invoices.issue(shop, second, BUYER, staff=OWNER)

        assert refused.value.code == "invoice_exists"
        assert made.number == "F-T01-2026-000002"
        known = invoices.invoice_of(shop, first)
        assert known is not None
        assert known.number == "F-T01-2026-000001"


def test_the_journal_knows_the_file_and_stays_whole(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sale_id = rich_sale(shop)
        made = invoices.issue(shop, sale_id, BUYER, staff=OWNER)
        (event,) = invoiced_events(shop)
        with shop.look() as look:
            store = SqlStore(look.connection, shop.settings.till)
            report = verify_journal(store.after(0), pinned=shop.signer.public_key)

        assert event["no"] == made.number
        assert event["sha256"] == hashlib.sha256(made.path.read_bytes()).hexdigest()
        assert report.is_sound
        assert "Durand" not in str(event)
        made.path.write_bytes(b"%PDF forged")
        forged = invoices.invoice_of(shop, sale_id)
        assert forged is not None
        assert not forged.is_intact


def test_a_duplicate_says_so_and_has_no_data_inside(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sale_id = rich_sale(shop)
        made = invoices.issue(shop, sale_id, BUYER, staff=OWNER)
        original = made.path.read_bytes()
        copies = [invoices.reissue(shop, sale_id, staff=OWNER) for _ in range(2)]

        assert "DUPLICATA n° 2" in text_of(copies[1])
        assert made.number in text_of(copies[0])
        assert not get_xml_from_pdf(copies[0].read_bytes(), check_xsd=False)[0]
        assert made.path.read_bytes() == original
        with shop.look() as look:
            store = SqlStore(look.connection, shop.settings.till)
            bodies = [row.record().b for row in store.of_kind(Kind.COPY, 0)]
        assert [(body["n"], body["why"]) for body in bodies] == [
            (1, made.number),
            (2, made.number),
        ]


def test_a_refund_becomes_a_credit_note_of_its_invoice(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sold = sell(shop, ("Vin", 2))
        back = selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "bouchon")
        with pytest.raises(RefusedError) as refused:
            invoices.issue(shop, back.sale_id, BUYER, staff=OWNER)
        first = invoices.issue(shop, sold.sale_id, BUYER, staff=OWNER)
        note = invoices.issue(shop, back.sale_id, Buyer(name=""), staff=OWNER)
        root = data_of(note.path)

    assert refused.value.code == "invoice_of_refund"
    assert note.buyer == BUYER
    type_code = root.find("./rsm:ExchangedDocument/ram:TypeCode", _NS)
    assert type_code is not None
    assert type_code.text == "381"
    assert one(root, "InvoiceReferencedDocument/ram:IssuerAssignedID") == first.number
    assert Decimal(one(root, "GrandTotalAmount")) == Decimal("29.80")
    text = text_of(note.path)
    assert "Avoir remboursé." in text
    assert "acquittée" not in text
    assert "Retard de paiement" not in text


@pytest.mark.parametrize(
    ("profile", "buyer", "code"),
    [
        (structs.replace(PROFILE, vat_number=""), BUYER, "invoice_seller_incomplete"),
        (structs.replace(PROFILE, siret=""), BUYER, "invoice_seller_incomplete"),
        (PROFILE, replace(BUYER, name="  "), "invoice_buyer_incomplete"),
        (PROFILE, replace(BUYER, city=""), "invoice_buyer_incomplete"),
    ],
)
def test_an_invoice_without_its_parties_is_refused_and_uses_no_number(
    tmp_path: Path, profile: object, buyer: Buyer, code: str
) -> None:
    with a_grocer(tmp_path).with_settings(profile=profile).opened() as shop:
        sale_id = sell(shop, "Vin").sale_id
        with pytest.raises(RefusedError) as refused:
            invoices.issue(shop, sale_id, buyer, staff=OWNER)

        assert refused.value.code == code
        assert invoices.invoice_of(shop, sale_id) is None
        assert invoiced_events(shop) == []


def test_a_small_business_invoices_without_vat_and_says_why(tmp_path: Path) -> None:
    profile = structs.replace(PROFILE, vat_number="", vat_exemption=FRANCHISE)
    builder = a_shop(tmp_path).with_product("Carte", 2_00, vat=0).with_settings(profile=profile)
    with builder.opened() as shop:
        made = invoices.issue(shop, sell(shop, "Carte").sale_id, BUYER, staff=OWNER)
        root = data_of(made.path)

        assert "293 B" in one(root, "ExemptionReason")
        assert "TVA non applicable, art. 293 B du CGI" in text_of(made.path)


def test_a_disk_that_refuses_uses_no_number(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sale_id = sell(shop, "Vin").sale_id
        (shop.folder / invoices.FOLDER).write_text("in the way")
        with pytest.raises(WorldError) as failed:
            invoices.issue(shop, sale_id, BUYER, staff=OWNER)
        (shop.folder / invoices.FOLDER).unlink()

        assert failed.value.code == "invoice_not_written"
        made = invoices.issue(shop, sale_id, BUYER, staff=OWNER)
        assert made.number == "F-T01-2026-000001"
        assert len(invoiced_events(shop)) == 1


@UNHURRIED
@given(
    st.lists(
        st.tuples(
            st.integers(1, 99_999),
            st.integers(0, 999),
            st.integers(1, 9_999),
            st.sampled_from([2000, 1000, 550, 210, 0]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_net_lines_add_up_to_the_tickets_base_per_rate(
    wanted: list[tuple[int, int, int, int]],
) -> None:
    lines = [
        GrossLine(
            quantity=Quantity(quantity),
            gross=Money(gross),
            discount=Money(discount),
            rate=VatRate(rate),
        )
        for gross, discount, quantity, rate in wanted
    ]
    shares = vat_breakdown([(line.rate, line.gross) for line in lines])
    net = net_lines(lines, shares)

    for share in shares:
        of_rate = [
            each.net for each, line in zip(net, lines, strict=True) if line.rate == share.rate
        ]
        assert total_of(of_rate) == share.net
    for each, line in zip(net, lines, strict=True):
        before = each.unit_net * line.quantity.thousandths
        assert (
            abs(before - (each.net + each.reduction).cents * 100_000) <= line.quantity.thousandths
        )
