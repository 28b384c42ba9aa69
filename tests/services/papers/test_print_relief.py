"""Papers of one printer that another prints; what waits, seen and sent elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.papers import paper_list, print_queue, print_relief, print_rows, receipts
from desktop.services.shop import Shop, Topic
from desktop.services.till import alarms
from desktop.services.upkeep import house
from desktop.settings import FILES, PrinterSettings
from printing.simulator import PrinterSimulator, read_papers
from printing.spooler import JobState, PrintJob, Reason
from tests.support.a_shop import a_cart, a_shop, paid_in_cash
from tests.support.an_order import placed


def at(code: str, printer: PrinterSimulator | None, **changes: object) -> PrinterSettings:
    address = f"tcp://{printer.host}:{printer.port}" if printer else "tcp://127.0.0.1:9"
    return replace(PrinterSettings(code=code, name=code, address=address), **changes)  # type: ignore[arg-type]


@contextmanager
def a_counter(tmp_path: Path, *printers: PrinterSettings) -> Iterator[Shop]:
    """Yield a shop whose receipts go to the first of the printers; none of them runs yet."""
    builder = a_shop(tmp_path).with_settings(
        printers=printers, receipt_printer=printers[0].code, label_printer=printers[0].code
    )
    builder.with_product("Pain", 1_15, vat=550)
    with builder.opened() as shop:
        yield shop


def a_receipt(shop: Shop) -> str:
    done = selling.take_payment(shop, paid_in_cash(a_cart(shop, ("Pain", 3)), 5_00))
    return receipts.print_receipt(shop, done.sale_id)


def some_tags(shop: Shop) -> str:
    with shop.begin() as work:
        ident = print_queue.queue_bytes(
            work, b"tags", printer="counter", kind="shelf_label", title="20", ref=""
        )
        work.commit()
    return ident


def await_that(shop: Shop, holds: Callable[[], bool]) -> None:
    """Wait until something about the printers holds."""
    changed = Event()
    end = shop.changes.listen(lambda topics: changed.set() if Topic.PRINTERS in topics else None)
    try:
        while not holds():
            assert changed.wait(20)
            changed.clear()
    finally:
        end()


def job(shop: Shop, ident: str) -> PrintJob:
    return print_rows.JobRows(shop).get(ident)


def test_a_receipt_of_a_dead_printer_is_made_anew_for_the_other_and_is_no_duplicate(
    tmp_path: Path,
) -> None:
    with PrinterSimulator(columns=32) as other:
        counter = at("counter", None, relief="back", relief_after_s=1)
        back = at("back", other, profile="generic-58", answers_status=True)
        with a_counter(tmp_path, counter, back) as shop:
            a_receipt(shop)
            assert print_relief.hand_over(shop, "counter") == 1
            print_queue.restart_printers(shop)
            other.wait_for_papers(1)
        (paper,) = other.papers
        assert "DUPLICATA" not in paper.text
        assert "3,45" in paper.text
        assert max(map(len, paper.text.splitlines())) <= 32


def test_the_running_queue_hands_over_by_itself(tmp_path: Path) -> None:
    with PrinterSimulator() as dead, PrinterSimulator() as other:
        dead.run_out_of_paper()
        counter = at("counter", dead, relief="back", relief_after_s=0)
        with a_counter(tmp_path, counter, at("back", other)) as shop:
            print_queue.restart_printers(shop)
            a_receipt(shop)
            other.wait_for_papers(1, timeout_s=20)
        assert dead.papers == []


def test_without_another_printer_papers_are_kept_as_files(tmp_path: Path) -> None:
    with a_counter(tmp_path, at("counter", None, relief=FILES)) as shop:
        ident = a_receipt(shop)
        assert print_relief.hand_over(shop, "counter") == 1
        assert (job(shop, ident).printer, job(shop, ident).came_from) == (FILES, "counter")
        assert job(shop, ident).payload.startswith(b"%PDF")


def test_a_paper_is_handed_over_once_and_nothing_without_a_rule(tmp_path: Path) -> None:
    counter, back = at("counter", None, relief="back"), at("back", None, relief="counter")
    with a_counter(tmp_path, counter, back) as shop:
        a_receipt(shop)
        assert print_relief.hand_over(shop, "counter") == 1
        assert print_relief.hand_over(shop, "back") == 0
    with a_counter(tmp_path / "plain", at("counter", None)) as shop:
        a_receipt(shop)
        assert print_relief.hand_over(shop, "counter") == 0


def test_a_paper_that_has_begun_stays_where_it_is(tmp_path: Path) -> None:
    with a_counter(tmp_path, at("counter", None, relief="back"), at("back", None)) as shop:
        ident = a_receipt(shop)
        rows = print_rows.JobRows(shop)
        assert rows.claim(job(shop, ident), shop.clock.now())
        assert print_relief.hand_over(shop, "counter") == 0
        for state in (JobState.SENT, JobState.HELD, JobState.DOUBTFUL):
            rows.move(ident, job(shop, ident).state, state, Reason.NONE, shop.clock.now())
            with pytest.raises(RefusedError) as refused:
                print_relief.send_to(shop, ident, "back")
            assert refused.value.code == "paper_has_left"
        assert job(shop, ident).printer == "counter"


def test_a_paper_that_was_handed_over_cannot_leave_at_its_first_printer(tmp_path: Path) -> None:
    with a_counter(tmp_path, at("counter", None), at("back", None)) as shop:
        ident = a_receipt(shop)
        read_before = job(shop, ident)
        print_relief.send_to(shop, ident, "back")
        assert not print_rows.JobRows(shop).claim(read_before, shop.clock.now())
        assert print_rows.JobRows(shop).claim(job(shop, ident), shop.clock.now())


def test_what_the_other_cannot_print_waits_on(tmp_path: Path) -> None:
    labels = at("labels", None, profile="zpl-203")
    with a_counter(tmp_path, at("counter", None, relief="labels"), labels) as shop:
        ident = a_receipt(shop)
        assert print_relief.hand_over(shop, "counter") == 0
        for printer, code in (("labels", "labels_only"), ("nowhere", "no_printer")):
            with pytest.raises(RefusedError) as refused:
                print_relief.send_to(shop, ident, printer)
            assert refused.value.code == code
        with pytest.raises(RefusedError) as refused:
            print_relief.send_to(shop, "gone", "counter")
        assert refused.value.code == "unknown_paper"


def test_a_bags_label_on_a_roll_is_made_anew_for_the_receipts_printer(tmp_path: Path) -> None:
    """The roll of cut labels is its printer's; the label is the bag's, wherever it comes out."""
    printers = (
        at("labels", None, profile="zpl-203", relief="counter"),
        at("counter", None),
        at("twin", None, profile="zpl-203"),
        at("fine", None, profile="zpl-300"),
    )
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550)
    builder.with_settings(printers=printers, label_printer="labels", order_label_format="102x51")
    with builder.opened() as shop:
        placed(shop, ("pain", 1)).ready(bags=2)
        first, second = print_queue.jobs(shop)
        drawn = first.payload
        assert b"^PW815^LL408" in drawn  # 102 x 51 mm of 203 dots an inch
        print_relief.send_to(shop, first.id, "twin")
        assert job(shop, first.id).payload == drawn
        print_relief.send_to(shop, first.id, "fine")
        assert b"^PW1205^LL602" in job(shop, first.id).payload  # as large, of 300 dots an inch
        assert print_relief.hand_over(shop, "labels") == 1
        (paper,) = read_papers(job(shop, second.id).payload)
        assert "1937" in paper.text
        print_relief.send_to(shop, second.id, FILES)
        assert job(shop, second.id).payload.startswith(b"%PDF")


def test_tags_drawn_for_a_paper_go_to_a_printer_of_the_same_kind_only(tmp_path: Path) -> None:
    printers = (at("counter", None), at("twin", None), at("narrow", None, profile="generic-58"))
    with a_counter(tmp_path, *printers) as shop:
        ident = some_tags(shop)
        for place in ("narrow", FILES):
            with pytest.raises(RefusedError) as refused:
                print_relief.send_to(shop, ident, place)
            assert refused.value.code == "paper_of_its_printer"
        print_relief.send_to(shop, ident, "twin")
        assert job(shop, ident).payload == b"tags"


def test_nothing_goes_to_a_printer_that_stands_still_itself(tmp_path: Path) -> None:
    with PrinterSimulator() as still:
        still.open_cover()
        counter = at("counter", None, relief="back", relief_after_s=3600)
        with a_counter(tmp_path, counter, at("back", still)) as shop:
            print_queue.restart_printers(shop)
            await_that(shop, lambda: print_queue.printers(shop)[1].condition == "cover_open")
            ident = a_receipt(shop)
            assert print_relief.hand_over(shop, "counter") == 0
            assert job(shop, ident).printer == "counter"


def test_nothing_goes_to_a_printer_whose_address_is_none(tmp_path: Path) -> None:
    back = replace(at("back", None), address="somewhere")
    with a_counter(tmp_path, at("counter", None, relief="back"), back) as shop:
        with pytest.raises(RefusedError):
            print_queue.restart_printers(shop)
        ident = a_receipt(shop)
        assert print_relief.hand_over(shop, "counter") == 0
        assert job(shop, ident).printer == "counter"


def correct(shop: Shop, **changes: object) -> None:
    """Change what the settings say of the first printer, as its wizard does."""
    first, *others = shop.settings.printers
    wanted: dict[str, Any] = {**changes}
    printers = (replace(first, **wanted), *others)
    house.change_settings(shop, replace(shop.settings, printers=printers))


def test_what_waits_is_made_anew_for_the_printer_that_stands_there_now(tmp_path: Path) -> None:
    with a_counter(tmp_path, at("counter", None)) as shop:
        ident = a_receipt(shop)
        before = job(shop, ident).payload
        correct(shop, profile="generic-58", character_table="16:cp1252")
        found = print_rows.JobRows(shop).next_queued("counter")
        assert found is not None
        assert found == job(shop, ident), "it is kept as it will be sent"
        assert found.payload != before
        assert b"\x1bt\x10" in found.payload
        assert max(map(len, read_papers(found.payload, columns=32)[0].text.splitlines())) <= 32
        rows = print_rows.JobRows(shop)
        again = rows.next_queued("counter")
        assert again == found
        house.change_settings(shop, replace(shop.settings, language="en"))
        english = rows.next_queued("counter")
        assert english is not None
        assert english.payload != found.payload
        # What is under way stays what its printer has begun on.
        with shop.look() as look:
            row = look.connection.execute(
                print_rows.PAPERS.where(print_rows.JOBS.c.id == ident)
            ).one()
        assert rows.claim(english, shop.clock.now())
        correct(shop, profile="generic-80")
        rows._fit(row, "another")
        assert job(shop, ident).payload == english.payload


def test_a_paper_that_cannot_be_drawn_stops_none_behind_it(tmp_path: Path) -> None:
    with a_counter(tmp_path, at("counter", None)) as shop:
        damaged, behind = a_receipt(shop), a_receipt(shop)
        with shop.begin() as work:
            its = print_rows.JOBS.c.id == damaged
            kept = work.connection.scalars(select(print_rows.JOBS.c.document).where(its)).one()
            nowhere = kept.replace(b"Europe/Paris", b"Mars/Olympus")
            assert nowhere != kept
            work.connection.execute(update(print_rows.JOBS).where(its).values(document=nowhere))
            work.commit()
        correct(shop, profile="generic-58")
        found = print_rows.JobRows(shop).next_queued("counter")
        assert found is not None
        assert found.id == behind
        assert [each.reason for each in paper_list.papers(shop) if each.id == damaged] == [
            Reason.UNFIT
        ]


def test_what_the_printer_of_now_cannot_print_waits_for_a_person_and_is_not_in_the_way(
    tmp_path: Path,
) -> None:
    with a_counter(tmp_path, at("counter", None), at("back", None)) as shop:
        ident, tags = a_receipt(shop), some_tags(shop)
        correct(shop, profile="zpl-203")
        rows = print_rows.JobRows(shop)
        assert rows.next_queued("counter") is None, "neither the receipt nor the tags leave"
        assert {job(shop, each).state for each in (ident, tags)} == {JobState.QUEUED}
        assert {each.reason for each in paper_list.papers(shop)} == {Reason.UNFIT}
        told = alarms.alarm_of(shop)
        assert told is not None
        assert (told.code, told.facts) == ("papers_wait", {"n": 2})
        print_relief.send_to(shop, ident, "back")
        assert rows.next_queued("back") == job(shop, ident)
        correct(shop, profile="generic-80")
        print_rows.look_again(shop)
        assert rows.next_queued("counter") == job(shop, tags)
