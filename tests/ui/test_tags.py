"""The tags' room: what is due, how it comes out, and that it stays due until it did."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop.services.goods import cataloguing, tags
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.goods.tags import TagKind, Wanted
from desktop.services.papers import print_queue
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from desktop.ui.screen import Errand
from desktop.ui.tags import screen as tags_screen
from desktop.ui.tags.screen import TagsScreen
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.wording import Language
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, found
from tests.ui.conftest import Counter, Opener

CONTROL = Qt.KeyboardModifier.ControlModifier
ZEBRA = PrinterSettings(code="zebra", name="Zebra", address="tcp://127.0.0.1:9", profile="zpl-203")


@pytest.fixture(autouse=True)
def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Keep the system's own reader closed, and note what it was to open."""
    files: list[Path] = []

    class Reader:
        @staticmethod
        def openUrl(url: object) -> bool:  # noqa: N802 Qt's name
            files.append(Path(url.toLocalFile()))  # type: ignore[attr-defined]
            return True

    monkeypatch.setattr(tags_screen, "QDesktopServices", Reader)
    return files


def with_printer(builder: AShop) -> AShop:
    return builder.with_settings(printers=(ZEBRA,))


def new_goods(shop: Shop) -> None:
    if shop.spooler is not None:
        shop.spooler.stop()
        shop.spooler = None
    for name, pieces in (("Assam", 3), ("Vase", 0)):
        cataloguing.save_product(
            shop,
            ProductDraft(
                name=name,
                vat=VatRate(2000),
                variants=(VariantDraft(price=Money(790), opening_stock=Quantity.pieces(pieces)),),
            ),
            OWNER,
        )


def room(at: Counter) -> TagsScreen:
    at.window.go("tags")
    at.settle()
    screen = at.window.screen_of("tags")
    assert isinstance(screen, TagsScreen)
    return screen


def drawn(at: Counter, screen: TagsScreen) -> None:
    """Have the picture drawn now instead of after the pause."""
    pause: QTimer = screen._pause
    pause.stop()
    pause.timeout.emit()
    at.settle()


def choose(at: Counter, name: str, value: str) -> None:
    box = at.find(name)
    assert isinstance(box, QComboBox)
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)
    at.settle()


def test_what_is_due_is_listed_and_counted_on_the_tab(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    assert len(screen.list.ticked()) == 2
    assert at.text("tags-count") == "2 sur 2"
    bar = at.find("tags-bar")
    assert isinstance(bar, CatalogueBar)
    assert "2" in bar.accessibleTabName(bar.currentIndex())


def test_nothing_due_says_so_and_leads_on(counter: Opener) -> None:
    at = counter()
    room(at)
    assert at.sees("tags-none")
    at.press("tags-none-act")
    assert at.sees("catalogue")


def test_sheets_are_printed_by_keys_and_done_when_they_came_out(
    counter: Opener, opened_files: list[Path]
) -> None:
    at = counter(stock=new_goods)
    room(at)
    at.key(Qt.Key.Key_F12)
    assert [file.name for file in opened_files] == ["tags.pdf"]
    assert opened_files[0].read_bytes().startswith(b"%PDF")
    assert tags.count(at.shop) == 2
    at.key(Qt.Key.Key_F12)
    assert tags.count(at.shop) == 0
    assert at.sees("tags-none")
    assert tags.remembered(at.shop).used == 2


def test_sheets_that_did_not_come_out_stay_to_be_redone(counter: Opener) -> None:
    at = counter(stock=new_goods)
    room(at)
    at.press("tags-print")
    at.key(Qt.Key.Key_Escape)
    assert at.sees("tags-print")
    assert tags.count(at.shop) == 2
    assert tags.remembered(at.shop).used == 0


def test_only_what_is_ticked_goes_to_the_label_printer(counter: Opener) -> None:
    at = counter(with_printer, stock=new_goods)
    screen = room(at)
    choose(at, "tags-printer", "zebra")
    screen.list.setCurrentRow(0)
    screen.list.setFocus()
    at.key(Qt.Key.Key_Space)
    (ticked,) = screen.list.ticked()
    at.press("tags-print")
    (job,) = print_queue.jobs(at.shop)
    assert job.payload.count(b"^XA") == 1
    standing = {tag.variant_id: tag.standing.value for tag in tags.due(at.shop).tags}
    assert standing[ticked] == "printing"
    assert sorted(standing.values()) == ["due", "printing"]
    assert tags.remembered(at.shop).printer == "zebra"


def test_all_and_none_are_one_key(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    at.key(Qt.Key.Key_A, CONTROL)
    assert screen.list.ticked() == ()
    assert not at.find("tags-print").isEnabled()
    at.key(Qt.Key.Key_A, CONTROL)
    assert len(screen.list.ticked()) == 2


def test_a_touch_on_a_row_ticks_it(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    screen.list.itemClicked.emit(screen.list.item(1))
    assert len(screen.list.ticked()) == 1


def test_what_nobody_wants_is_taken_off_by_a_key(counter: Opener) -> None:
    at = counter(stock=new_goods)
    room(at)
    at.key(Qt.Key.Key_Delete)
    assert tags.count(at.shop) == 0


def test_one_reason_can_be_looked_at_alone(counter: Opener) -> None:
    at = counter(stock=new_goods)
    with at.shop.begin() as work:
        from desktop.services.goods import tag_queue  # noqa: PLC0415 only here

        assam = found(at.shop, "assam").variant_id
        tag_queue.forget(work, [assam])
        tag_queue.mark(work, {assam: "price"})
        work.commit()
    screen = room(at)
    screen._reasons.choose("price")
    at.settle()
    assert screen.list.ticked() == (assam,)


def test_the_picture_shows_what_will_come(counter: Opener) -> None:
    at = counter(with_printer, stock=new_goods)
    screen = room(at)
    drawn(at, screen)
    assert not screen.panel.picture.is_empty
    at.key(Qt.Key.Key_A, CONTROL)
    drawn(at, screen)
    assert screen.panel.picture.is_empty


def test_labels_of_a_product_are_as_many_as_its_pieces(
    counter: Opener, opened_files: list[Path]
) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    at.window.errand(Errand("tags", "product", found(at.shop, "assam").product_id))
    at.settle()
    assert screen.panel.choice.kind is TagKind.PRODUCT
    at.press("tags-print")
    at.press("tags-came-out")
    assert [file.name for file in opened_files] == ["labels.pdf"]
    assert tags.remembered(at.shop, TagKind.PRODUCT).used == 3
    assert tags.count(at.shop) == 2


def test_going_back_from_labels_leads_to_what_is_due(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    wanted = (Wanted(variant_id=found(at.shop, "vase").variant_id, copies=2),)
    at.window.errand(Errand("tags", "labels", wanted))
    at.settle()
    assert len(screen.list.ticked()) == 1
    at.key(Qt.Key.Key_Escape)
    assert len(screen.list.ticked()) == 2
    assert screen.panel.choice.kind is TagKind.SHELF


def test_a_product_of_which_there_is_none_yet_gets_one_label(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    vase = found(at.shop, "vase")
    at.window.errand(Errand("tags", "product", vase.product_id))
    at.settle()
    assert screen.list.ticked() == (vase.variant_id,)


def test_numbers_are_typed_and_stepped_within_their_limits(counter: Opener) -> None:
    at = counter(stock=new_goods)
    screen = room(at)
    field = at.find("tags-first")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    at.key(Qt.Key.Key_Up)
    assert screen.panel.choice.used == 1
    field.setText("999")
    assert screen.panel.choice.used == 20
    field.setText("")
    assert screen.panel.choice.used == 0


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_the_room_fits_a_small_screen(
    counter: Opener, language: Language, size: tuple[int, int]
) -> None:
    at = counter(with_printer, language, size, stock=new_goods)
    screen = room(at)
    assert at.window.minimumSizeHint().width() <= 1024
    assert at.window.minimumSizeHint().height() <= 720
    assert screen.list.height() >= 120
    QApplication.processEvents()
    for name in ("tags-print", "tags-printer", "tags-format", "tags-all", "tags-dismiss"):
        assert at.find(name).height() >= 48


def test_nothing_of_it_reads_the_database_on_the_main_thread(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_printer, stock=lambda _shop: None)
    no_sql_on_main.clear()
    screen = room(at)
    drawn(at, screen)
    choose(at, "tags-printer", "zebra")
    assert no_sql_on_main == []
