"""What waits at the printers, and what a person can do about it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.papers import paper_list, print_queue, print_relief, print_rows, receipts
from desktop.services.papers.paper_list import PaperAct, PaperView
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from desktop.settings import FILES, PrinterSettings
from printing.documents.keeping import unpack
from printing.simulator import read_papers
from printing.spooler import JobState, Reason
from sync.kernel.clock import SetClock
from tests.support.a_shop import OWNER, a_cart, a_shop, paid_in_cash

COUNTER = PrinterSettings(code="counter", name="Comptoir", address="tcp://127.0.0.1:9")
BACK = PrinterSettings(code="back", name="Réserve", address="tcp://127.0.0.1:9")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = a_shop(tmp_path).with_settings(
        printers=(COUNTER, BACK), receipt_printer="counter", label_printer="counter"
    )
    with builder.with_product("Pain", 1_15, vat=550).opened() as shop:
        yield shop


def a_receipt(shop: Shop) -> str:
    done = selling.take_payment(shop, paid_in_cash(a_cart(shop, ("Pain", 1)), 2_00))
    return receipts.print_receipt(shop, done.sale_id)


def some_tags(shop: Shop, title: str = "20") -> str:
    with shop.begin() as work:
        ident = print_queue.queue_bytes(
            work, b"tags", printer="counter", kind="shelf_label", title=title, ref=""
        )
        work.commit()
    return ident


def put(shop: Shop, ident: str, state: JobState, reason: Reason = Reason.NONE) -> None:
    rows = print_rows.JobRows(shop)
    assert rows.move(ident, rows.get(ident).state, state, reason, shop.clock.now())


def view(shop: Shop, ident: str) -> PaperView:
    return next(paper for paper in paper_list.papers(shop) if paper.id == ident)


def test_what_is_asked_about_comes_first_then_what_waits_then_what_is_over(shop: Shop) -> None:
    first, second, asked, over = (some_tags(shop, title) for title in "1234")
    put(shop, asked, JobState.DOUBTFUL, Reason.LINK_LOST)
    put(shop, over, JobState.PRINTED)
    listed = [(paper.id, paper.state) for paper in paper_list.papers(shop)]
    assert listed == [
        (asked, JobState.DOUBTFUL),
        (first, JobState.QUEUED),
        (second, JobState.QUEUED),
        (over, JobState.PRINTED),
    ]


def test_what_is_over_is_listed_for_a_day_what_waits_for_ever(shop: Shop) -> None:
    waits, over = some_tags(shop), some_tags(shop)
    put(shop, over, JobState.PRINTED)
    assert isinstance(shop.clock, SetClock)
    shop.clock.advance(timedelta(days=3))
    assert [paper.id for paper in paper_list.papers(shop)] == [waits]


def test_each_paper_says_what_can_be_done_with_it(shop: Shop) -> None:
    ident = a_receipt(shop)
    assert view(shop, ident).acts == {PaperAct.RETRY, PaperAct.CANCEL, PaperAct.SEND}
    print_relief.send_to(shop, ident, FILES)
    told = view(shop, ident)
    assert (told.printer_name, told.came_from) == ("", "Comptoir")
    assert told.acts == {PaperAct.RETRY, PaperAct.CANCEL}
    put(shop, ident, JobState.SENDING)
    assert view(shop, ident).acts == set()
    put(shop, ident, JobState.DOUBTFUL, Reason.LINK_LOST)
    assert view(shop, ident).acts == {PaperAct.SETTLE}
    put(shop, ident, JobState.PRINTED)
    assert view(shop, ident).acts == set()


def test_a_withdrawn_paper_can_be_had_again_and_is_no_duplicate(shop: Shop) -> None:
    ident = a_receipt(shop)
    paper_list.withdraw(shop, ident)
    assert view(shop, ident).state is JobState.CANCELLED
    with pytest.raises(RefusedError) as refused:
        paper_list.withdraw(shop, ident)
    assert refused.value.code == "paper_has_left"
    paper_list.retry(shop, ident)
    assert view(shop, ident).state is JobState.QUEUED
    (paper,) = read_papers(print_rows.JobRows(shop).get(ident).payload)
    assert "DUPLICATA" not in paper.text


def test_a_receipt_that_did_not_come_out_is_a_duplicate_any_other_paper_itself(
    shop: Shop,
) -> None:
    ident, tags = a_receipt(shop), some_tags(shop)
    put(shop, ident, JobState.DOUBTFUL, Reason.LINK_LOST)
    put(shop, tags, JobState.DOUBTFUL, Reason.LINK_LOST)

    again = paper_list.tell(shop, ident, came_out=False)

    assert view(shop, ident).state is JobState.CANCELLED
    assert view(shop, ident).acts == set()
    (paper,) = read_papers(print_rows.JobRows(shop).get(again).payload)
    assert "DUPLICATA" in paper.text
    assert paper_list.tell(shop, tags, came_out=False) == ""
    assert view(shop, tags).state is JobState.QUEUED


def test_a_receipt_is_asked_about_until_there_is_a_printer_for_its_duplicate(shop: Shop) -> None:
    ident = a_receipt(shop)
    put(shop, ident, JobState.DOUBTFUL, Reason.LINK_LOST)
    house.change_settings(shop, structs.replace(shop.settings, receipt_printer=""))
    with pytest.raises(RefusedError) as refused:
        paper_list.tell(shop, ident, came_out=False)
    assert refused.value.code == "no_printer"
    assert (view(shop, ident).state, view(shop, ident).acts) == (
        JobState.DOUBTFUL,
        {PaperAct.SETTLE},
    )


def test_a_closing_that_did_not_come_out_is_a_duplicate(shop: Shop) -> None:
    a_receipt(shop)
    ident = receipts.print_report(shop, till_sessions.close_till(shop, None, OWNER))
    put(shop, ident, JobState.DOUBTFUL, Reason.LINK_LOST)
    again = paper_list.tell(shop, ident, came_out=False)
    assert view(shop, ident).state is JobState.CANCELLED
    (paper,) = read_papers(print_rows.JobRows(shop).get(again).payload)
    assert "DUPLICATA" in paper.text


def test_a_paper_that_came_out_after_all_is_over(shop: Shop) -> None:
    ident = a_receipt(shop)
    put(shop, ident, JobState.DOUBTFUL, Reason.LINK_LOST)
    assert paper_list.tell(shop, ident, came_out=True) == ""
    assert view(shop, ident).state is JobState.PRINTED
    for act in (
        lambda: paper_list.tell(shop, ident, came_out=False),
        lambda: paper_list.retry(shop, ident),
    ):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.code == "paper_is_settled"


def test_a_paper_of_a_printer_that_was_taken_away_says_so_and_can_go_elsewhere(
    shop: Shop,
) -> None:
    ident = a_receipt(shop)
    shop.adopt(structs.replace(shop.settings, printers=(BACK,)))
    assert view(shop, ident).reason == "taken_away"
    print_relief.send_to(shop, ident, "back")
    assert view(shop, ident).printer_name == "Réserve"


def test_a_paper_nobody_knows_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        paper_list.retry(shop, "gone")
    assert refused.value.code == "unknown_paper"


def test_the_row_keeps_what_another_printer_needs_to_make_the_paper(shop: Shop) -> None:
    ident = a_receipt(shop)
    with shop.look() as look:
        packed = look.connection.scalar(
            print_rows.JOBS.select()
            .with_only_columns(print_rows.JOBS.c.document)
            .where(print_rows.JOBS.c.id == ident)
        )
    assert packed is not None
    assert type(unpack(packed)).__name__ == "SaleReceipt"
