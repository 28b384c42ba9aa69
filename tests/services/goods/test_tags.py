"""Tags that are due, printed anywhere, and done with when their paper is out."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from desktop.errors import RefusedError, WorldError
from desktop.services.goods import cataloguing, tag_faces, tags
from desktop.services.goods.catalogue import product
from desktop.services.goods.cataloguing import draft_of
from desktop.services.goods.tags import Choice, TagKind, TagStanding, Wanted
from desktop.services.papers import print_queue, print_rows
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from printing.drivers.sheets import sticker_of
from printing.drivers.stickers import GRIDS
from printing.drivers.tag_picture import render_tag_png
from printing.simulator import read_papers
from printing.spooler import JobState, Reason
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, found

PRINTERS = (
    PrinterSettings(code="zebra", address="tcp://127.0.0.1:9", profile="zpl-203"),
    PrinterSettings(code="tickets", address="tcp://127.0.0.1:9", profile="generic-58"),
)
ASSAM = "3017620422003"


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_settings(printers=PRINTERS)
        .with_product("Assam", 790, code=ASSAM, brand="Les Thés du Parc", stock=3)
        .with_product("Comté", 2490, vat=550, unit="kg", stock=2, code="INT-7")
        .with_product("Vase", 4000, stock=0)
        .with_product("Pull", 8990, options={"taille": "M", "couleur": "rouge"}, stock=1)
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        opened.spooler.stop() if opened.spooler else None
        opened.spooler = None
        yield opened


@pytest.fixture
def clock(builder: AShop) -> SetClock:
    return builder.clock


def ids(shop: Shop, *names: str) -> tuple[str, ...]:
    return tuple(found(shop, name).variant_id for name in names)


def wanted(shop: Shop, *names: str) -> list[Wanted]:
    return [Wanted(variant_id=each) for each in ids(shop, *names)]


def save(shop: Shop, article: str, **changes: object) -> None:
    """Save a product anew, its first form with these changes."""
    draft = draft_of(product(shop, found(shop, article).product_id))
    (variant,) = draft.variants
    fields = {key: changes.pop(key) for key in ("price",) if key in changes}
    changed = replace(variant, **fields)  # type: ignore[arg-type]
    whole = replace(draft, variants=(changed,), **changes)  # type: ignore[arg-type]
    cataloguing.save_product(shop, whole, OWNER)


def reprice(shop: Shop, clock: SetClock, name: str, cents: int) -> None:
    clock.instant += timedelta(minutes=1)
    save(shop, name, price=Money(cents))


def whys(shop: Shop) -> dict[str, str]:
    return {tag.name: tag.why for tag in tags.due(shop).tags}


def printed_to(shop: Shop, choice: Choice, *names: str) -> tuple[str, ...]:
    batch = tags.gather(shop, wanted(shop, *names), choice)
    return tags.send(shop, tags.make(batch))


def on_paper(shop: Shop) -> str:
    return "\n".join(job.payload.decode("utf-8") for job in print_queue.jobs(shop))


# --- what is due ----------------------------------------------------------------------------------


def test_where_goods_come_from_stands_on_their_tag(shop: Shop) -> None:
    save(shop, "assam", origin=" Inde \n")
    assert whys(shop) == {"Assam": "name"}
    with shop.look() as look:
        (tag,) = tag_faces.shelf_tags(shop, look, ids(shop, "assam")).values()
    assert tag.origin == "Inde"


def test_a_new_price_makes_the_tag_due(shop: Shop, clock: SetClock) -> None:
    assert tags.count(shop) == 0
    reprice(shop, clock, "assam", 890)
    (tag,) = tags.due(shop).tags
    assert (tag.name, tag.why, tag.price) == ("Assam", "price", Money(890))
    assert tags.count(shop) == 1


def test_what_is_due_is_counted_by_reason(shop: Shop, clock: SetClock) -> None:
    reprice(shop, clock, "assam", 890)
    save(shop, "vase", name="Vase bleu")
    page = tags.due(shop, "price")
    assert page.counts == {"price": 1, "name": 1}
    assert [tag.name for tag in page.tags] == ["Assam"]
    assert page.total == 2
    assert tags.due_ids(shop, "name") == ids(shop, "vase")


def test_an_archived_article_is_not_due(shop: Shop, clock: SetClock) -> None:
    reprice(shop, clock, "assam", 890)
    cataloguing.archive_product(shop, found(shop, "assam").product_id, OWNER)
    assert tags.count(shop) == 0


def test_a_tag_that_nobody_wants_is_dismissed(shop: Shop, clock: SetClock) -> None:
    reprice(shop, clock, "assam", 890)
    reprice(shop, clock, "vase", 4100)
    assert tags.dismiss(shop, ids(shop, "assam")) == 1
    assert whys(shop) == {"Vase": "price"}


# --- done when the paper is out ---------------------------------------------------------------------


def test_a_tag_is_due_until_its_paper_is_out(shop: Shop, clock: SetClock) -> None:
    reprice(shop, clock, "assam", 890)
    (job,) = printed_to(shop, Choice(printer="zebra", format="57x32"), "assam")
    assert [tag.standing for tag in tags.due(shop).tags] == [TagStanding.PRINTING]
    rows = print_rows.JobRows(shop)
    rows.move(job, JobState.QUEUED, JobState.SENDING, Reason.NONE, MORNING)
    assert tags.count(shop) == 1
    rows.move(job, JobState.SENDING, JobState.PRINTED, Reason.NONE, MORNING)
    assert tags.count(shop) == 0


def test_a_printer_that_never_answers_ends_the_tag_when_all_has_left(
    shop: Shop, clock: SetClock
) -> None:
    reprice(shop, clock, "assam", 890)
    (job,) = printed_to(shop, Choice(printer="zebra", format="57x32"), "assam")
    rows = print_rows.JobRows(shop)
    rows.move(job, JobState.QUEUED, JobState.SENT, Reason.UNCONFIRMED, MORNING)
    assert tags.count(shop) == 0


@pytest.mark.parametrize(
    ("state", "standing"),
    [(JobState.DOUBTFUL, TagStanding.DOUBTFUL), (JobState.CANCELLED, TagStanding.DUE)],
)
def test_a_paper_that_did_not_come_out_leaves_the_tag_due(
    shop: Shop, clock: SetClock, state: JobState, standing: TagStanding
) -> None:
    reprice(shop, clock, "assam", 890)
    (job,) = printed_to(shop, Choice(printer="zebra", format="57x32"), "assam")
    print_rows.JobRows(shop).move(job, JobState.QUEUED, state, Reason.LINK_LOST, MORNING)
    assert [tag.standing for tag in tags.due(shop).tags] == [standing]


def test_a_price_that_changes_while_the_paper_waits_is_due_again(
    shop: Shop, clock: SetClock
) -> None:
    reprice(shop, clock, "assam", 890)
    (job,) = printed_to(shop, Choice(printer="zebra", format="57x32"), "assam")
    reprice(shop, clock, "assam", 990)
    print_rows.JobRows(shop).move(job, JobState.QUEUED, JobState.SENT, Reason.NONE, MORNING)
    assert [tag.price for tag in tags.due(shop).tags] == [Money(990)]


def test_sheets_are_done_when_a_person_says_so(shop: Shop, clock: SetClock) -> None:
    reprice(shop, clock, "assam", 890)
    reprice(shop, clock, "vase", 4100)
    batch = tags.gather(shop, wanted(shop, "assam", "vase"), Choice(used=20))
    papers = tags.make(batch)
    assert papers.sheets == 2
    assert tags.keep_file(shop, papers).read_bytes().startswith(b"%PDF")
    assert tags.count(shop) == 2
    reprice(shop, clock, "vase", 4200)
    tags.came_out(shop, papers)
    assert whys(shop) == {"Vase": "price"}


def test_a_sheet_goes_on_where_it_was_left(shop: Shop) -> None:
    papers = tags.make(tags.gather(shop, wanted(shop, "assam", "vase"), Choice(used=20)))
    tags.came_out(shop, papers)
    assert tags.remembered(shop).used == 1


# --- printer and format ------------------------------------------------------------------------------


def test_printer_and_format_are_remembered_for_each_kind(shop: Shop) -> None:
    printed_to(shop, Choice(printer="zebra", format="50x30"), "assam")
    labels = Choice(kind=TagKind.PRODUCT, format="L7651", shift=(12, -5))
    tags.came_out(shop, tags.make(tags.gather(shop, wanted(shop, "vase"), labels)))
    shelf, product_label = tags.remembered(shop), tags.remembered(shop, TagKind.PRODUCT)
    assert (shelf.printer, shelf.format) == ("zebra", "50x30")
    assert (product_label.printer, product_label.format) == (tags.SHEETS, "L7651")
    assert product_label.shift == (12, -5)
    assert product_label.used == 1


def test_a_printer_that_was_taken_away_leaves_the_sheets(builder: AShop) -> None:
    with builder.with_settings(tag_printer="gone", tag_format="50x30").opened() as shop:
        choice = tags.remembered(shop)
        assert choice.printer == tags.SHEETS
        assert choice.format in {each.code for each in tags.formats(shop)}


def test_another_printer_is_offered_with_a_paper_it_takes(shop: Shop) -> None:
    printed_to(shop, Choice(printer="zebra", format="50x30"), "assam")
    assert tags.remembered(shop, printer=tags.SHEETS).format == "L7160"
    assert tags.remembered(shop, printer="tickets").format == tags.STRIP
    assert tags.remembered(shop, printer="zebra").format == "50x30"


def test_each_printer_offers_its_own_papers(shop: Shop) -> None:
    assert {each.labels for each in tags.formats(shop)} >= {24, 33, 40, 65}
    assert "50x30" in {each.code for each in tags.formats(shop, "zebra")}
    assert [each.code for each in tags.formats(shop, "tickets")] == [tags.STRIP]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice(format="nowhere"), "tag_format_unknown"),
        (Choice(printer="zebra", format="L7160"), "tag_format_unknown"),
    ],
)
def test_a_format_the_printer_does_not_have_is_told(shop: Shop, choice: Choice, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        tags.gather(shop, wanted(shop, "assam"), choice)


@pytest.mark.parametrize(
    ("copies", "code"), [(0, "no_tags_to_print"), (tags.MOST_TAGS + 1, "too_many_tags")]
)
def test_a_number_of_tags_that_cannot_be_meant_is_told(shop: Shop, copies: int, code: str) -> None:
    (assam,) = ids(shop, "assam")
    with pytest.raises(RefusedError, match=code):
        tags.gather(shop, [Wanted(variant_id=assam, copies=copies)], Choice())


def test_an_article_that_is_gone_is_left_out(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="no_tags_to_print"):
        tags.gather(shop, [Wanted(variant_id=new_id())], Choice())


def test_a_folder_that_cannot_be_written_to_is_told(shop: Shop, tmp_path: Path) -> None:
    papers = tags.make(tags.gather(shop, wanted(shop, "assam"), Choice()))
    with pytest.raises(WorldError, match="export_not_written"):
        tags.keep_file(shop, papers, tmp_path / "nowhere" / "tags.pdf")


# --- what stands on them -------------------------------------------------------------------------------


def test_a_shelf_tag_has_the_price_per_measure_of_a_pack(shop: Shop) -> None:
    with shop.begin() as work:
        work.connection.execute(
            text("UPDATE variant SET content = 250, content_unit = 'kg' WHERE id = :id"),
            {"id": ids(shop, "assam")[0]},
        )
        work.commit()
    pdf = tags.make(tags.gather(shop, wanted(shop, "assam", "comté", "pull"), Choice())).parts[0][0]
    words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\xa0", " ")
    for each in ("7,90 €", "31,60 €/kg", "Les Thés du Parc", "24,90 €/kg", "M · rouge", ASSAM):
        assert each in words


def test_a_reduction_stands_beside_the_lowest_price_and_its_last_day(
    shop: Shop, clock: SetClock
) -> None:
    reprice(shop, clock, "assam", 850)
    begun = clock.instant + timedelta(days=1)
    with shop.begin() as work:
        work.connection.execute(
            text(
                "INSERT INTO planned_price (id, variant_id, price_cents, from_at, until_at,"
                " before_cents, staff_code, made_at, begun_at)"
                " VALUES (:id, :variant, 600, :begun, :until, 850, '01', :begun, :begun)"
            ),
            {
                "id": new_id(),
                "variant": ids(shop, "assam")[0],
                "begun": int(begun.timestamp() * 1000),
                "until": int((begun + timedelta(days=7)).timestamp() * 1000),
            },
        )
        work.connection.execute(
            text("UPDATE variant SET price_cents = 600 WHERE id = :id"),
            {"id": ids(shop, "assam")[0]},
        )
        work.commit()
    with shop.look() as look:
        (tag,) = tag_faces.shelf_tags(shop, look, ids(shop, "assam")).values()
    assert tag.former_price == Money(850)
    assert tag.offer_until == (begun + timedelta(days=7)).date()


def test_a_code_of_the_trade_is_preferred_to_the_shops_own(shop: Shop) -> None:
    with shop.begin() as work:
        work.connection.execute(
            text("INSERT INTO variant_code VALUES ('2000260000012', :id, 1000)"),
            {"id": ids(shop, "assam")[0]},
        )
        work.connection.execute(
            text("INSERT INTO variant_code VALUES ('0012345678905', :id, 6000)"),
            {"id": ids(shop, "assam")[0]},
        )
        work.commit()
    with shop.look() as look:
        (tag,) = tag_faces.shelf_tags(shop, look, ids(shop, "assam")).values()
        (cheese,) = tag_faces.shelf_tags(shop, look, ids(shop, "comté")).values()
    assert tag.gtin == ASSAM
    assert (cheese.gtin, cheese.qr_text) == ("", "INT-7")


def test_a_label_printer_is_told_of_bars_copies_and_accents(shop: Shop) -> None:
    (assam, cheese) = ids(shop, "assam", "comté")
    batch = tags.gather(
        shop,
        [Wanted(variant_id=assam, copies=3), Wanted(variant_id=cheese)],
        Choice(printer="zebra", format="57x32"),
    )
    tags.send(shop, tags.make(batch))
    zpl = on_paper(shop)
    assert "^CI28" in zpl
    assert f"^FD{ASSAM[:12]}^FS" in zpl
    assert "^PQ3," in zpl
    assert "^PQ1," in zpl
    assert "Comté" in zpl


def test_a_receipt_printer_prints_each_copy_with_its_bars(shop: Shop) -> None:
    (assam,) = ids(shop, "assam")
    choice = Choice(kind=TagKind.PRODUCT, printer="tickets", format=tags.STRIP)
    batch = tags.gather(shop, [Wanted(variant_id=assam, copies=2)], choice)
    tags.send(shop, tags.make(batch))
    (job,) = print_queue.jobs(shop)
    bars = [bar for paper in read_papers(job.payload, 32) for bar in paper.barcodes]
    assert bars == [ASSAM, ASSAM]


def test_many_tags_are_papers_of_their_own(shop: Shop) -> None:
    (assam,) = ids(shop, "assam")
    batch = tags.gather(
        shop, [Wanted(variant_id=assam)] * 45, Choice(printer="zebra", format="57x32")
    )
    assert len(tags.send(shop, tags.make(batch))) == 3


@pytest.mark.parametrize("code", ["L7160", "L7651", "3474", "3651", "rail-26"])
def test_the_codes_of_a_sheet_are_read_back_from_its_picture(shop: Shop, code: str) -> None:
    (assam,) = ids(shop, "assam")
    choice = Choice(kind=TagKind.PRODUCT, format=code, used=3)
    batch = tags.gather(shop, [Wanted(variant_id=assam, copies=2)], choice)
    png = render_tag_png(batch.tags[0][0], "fr", sticker_of(GRIDS[code]), scale=2)
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert [each.text for each in read] == [ASSAM]
    shown = tags.preview(batch)
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(shown.tag)))
    assert shown.sheet.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("printer", "code"), [("zebra", "57x32"), ("zebra", "102x51"), ("tickets", tags.STRIP)]
)
def test_the_preview_of_a_roll_shows_what_will_come(shop: Shop, printer: str, code: str) -> None:
    batch = tags.gather(shop, wanted(shop, "assam"), Choice(printer=printer, format=code))
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(tags.preview(batch).tag)))
    assert [each.text for each in read] == [ASSAM]


# --- how many of which ------------------------------------------------------------------------------------


def test_labels_by_stock_are_as_many_as_there_are_pieces(shop: Shop) -> None:
    assert tags.by_stock(shop, ids(shop, "vase", "pull", "assam", "comté")) == tuple(
        Wanted(variant_id=each, copies=copies)
        for each, copies in zip(ids(shop, "pull", "assam", "comté"), (1, 3, 1), strict=True)
    )


def test_a_product_has_labels_for_each_of_its_forms(shop: Shop) -> None:
    (labels,) = tags.for_product(shop, found(shop, "assam").product_id)
    assert labels == Wanted(variant_id=ids(shop, "assam")[0], copies=3)


def test_a_delivery_has_a_label_for_each_piece_that_came(shop: Shop) -> None:
    delivery = new_id()
    with shop.begin() as work:
        work.connection.execute(
            text("INSERT INTO delivery (id, ref, at, staff_code) VALUES (:id, '', 0, '01')"),
            {"id": delivery},
        )
        for place, (variant, quantity) in enumerate(
            zip(ids(shop, "pull", "comté", "pull"), (2000, 4500, 1000), strict=True)
        ):
            work.connection.execute(
                text(
                    "INSERT INTO delivery_line (delivery_id, position, variant_id, quantity)"
                    " VALUES (:id, :place, :variant, :quantity)"
                ),
                {"id": delivery, "place": place, "variant": variant, "quantity": quantity},
            )
        work.commit()
    pull, cheese = ids(shop, "pull", "comté")
    assert tags.for_delivery(shop, delivery) == (
        Wanted(variant_id=pull, copies=3),
        Wanted(variant_id=cheese, copies=1),
    )


def test_hostile_words_on_a_tag_are_words(builder: AShop) -> None:
    name = "^XZ~JR\x1bp\x00\x10\x14 Tarte"
    with builder.with_product(name, 500).opened() as shop:
        if shop.spooler is not None:
            shop.spooler.stop()
            shop.spooler = None
        tarte = found(shop, "tarte").variant_id
        batch = tags.gather(
            shop, [Wanted(variant_id=tarte)], Choice(printer="zebra", format="57x32")
        )
        zpl = tags.make(batch).parts[0][0]
        assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 1
        assert b"~" not in zpl
        strip = replace(batch, choice=Choice(printer="tickets", format=tags.STRIP))
        assert b"\x1bp" not in tags.make(strip).parts[0][0]
