"""Cards and badges come out of the printer with a code that the till reads back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain import scan
from desktop.errors import RefusedError
from desktop.services.counter import customers
from desktop.services.counter.customers import CustomerDraft
from desktop.services.papers import name_cards
from desktop.services.papers.print_rows import JOBS
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from printing.documents import NameCard
from printing.documents.keeping import unpack
from tests.support.a_shop import OWNER, AShop, a_shop


def with_printer(builder: AShop) -> AShop:
    counter = PrinterSettings(code="counter", name="Comptoir", address="tcp:127.0.0.1:9")
    return builder.with_settings(printers=(counter,), receipt_printer="counter")


def card_of(shop: Shop) -> NameCard:
    with shop.look() as look:
        packed = look.connection.execute(select(JOBS.c.document)).scalar_one()
    card = unpack(packed)
    assert isinstance(card, NameCard)
    return card


def test_a_customers_card_holds_the_number_that_finds_them(tmp_path: Path) -> None:
    with with_printer(a_shop(tmp_path)).opened() as shop:
        number = customers.new_card(shop)
        marie = customers.add(shop, CustomerDraft(name="Marie Vidal", card=number))
        name_cards.print_card(shop, marie.id)

        card = card_of(shop)
        assert card.name == "Marie Vidal"
        assert scan.read(card.qr_text) == scan.read(card.number) == scan.CustomerCard(number)


def test_who_has_no_card_of_the_shop_gets_none_printed(tmp_path: Path) -> None:
    with with_printer(a_shop(tmp_path)).opened() as shop:
        paul = customers.add(shop, CustomerDraft(name="Paul", card="CLUB-0042"))
        with pytest.raises(RefusedError, match="no_card"):
            name_cards.print_card(shop, paul.id)


def test_a_badge_holds_the_code_of_who_works_here(tmp_path: Path) -> None:
    with with_printer(a_shop(tmp_path)).opened() as shop:
        name_cards.print_badge(shop, OWNER)
        with pytest.raises(RefusedError, match="unknown_person"):
            name_cards.print_badge(shop, "42")

        assert scan.read(card_of(shop).qr_text) == scan.StaffBadge(OWNER)
