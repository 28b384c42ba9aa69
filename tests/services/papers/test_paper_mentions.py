"""Every mention of the fiscal study's § 3, by name, on the paper of a real sale."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from desktop.domain.cart import Discount
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books import invoices
from desktop.services.counter import corrections, selling
from desktop.services.counter.selling import Checkout
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.settings import FRANCHISE
from fiscal import CopyFormat, Sealed, read_ticket_code
from fiscal.legal import Document, mentions
from printing.drivers.plain import render_text
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, PROFILE, AShop, a_cart, a_shop, paid_in_cash, sell


def paper_of(shop: Shop, sale_id: str, language: str = "fr") -> str:
    """Return the words of a ticket's paper, spaces of every kind as one plain one."""
    with shop.look() as look:
        document = receipts.compose(shop, look, sale_id)
    return plain(render_text(document, language))


def plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text)


def a_grocer(tmp_path: Path) -> AShop:
    """Return a shop that sells one thing of every kind."""
    return (
        a_shop(tmp_path)
        .with_product("Comté", 23_90, vat=550, unit="kg")
        .with_product("Radio", 59_00, flags=("durable",))
        .with_product("Consigne", 50, vat=0, kind="deposit")
        .with_settings(attestation="COMPTOIR-2026-001", receipt_messages=("À bientôt",))
    )


def rich_sale(shop: Shop) -> str:
    """Sell weighed goods, durable goods less a discount and a deposit, for cash and by card."""
    cart = a_cart(shop, ("Comté", 345), "Radio", ("Consigne", 2))
    cart = cart.discount_line(1, Discount.cents(4_00))
    tenders = Tenders().add(Means.CARD, Money(40_00)).add(Means.CASH, Money(30_00))
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER)
    return selling.take_payment(shop, checkout).sale_id


FRENCH_TICKET = {
    "seller.name": "Librairie du Parc",
    "seller.address": "3 rue Houdan\n 92330 Sceaux",
    "seller.registration": "732 829 320 00074",
    "seller.vat_number": "FR44732829320",
    "seller.naf": "47.61Z",
    "number": "TICKET T01-2026-000001",
    "till": "Caisse T01",
    "instant": "23/11/2026 09:30:00",
    "operator": "Op. 01",
    "lines": "0,345 kg × 23,90 €/kg",
    "discounts": "Remises -4,00",
    "total_ttc": "TOTAL 63,25 €",
    "total_ht": "Total HT 53,65",
    "vat_per_rate": "A 20,0 % 45,83 9,17 55,00",
    "payments": "Carte bancaire 40,00\nEspèces 30,00",
    "change": "Rendu 5,75",
    "deposits": "Consignes et bons (hors CA)\nConsigne 1,00",
    "line_count": "3 lignes",
    "signature_extract": "Sign. ",
    "software": "Comptoir · module fiscal 1.",
    "attestation": "Attestation COMPTOIR-2026-001",
    "legal_guarantee": "garantie légale de conformité de deux ans",
    "message": "À bientôt",
}


@pytest.mark.parametrize("name", [*FRENCH_TICKET])
def test_a_french_ticket_tells(tmp_path: Path, name: str) -> None:
    with a_grocer(tmp_path).opened() as shop:
        paper = paper_of(shop, rich_sale(shop))

    wanted = FRENCH_TICKET[name]
    squeezed = re.sub(r"\s+", "", paper)
    assert re.sub(r"\s+", "", wanted) in squeezed, paper


def test_the_table_names_all_that_the_law_lists() -> None:
    assert set(mentions("FR", Document.TICKET, MORNING.date())) <= FRENCH_TICKET.keys()


def sealed_of(shop: Shop, sale_id: str) -> Sealed:
    with shop.look() as look:
        return receipts._sealed(look, sale_id)


def test_the_extract_is_of_the_signature_and_the_code_finds_the_ticket(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sale_id = rich_sale(shop)
        paper, sealed = paper_of(shop, sale_id), sealed_of(shop, sale_id)
        code = next(line.strip() for line in paper.splitlines() if "TVFJ1:" in line)
        till, witness = read_ticket_code(code)

        assert f"Sign. {sealed.extract()}" in paper
        assert len(sealed.extract()) == 4
        assert (till, witness.seq) == ("T01", sealed.seq)
        assert sealed.h.startswith(witness.h)
        assert selling.understand(shop, code) == selling.ReceiptPresented(sale_id)
        other = code[:-1] + ("0" if code[-1] != "0" else "1")
        assert isinstance(selling.understand(shop, other), selling.NotFound)


def test_a_service_from_25_euros_is_a_note_with_date_place_and_customer(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Réparation", 25_00, kind="service")
    with builder.opened() as shop:
        done = sell(shop, "Réparation")
        paper = paper_of(shop, done.sale_id)

    assert done.receipt_required
    for mention in (
        "NOTE T01-2026-000001",
        "Librairie du Parc",
        "23/11/2026 09:30:00",
        "Réparation",
        "Total HT 20,83",
        "TOTAL 25,00 €",
        "Prestation 3 rue Houdan, 92330 Sceaux",
    ):
        assert mention in paper, mention


Setting = Callable[[AShop], AShop]


@pytest.mark.parametrize(
    ("setting", "goods", "is_printed"),
    [
        (lambda shop: shop, {"name": "Stylo", "price": 2_50}, False),
        (lambda shop: shop, {"name": "Radio", "price": 59_00, "flags": ("durable",)}, True),
        (lambda shop: shop, {"name": "Comté", "price": 20_00, "unit": "kg"}, True),
        (lambda shop: shop, {"name": "Ourlet", "price": 24_99, "kind": "service"}, False),
        (lambda shop: shop, {"name": "Ourlet", "price": 25_00, "kind": "service"}, True),
        (
            lambda shop: shop.in_country("BE"),
            {"name": "Ourlet", "price": 25_00, "kind": "service"},
            False,
        ),
        (
            lambda shop: shop.in_country("BE"),
            {"name": "Comté", "price": 20_00, "unit": "kg"},
            False,
        ),
    ],
)
def test_paper_comes_unasked_only_where_the_law_wants_it(
    tmp_path: Path, setting: Setting, goods: dict[str, object], is_printed: bool
) -> None:
    builder = setting(a_shop(tmp_path).with_product(**goods))  # type: ignore[arg-type]
    with builder.opened() as shop:
        wanted = (str(goods["name"]), 1000) if goods.get("unit") == "kg" else str(goods["name"])
        assert sell(shop, wanted).receipt_required is is_printed


BELGIAN_TICKET = {
    "seller.name": "Librairie du Parc",
    "seller.address": "3 rue Houdan",
    "seller.registration": "N° d’entreprise 0403.170.701",
    "seller.vat_number": "TVA BE0403170701",
    "number": "TICKET T01-2026-000001",
    "instant": "23/11/2026 09:30:00",
    "lines": "Vin 31,62",
    "discounts": "Remises -1,00",
    "total_ttc": "TOTAL 30,62 €",
    "total_ht": "Total HT 25,31",
    "vat_per_rate": "A 21,0 % 25,31 5,31 30,62",
    "payments": "Espèces 31,60",
    "change": "",
    "deposits": "Consigne 1,00",
    "total_unrounded": "Total non arrondi 31,62",
    "cash_rounding": "Arrondi espèces -0,02",
    "total_rounded": "TOTAL ARRONDI 31,60 €",
}


def belgian(tmp_path: Path) -> AShop:
    builder = a_shop(tmp_path).in_country("BE")
    builder = builder.with_product("Vin", 31_62, vat=2100)
    return builder.with_product("Consigne", 1_00, vat=0, kind="deposit")


@pytest.mark.parametrize("name", [*BELGIAN_TICKET])
def test_a_belgian_ticket_tells(tmp_path: Path, name: str) -> None:
    numbers = structs.replace(
        PROFILE, country="BE", siret="0403.170.701", vat_number="BE0403170701", naf=""
    )
    with belgian(tmp_path).with_settings(profile=numbers).opened() as shop:
        cart = a_cart(shop, "Vin", "Consigne").discount_line(0, Discount.cents(1_00))
        paper = paper_of(shop, selling.take_payment(shop, paid_in_cash(cart, 31_60)).sale_id)

    assert re.sub(r"\s+", "", BELGIAN_TICKET[name]) in re.sub(r"\s+", "", paper), paper


def test_the_belgian_table_names_all_that_the_law_lists() -> None:
    assert set(mentions("BE", Document.TICKET, MORNING.date())) <= BELGIAN_TICKET.keys()


def test_a_corrected_payment_says_what_it_is_and_is_no_invoice(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Stylo", 2_50).opened() as shop:
        sold = sell(shop, "Stylo")
        done = corrections.correct_tender(
            shop, sold.sale_id, Means.CASH, Means.CARD, Money(2_50), OWNER, correction_id=new_id()
        )
        paper = paper_of(shop, done.sale_id)
        buyer = invoices.Buyer(name="D", street="1 rue", postcode="92330", city="Sceaux")
        with pytest.raises(RefusedError) as refused:
            invoices.issue(shop, done.sale_id, buyer, staff=OWNER)

    assert "CORRECTION DE RÈGLEMENT" in paper
    assert f"Corrige le ticket {sold.number}" in paper
    assert "Espèces -2,50\n" in paper.replace(" \n", "\n")
    assert "Carte bancaire 2,50" in paper
    assert refused.value.code == "nothing_to_invoice"


def test_a_small_business_cites_why_it_charges_no_vat(tmp_path: Path) -> None:
    profile = structs.replace(PROFILE, vat_exemption=FRANCHISE)
    builder = a_shop(tmp_path).with_product("Carte", 2_00, vat=0).with_settings(profile=profile)
    with builder.opened() as shop:
        assert "TVA non applicable, art. 293 B du CGI" in paper_of(
            shop, sell(shop, "Carte").sale_id
        )


def test_a_ticket_is_printed_after_the_old_article_numbers_ended(tmp_path: Path) -> None:
    profile = structs.replace(PROFILE, vat_exemption=FRANCHISE)
    builder = a_shop(tmp_path).with_product("Carte", 2_00, vat=0).with_settings(profile=profile)
    with builder.at(datetime(2028, 1, 3, 9, tzinfo=UTC)).opened() as shop:
        assert "TVA non applicable" in paper_of(shop, sell(shop, "Carte").sale_id)


def test_a_duplicate_names_its_number_its_hour_and_who_asked(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Stylo", 2_50)
    with builder.opened() as shop:
        done = sell(shop, "Stylo")
        receipts.receipt_pdf(shop, done.sale_id)
        with shop.begin() as work:
            copy = receipts.issue(work, done.sale_id, CopyFormat.PAPER)
            work.commit()

    paper = plain(render_text(copy, "fr"))
    assert "DUPLICATA n° 1" in paper
    assert "Réédité le 23/11/2026 09:30:00 par 01" in paper
