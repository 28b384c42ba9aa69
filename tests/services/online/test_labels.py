"""An order that is ready has a label on each bag: big number, first name, and no secret."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from desktop.devices.code_reader import read_codes
from desktop.devices.imaging import as_frame, open_picture
from desktop.domain import scan
from desktop.domain.order_codes import OrderCode
from desktop.errors import RefusedError
from desktop.services.online import labels, order_papers, orders, preparation
from desktop.services.online.labels import called_out
from desktop.services.papers import print_queue
from desktop.services.papers.paper_bytes import render_for
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from printing.documents import Care, HandoverMode
from printing.simulator import PrinterSimulator, read_papers
from sync.contract import v1
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from tests.support.a_shop import MORNING, AShop, a_shop, found
from tests.support.an_order import placed


def a_printer(address: str = "tcp://127.0.0.1:9") -> dict[str, object]:
    return {
        "printers": (PrinterSettings(code="etiquettes", address=address),),
        "label_printer": "etiquettes",
    }


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550, code="3017620422003", category="Thés")
        .with_product("Comté", 2490, vat=550, unit="kg", category="Fromages", flags=("cold",))
        .with_product("Vase", 2000, category="Maison", flags=("fragile", "durable"))
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.with_settings(**a_printer()).opened() as opened:
        yield opened


def jobs(shop: Shop) -> list[tuple[str, str, str, str]]:
    with shop.look() as look:
        rows = look.connection.execute(
            text("SELECT printer, kind, ref, title FROM print_job ORDER BY created_at, id")
        ).all()
    return [tuple(row) for row in rows]


def printed(shop: Shop) -> list[str]:
    """Return the words on each label in the queue, one text a paper."""
    queued = reversed(print_queue.jobs(shop))
    return [
        "\n".join(line.text for line in paper.lines)
        for job in queued
        for paper in read_papers(job.payload)
    ]


def test_an_order_that_is_ready_labels_each_of_its_bags(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).ready(bags=3, shelf="B3")
    assert jobs(shop) == [("etiquettes", "label", order.id, f"1937 {bag}/3") for bag in (1, 2, 3)]
    for bag, words in enumerate(printed(shop), start=1):
        assert f"{bag}/3" in words.replace(" ", "")
        assert "1937" in words
        assert "B3" in words


def test_the_paper_comes_out_of_the_printer(builder: AShop) -> None:
    with PrinterSimulator() as printer:
        settings = a_printer(f"tcp://127.0.0.1:{printer.port}")
        with builder.with_settings(**settings).opened() as shop:
            print_queue.restart_printers(shop)
            placed(shop, ("assam", 1)).ready(bags=2)
            papers = printer.wait_for_papers(2)
    assert all("Camille D." in paper.text for paper in papers)


def test_without_a_label_printer_an_order_is_ready_all_the_same(builder: AShop) -> None:
    with builder.opened() as shop:
        order = placed(shop, ("assam", 1)).ready()
        assert order.view.state.value == "ready"
        assert jobs(shop) == []
        with pytest.raises(RefusedError) as refused:
            labels.print_label(shop, order.id)
        assert refused.value.code == "no_printer"


def test_a_label_that_cannot_be_queued_does_not_unready_the_order(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.pick_by_hand(shop, order.id, order.line())
    with shop.begin() as work:
        work.connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON print_job BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
        work.commit()
    assert orders.mark_ready(shop, order.id).state.value == "ready"


def test_labels_are_on_the_disk_with_the_step_that_wants_them(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.pick_by_hand(shop, order.id, order.line())
    commits: list[object] = []
    note = commits.append
    event.listen(Engine, "commit", note)
    try:
        orders.mark_ready(shop, order.id, bags=2)
    finally:
        event.remove(Engine, "commit", note)
    assert len(jobs(shop)) == 2
    assert len(commits) == 1


def test_a_label_printed_before_the_bags_are_counted_says_no_count(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    labels.print_label(shop, order.id)
    assert jobs(shop) == [("etiquettes", "label", order.id, "1937")]
    (words,) = printed(shop)
    assert "Sac ___/___" in words
    with shop.look() as look:
        # Its code is the order's: which bag it lies on nobody knows.
        assert labels.compose(shop, look, order.id).qr_text == OrderCode("00421937").text
        slip = order_papers.packing_of(shop, look, order.view)
    assert slip.bags == 0
    preparation.pick_by_hand(shop, order.id, order.line())
    orders.mark_ready(shop, order.id, bags=2)
    assert "Sac 2/2" in printed(shop)[-1]


def test_a_label_is_printed_again_on_request(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).ready(bags=2)
    assert len(labels.print_label(shop, order.id)) == 2
    assert len(jobs(shop)) == 4


def test_a_label_says_what_the_bag_needs_and_nothing_of_the_customer(shop: Shop) -> None:
    at = milliseconds(MORNING)
    order = placed(
        shop,
        ("assam", 1),
        ("comte", 300),
        ("vase", 1),
        customer_name="Camille Dubois-Martin",
        phone_last2="42",
        note="Merci d'emballer\x1bp\x00 en cadeau",
        promised_from=at + 1_800_000,
        promised_to=at + 3_600_000,
        mode="collect",
    ).ready(bags=2, shelf="B3")
    with shop.look() as look:
        label = labels.compose(shop, look, order.id, 2)
    assert (label.short_number, label.order_number, label.qr_text) == (
        "1937",
        "00421937",
        OrderCode("00421937", 2).text,
    )
    assert (label.customer, label.bag, label.bags, label.shelf) == ("Camille D.", 2, 2, "B3")
    assert (label.promised_at, label.promised_until) == (
        from_milliseconds(at + 1_800_000),
        from_milliseconds(at + 3_600_000),
    )
    assert label.care == (Care.COLD, Care.FRAGILE)
    assert label.to_pay == order.view.to_pay
    assert label.mode is HandoverMode.COLLECT
    words = "".join(printed(shop))
    assert "Dubois" not in words
    assert order.code.secret not in repr(label) + words
    assert "Librairie du Parc" in words


def test_a_bag_that_is_kept_cool_says_so_and_the_one_beside_it_does_not(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("comte", 300)).in_preparation()
    for line in order.view.lines:
        preparation.pick_by_hand(shop, order.id, line.id)
    told = [v1.Bag(shelf="B3"), v1.Bag(shelf="F1", keep="cold")]
    orders.mark_ready(shop, order.id, bag_list=told)
    with shop.look() as look:
        dry, cold = (labels.compose(shop, look, order.id, bag) for bag in (1, 2))
    assert (dry.care, dry.shelf, cold.care, cold.shelf) == ((), "B3", (Care.COLD,), "F1")


def test_allergens_stand_on_the_label_and_beside_each_packed_line(builder: AShop) -> None:
    builder.with_product("Cake", 500, vat=550, allergens=("gluten", "eggs"))
    builder.with_product("Eau", 100, vat=550, allergens=("none",))
    with builder.opened() as shop:
        order = placed(shop, ("cake", 1), ("eau", 1), ("comte", 300)).in_preparation()
        with shop.look() as look:
            label = labels.compose(shop, look, order.id)
            slip = order_papers.packing_of(shop, look, order.view)
        assert label.allergens == ("gluten", "eggs")
        assert [line.allergens for line in slip.lines] == [("gluten", "eggs"), ("none",), ()]
        preparation.mark_missing(shop, order.id, order.line(0))
        preparation.mark_missing(shop, order.id, order.line(2))
        with shop.look() as look:
            assert labels.compose(shop, look, order.id).allergens == ("none",)


def test_what_is_paid_and_what_is_missing_is_not_asked_for(shop: Shop) -> None:
    order = placed(
        shop, ("assam", 1), ("comte", 300), payment="online", paid_cents=99_99
    ).in_preparation()
    preparation.mark_missing(shop, order.id, order.line(1))
    with shop.look() as look:
        label = labels.compose(shop, look, order.id)
    assert (label.to_pay, label.care, label.bags) == (None, (), 0)


@pytest.mark.parametrize("number", ["00421937", "12345670"])
def test_the_staffs_scanner_reads_whose_bag_it_is(shop: Shop, number: str) -> None:
    """One number in ten has the check digit of a GTIN-8: the code is told by its kind all the same."""
    order = placed(shop, ("assam", 1), number=number).ready(bags=2)
    picture = open_picture(labels.label_png(shop, order.id, bag=2))
    (code,) = read_codes(as_frame(picture))
    assert scan.read(code.text) == OrderCode(number, 2)
    assert scan.kind(scan.read(code.text)) is scan.Kind.ORDER


def test_the_preview_is_a_picture_of_the_paper(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).ready()
    with Image.open(io.BytesIO(labels.label_png(shop, order.id))) as picture:
        assert picture.format == "PNG"
        assert picture.width == 640  # 80 mm at 8 dots
    assert len(jobs(shop)) == 1


@pytest.mark.parametrize("mode", ["collect", "merchant", "relay"])
def test_what_a_customer_wrote_leads_nobody_who_sees_the_bag_to_them(shop: Shop, mode: str) -> None:
    message = "Appelez-moi au 06 12 34 56 78 ou camille@exemple.fr, code 1234A"
    named = "Zoé z@exemple.fr 0611223344"
    door = v1.Destination(
        kind="home", name=named, street="3 rue Haute", city="Valmoret", detail="B88K"
    )
    stop = v1.Destination(
        kind="relay", id="r", name="Le Pont", street="2 quai Bas", city="Aulnes", detail="B88K"
    )
    to = {"merchant": {"destination": door}, "relay": {"destination": stop}}.get(mode, {})
    way = {"merchant": ("3 rue Haute", "Valmoret"), "relay": ("Le Pont", "2 quai Bas", "Aulnes")}
    order = placed(shop, ("assam", 1), mode=mode, note=message, customer_name=named, **to).ready()
    words = "".join(printed(shop))
    assert "Zoé" in words
    for secret in ("06", "camille", "exemple", "1234A", "B88K"):
        assert secret not in words
    every = {each for lines in way.values() for each in lines}
    assert {each for each in every if each in words} == set(way.get(mode, ()))
    with shop.look() as look:
        assert labels.compose_slip(shop, look, order.id).note == message


@pytest.mark.parametrize("bag", [0, 3])
def test_a_bag_that_there_is_not_has_no_label(shop: Shop, bag: int) -> None:
    order = placed(shop, ("assam", 1)).ready(bags=2)
    with pytest.raises(RefusedError) as refused:
        labels.label_png(shop, order.id, bag)
    assert refused.value.code == "no_such_bag"


def test_an_order_nobody_placed_has_no_papers(shop: Shop) -> None:
    for paper in (labels.print_label, labels.print_slip, labels.label_png):
        with pytest.raises(RefusedError) as refused:
            paper(shop, new_id())
        assert refused.value.code == "unknown_order"


def test_the_slip_leads_through_the_shop_shelf_by_shelf(shop: Shop) -> None:
    order = placed(shop, ("vase", 1), ("comte", 300), ("assam", 2)).in_preparation()
    with shop.look() as look:
        slip = labels.compose_slip(shop, look, order.id)
    assert [(line.place, line.label) for line in slip.lines] == [
        ("Thés", "Assam"),
        ("Fromages", "Comté"),
        ("Maison", "Vase"),
    ]
    assert slip.lines[0].gtin == "3017620422003"
    labels.print_slip(shop, order.id)
    assert jobs(shop) == [("etiquettes", "slip", order.id, "1937")]


def test_the_slip_goes_to_the_receipt_printer_where_there_is_no_other(builder: AShop) -> None:
    only = {
        "printers": (PrinterSettings(code="tickets", address="tcp://127.0.0.1:9"),),
        "receipt_printer": "tickets",
    }
    with builder.with_settings(**only).opened() as shop:
        order = placed(shop, ("assam", 1))
        labels.print_slip(shop, order.id)
        assert jobs(shop)[0][0] == "tickets"


def test_a_substitute_is_on_the_slip_and_in_the_care(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).in_preparation()
    preparation.substitute(shop, order.id, order.line(), found(shop, "vase").variant_id)
    with shop.look() as look:
        assert [line.label for line in labels.compose_slip(shop, look, order.id).lines] == ["Vase"]
        assert labels.compose(shop, look, order.id).care == (Care.FRAGILE,)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Camille Dubois", "Camille D."),
        ("Camille D.", "Camille D."),
        ("Jean-Pierre de la Tour", "Jean-Pierre T."),
        ("  Zoé   étienne ", "Zoé É."),
        ("Madonna", "Madonna"),
        ("", ""),
        ("06 12 34 56 78", ""),
        ("camille@exemple.fr", ""),
    ],
)
def test_customers_are_called_by_first_name_and_initial(name: str, called: str) -> None:
    assert called_out(name) == called


def test_what_is_owed_is_on_the_label(shop: Shop) -> None:
    order = placed(shop, ("assam", 2)).ready()
    with shop.look() as look:
        assert labels.compose(shop, look, order.id).to_pay == Money(1580)
    assert "15,80" in printed(shop)[0]


def test_whoever_works_by_paper_is_told_whose_papers_to_look_at_and_who_may_come(
    builder: AShop,
) -> None:
    builder.with_product("Vin", 900, flags=("age_18",)).with_product(
        "Couteau", 3000, flags=("identity",)
    )
    with builder.with_settings(**a_printer()).opened() as shop:
        placed(shop, ("vin", 1), number="00421938")
        ready = placed(shop, ("couteau", 1), proxy_name="Marc Dubois").ready()
        with shop.look() as look:
            paper = order_papers.list_of(shop, look)
            label = order_papers.label_of(shop, look, orders.order(shop, ready.id), 1)
        words = read_papers(render_for(paper, "etiquettes", shop.settings))[0].text
    assert label.care == (Care.IDENTITY,)
    to_prepare, waiting = words.split("PRÊTES : 1")
    assert "IDENTITÉ 18+" in to_prepare
    assert "IDENTITÉ" in waiting
    assert "18+" not in waiting
    assert "Peut être retirée par Marc D." in waiting
