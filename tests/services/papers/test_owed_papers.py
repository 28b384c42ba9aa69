"""A paper that the law wants outlives a till that dies between the sale and the queue."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.money import advances, vouchers
from desktop.services.papers import owed_papers, receipts
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, open_again, sell

REPOSITORY = Path(__file__).parents[3]

_SELLS_AND_DIES = """
import os, signal, sys
from pathlib import Path
from desktop.services.papers import receipts
from tests.support.a_shop import open_again, sell

shop = open_again(Path(sys.argv[1]))
done = sell(shop, sys.argv[2])
if sys.argv[3] == "queued":
    receipts.print_receipt(shop, done.sale_id)
print(done.number, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def with_printer(tmp_path: Path) -> AShop:
    printer = PrinterSettings(code="counter", address=f"folder://{tmp_path}/papers")
    builder = a_shop(tmp_path).with_settings(printers=(printer,), receipt_printer="counter")
    builder.with_product("Radio", 59_00, flags=("durable",)).with_product("Pain", 1_15, vat=550)
    return builder.with_product("Pommes", 2_90, vat=550, unit="kg").with_product(
        "Pose", 40_00, kind="service", stock=0
    )


def sell_and_die(folder: Path, what: str, when: str = "sold") -> str:
    """Return the number of a ticket sold by a program that was killed right after."""
    killed = subprocess.run(
        [sys.executable, "-c", _SELLS_AND_DIES, str(folder), what, when],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    return killed.stdout.decode().strip()


def queued(shop: Shop) -> list[str]:
    with shop.look() as look:
        return list(look.connection.scalars(text("SELECT title FROM print_job ORDER BY id")))


@pytest.mark.parametrize("what", ["Radio", "Pose"])
def test_a_paper_the_law_wants_is_queued_once_by_the_start_after_a_kill(
    tmp_path: Path, what: str
) -> None:
    builder = with_printer(tmp_path)
    builder.open().close()

    number = sell_and_die(builder.folder, what)

    with closing(open_again(builder.folder)) as shop:
        assert queued(shop) == []
        assert receipts.print_owed(shop) == (number,)
        assert receipts.print_owed(shop) == ()
        (ticket,) = selling.sales_today(shop)
        assert ticket.copies == 1
    with closing(open_again(builder.folder)) as shop:
        assert receipts.print_owed(shop) == ()
        assert queued(shop) == [number]


def test_a_paper_that_was_queued_before_the_kill_is_not_queued_again(tmp_path: Path) -> None:
    builder = with_printer(tmp_path)
    builder.open().close()

    number = sell_and_die(builder.folder, "Radio", "queued")

    with closing(open_again(builder.folder)) as shop:
        assert receipts.print_owed(shop) == ()
        assert queued(shop) == [number]


def test_weighed_goods_and_a_refund_owe_their_paper_and_bread_owes_none(tmp_path: Path) -> None:
    with with_printer(tmp_path).opened() as shop:
        bread = sell(shop, "Pain")
        apples = sell(shop, ("Pommes", 1_250))
        back = selling.refund(shop, bread.sale_id, (), Means.CASH, OWNER, "rassis")

        assert receipts.print_owed(shop) == (apples.number, back.number)


def test_a_paper_given_out_in_another_form_is_owed_no_more(tmp_path: Path) -> None:
    with with_printer(tmp_path).opened() as shop:
        receipts.receipt_pdf(shop, sell(shop, "Radio").sale_id)

        assert receipts.print_owed(shop) == ()


def test_a_shop_without_a_printer_owes_no_pile_of_papers_to_the_first_one(tmp_path: Path) -> None:
    with with_printer(tmp_path).with_settings(printers=()).opened() as shop:
        sell(shop, "Radio")
        with shop.look() as look:
            owed = look.connection.scalar(text("SELECT count(*) FROM sale WHERE paper_owed"))

        assert owed == 0
        assert receipts.print_owed(shop) == ()


def test_looking_for_owed_papers_reads_an_index_and_not_every_ticket(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, shop.look() as look:
        plan = look.connection.execute(
            text("EXPLAIN QUERY PLAN SELECT id FROM sale WHERE paper_owed = 1 ORDER BY at")
        ).all()

        assert "ix_sale_paper_owed" in str(plan)


def test_a_gift_card_a_credit_note_and_an_advance_that_nobody_got_are_printed_by_the_next_start(
    tmp_path: Path,
) -> None:
    builder = with_printer(tmp_path)
    with builder.opened() as shop:
        cart = Cart().add(vouchers.gift_card("Carte cadeau", Money(30_00)), Quantity.pieces(1))
        paid = Tenders().add(Means.CASH, Money(30_00))
        card = selling.take_payment(shop, Checkout(cart=cart, tenders=paid, staff=OWNER))
        bread = sell(shop, "Pain")
        note = selling.refund(shop, bread.sale_id, (), Means.CREDIT_NOTE, OWNER, "rassis")
        taken = Tenders().add(Means.CASH, Money(10_00))
        advances.take(shop, a_cart(shop, "Radio"), taken, OWNER, advance_id=new_id())
        receipts.print_receipt(shop, note.sale_id)

        numbers = owed_papers.print_owed(shop)

        assert numbers[:2] == (card.number, note.number)
        assert len(numbers) == 3
        assert len(queued(shop)) == 4
    with closing(open_again(builder.folder)) as shop:
        assert owed_papers.print_owed(shop) == ()


def test_a_gift_card_that_was_handed_out_or_spent_is_owed_no_more(tmp_path: Path) -> None:
    with with_printer(tmp_path).opened() as shop:
        for _card in range(2):
            cart = Cart().add(vouchers.gift_card("Carte cadeau", Money(1_15)), Quantity.pieces(1))
            paid = Tenders().add(Means.CASH, Money(1_15))
            sold = selling.take_payment(shop, Checkout(cart=cart, tenders=paid, staff=OWNER))
        (spent,) = vouchers.of_sale(shop, sold.sale_id)
        by_card = Tenders().add(Means.GIFT_CARD, Money(1_15), token=spent.code)
        checkout = Checkout(cart=a_cart(shop, "Pain"), tenders=by_card, staff=OWNER)
        selling.take_payment(shop, checkout)

        assert len(owed_papers.print_owed(shop)) == 1
        assert owed_papers.print_owed(shop) == ()
