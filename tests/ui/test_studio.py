"""The studio, from a picture to the catalogue, by camera, phone, folder, clipboard and hand."""

import http.client
import io
import re
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.devices.label_reader import LabelReader
from desktop.errors import WorldError
from desktop.services.drafting import drafts, label_lines, proposals
from desktop.services.drafting.phone_camera import PhoneCamera
from desktop.services.drafting.proposals import Proposals, Seen
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.services.shop import Shop
from desktop.ui.studio.screen import StudioScreen
from desktop.ui.wording import Language
from sync.kernel.quantity import Quantity, Unit
from tests.devices.test_shelf_reader import a_shelf, codes
from tests.devices.test_side_by_side import _SWEATERS, a_row
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener
from tests.ui.test_camera import TEA, a_pack, hold

PATIENCE_MS = 60_000


def a_jar() -> Image.Image:
    """Return a jar on a grey-blue sheet."""
    picture = Image.new("RGB", (640, 480), (120, 135, 150))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((230, 110, 410, 390), 30, fill=(190, 90, 30))
    draw.rectangle((245, 200, 395, 320), fill=(245, 238, 220))
    for line in range(4):
        draw.text((255, 215 + 22 * line), "CONFITURE D'ABRICOT", fill=(30, 20, 20))
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def as_bytes(picture: Image.Image, kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    picture.save(target, kind)
    return target.getvalue()


def studio_of(at: Counter) -> StudioScreen:
    at.window.go("studio")
    at.settle()
    found = at.window.screen_of("studio")
    assert isinstance(found, StudioScreen)
    return found


def open_studio(counter: Opener, camera: str = "", **how: object) -> tuple[Counter, StudioScreen]:
    def prepare(builder: AShop) -> AShop:
        goods = builder.with_product("Thé noir", 790, vat=550, code=TEA, category="Épicerie")
        return goods.with_settings(camera=camera)

    at = counter(prepare, **how)
    return at, studio_of(at)


def kept(at: Counter, text: str) -> ProductView:
    (product,) = catalogue.products(at.shop, ProductQuery(text=text)).products
    return product


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "jar.jpg"
    a_jar().save(path, quality=95)
    return path


def type_price(at: Counter, studio: StudioScreen, price: str) -> None:
    studio.form.price.setFocus()
    studio.form.price.selectAll()
    at.type(price)


def test_a_photograph_and_a_price_make_a_product_that_is_online(
    counter: Opener, jar: Path, no_sql_on_main: list[str]
) -> None:
    at, studio = open_studio(counter)
    no_sql_on_main.clear()
    studio.take(jar)
    at.settle()
    studio.form.name.setText("Confiture")
    studio.form.category.setCurrentText("Épicerie")
    type_price(at, studio, "5,90")
    at.key(Qt.Key.Key_Return)
    assert no_sql_on_main == []
    product = kept(at, "confiture")
    assert product.is_online
    assert product.photo is not None
    assert product.photo.is_file()
    assert studio.photo.is_empty


def test_saving_does_not_wait_for_the_picture(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Confiture")
    studio.form.category.setCurrentText("Épicerie")
    studio.form.price.setText("5,90")
    studio.take(jar)
    assert studio.photo.is_coming
    at.press("studio-publish")
    product = kept(at, "confiture")
    assert product.is_online
    assert len(product.photos) == 1


def test_a_known_code_before_the_camera_needs_a_price_and_enter(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(film, "a.png", a_pack(TEA))
    at.settle()
    assert studio.form.name.text() == "Thé noir"
    assert studio.form.price.hasFocus()
    at.type("8,20")
    at.key(Qt.Key.Key_Return)
    product = kept(at, "the noir")
    assert product.price_range[0].cents == 820
    assert product.is_online
    assert len(product.photos) == 1


def test_the_space_bar_shoots_from_the_price_field(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(film, "a.png", a_pack("9782070368228"))
    at.settle()
    studio.form.price.setFocus()
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        QTest.keyClick(studio.form.price, Qt.Key.Key_Space)
    at.settle()
    assert len(studio.photo.shas) >= 1
    assert studio.form.price.text() == ""


def test_a_black_picture_says_so_and_is_not_kept(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    with qtbot.waitSignal(at.desk.camera.sight, check_params_cb=lambda sight: sight == "dark"):
        hold(film, "a.png", Image.new("RGB", (640, 480)))
    at.settle()
    words = at.find("studio-sight")
    assert isinstance(words, QLabel)
    assert "noir" in words.text()
    at.press("studio-take")
    assert "noir" in at.window.banner.words
    assert studio.photo.is_empty


def test_a_grey_sheet_and_one_key_set_the_colours_of_the_light(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    film.mkdir()
    at, studio = open_studio(counter, str(film))
    warm = Image.new("RGB", (640, 480), (160, 128, 100))
    with qtbot.waitSignal(studio.camera.sees, timeout=PATIENCE_MS):
        hold(film, "a.png", warm)
    at.settle()
    studio.pane.offer_last(is_there=True)
    assert at.window.minimumSizeHint().width() <= 1024
    control = Qt.KeyboardModifier.ControlModifier
    at.key(Qt.Key.Key_G, control)
    assert "Pas réglées" in at.text("studio-grey-state")
    studio.camera.shot.emit(b"the sheet lies still")
    at.key(Qt.Key.Key_G, control)
    assert at.shop.settings.grey_gains == (1280, 1000, 800)
    assert "Réglées" in at.text("studio-grey-state")
    assert studio.photo.is_empty
    at.press("studio-grey-forget")
    assert at.shop.settings.grey_gains == ()
    at.key(Qt.Key.Key_Escape)
    assert not at.sees("studio-grey-panel")


def test_a_camera_unplugged_in_the_middle_loses_nothing_and_the_other_one_goes_on(
    counter: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    film, other = tmp_path / "film", tmp_path / "other"
    film.mkdir()
    other.mkdir()
    at, studio = open_studio(counter, str(film))
    studio.form.name.setText("Confiture")
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(film, "a.png", a_pack("9782070368228"))
    at.desk.camera.lost.emit(WorldError("camera_lost"))
    at.settle()
    assert "caméra" in at.window.banner.words
    assert not at.sees("studio-take")
    assert len(studio.photo.shas) == 1
    assert studio.form.name.text() == "Confiture"
    studio.sources._cameras = (str(film), str(other))
    studio.sources._change_camera()
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        hold(other, "b.png", a_jar())
    at.settle()
    assert at.sees("studio-other-camera")
    assert len(studio.photo.shas) == 2


def test_a_picture_is_pasted_though_a_field_has_the_focus(counter: Opener) -> None:
    at, studio = open_studio(counter)
    image = QImage()
    image.loadFromData(as_bytes(a_jar(), "PNG"))
    QGuiApplication.clipboard().setImage(image)
    studio.form.name.setFocus()
    at.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()
    assert len(studio.photo.shas) == 1


def test_a_clipboard_without_a_picture_says_so(counter: Opener) -> None:
    at, studio = open_studio(counter)
    QGuiApplication.clipboard().clear()
    studio._paste()
    assert "presse-papiers" in at.window.banner.words


def test_what_is_no_picture_is_refused_and_leaves_no_gap(counter: Opener, tmp_path: Path) -> None:
    at, studio = open_studio(counter)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 this is not a picture")
    studio.take(broken)
    at.settle()
    assert studio.photo.is_empty
    assert at.window.banner.isVisible()


def test_f8_takes_the_last_product_back(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    studio.form.name.setText("Confiture")
    studio.form.price.setText("5,90")
    at.press("studio-publish")
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 1
    at.key(Qt.Key.Key_F8)
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 0
    at.key(Qt.Key.Key_F8)
    assert "comme avant" in at.window.banner.words


def test_like_the_last_one_keeps_all_but_size_colour_and_code(counter: Opener) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Pull")
    studio.form.price.setText("49,90")
    studio.form.category.setCurrentText("Mode")
    studio.form.code.setText("2000000000015")
    studio.form.code.setText("")
    studio.form.lay_axis(1, "taille", ("S", "M"))
    at.press("studio-keep")
    at.key(Qt.Key.Key_F7)
    assert studio.form.name.text() == "Pull"
    assert studio.form.price.text().startswith("49")
    assert studio.form.category.currentText() == "Mode"
    assert studio.form.values_field(1).text() == ""
    studio.form.lay_axis(1, "taille", ("L",))
    studio.form.name.setText("Pull long")
    at.press("studio-keep")
    assert catalogue.products(at.shop, ProductQuery(text="pull")).total == 2


def test_one_tap_goes_back_to_the_picture_as_it_was_taken(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    if not at.sees("studio-swap"):  # the outline was not believed: the original stands already
        studio.photo._mend(((0.5, 0.5), (0.5, 0.6)), 0.1)
        pytest.fail("a jar on a mid-tone sheet is cut out")
    cut = studio.photo.shas
    at.press("studio-swap")
    original = studio.photo.shas
    assert original != cut
    assert at.shop.photo_path(original[0]).is_file()
    at.press("studio-swap")
    assert studio.photo.shas == cut


def test_the_brush_makes_another_picture(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    before = studio.photo.shas
    at.press("studio-mend")
    at.press("studio-mend-away")
    canvas = studio.photo.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + middle / 8)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + middle / 8)
    at.settle()
    at.press("studio-mend-done")
    assert studio.photo.shas != before
    assert len(studio.photo.shas) == 1


def test_what_is_missing_is_said_while_one_types(counter: Opener) -> None:
    at, studio = open_studio(counter)
    assert "une photo, un nom, un prix" in at.text("studio-lacks")
    studio.form.name.setFocus()
    at.type("Miel")
    assert "nom" not in at.text("studio-lacks")


def test_a_proposal_says_where_it_comes_from_and_never_overwrites_what_was_typed(
    counter: Opener, jar: Path
) -> None:
    at, studio = open_studio(counter)
    studio.form.vat.setFocus()
    studio.form.vat.choose(2000)
    studio.form.vat.chosen.emit(2000)
    studio.take(jar)
    at.settle()
    chip = at.find("studio-proposal-vat")
    assert re.search("comme vos articles|usage du métier", chip.accessibleName())
    assert studio.form.vat.value == 2000
    at.press("studio-proposal-vat")


def test_a_proposal_that_comes_late_takes_no_price_from_under_the_fingers(
    counter: Opener,
) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Miel")
    studio.form.price.setFocus()
    at.type("8")
    studio.finding.propose("3017620429999")
    at.settle()
    at.type("90")
    assert studio.form.price.text() == "890"


def test_a_name_that_was_typed_brings_the_section_of_its_like(counter: Opener) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setFocus()
    at.type("The")
    at.key(Qt.Key.Key_Return)
    assert studio.form.price.hasFocus()
    assert studio.form.category.currentText() == "Épicerie"
    assert studio.form.vat.value == 550


class _ReadLabel:
    """What the extra that reads labels answers, where it is shown the jar alone."""

    boxes = (
        [[40.0, 110.0], [170.0, 110.0], [170.0, 140.0], [40.0, 140.0]],
        [[40.0, 180.0], [110.0, 180.0], [110.0, 192.0], [40.0, 192.0]],
    )
    txts = ("Confiture de mûres", "500 g")
    scores = (0.95, 0.95)


def test_what_the_label_says_is_proposed_where_the_extra_is_installed(
    counter: Opener, jar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_lines, "can_read", lambda: True)
    reader = LabelReader(lambda: lambda _frame: _ReadLabel())
    monkeypatch.setattr(label_lines, "_readers", [reader])
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    reader.close()
    assert studio.form.name.text() == "Confiture de mûres"
    assert "étiquette" in at.find("studio-proposal-name").accessibleName()
    assert "500 g" in at.find("studio-proposal-content").accessibleName()
    studio.form.category.setCurrentText("Épicerie")
    type_price(at, studio, "5,90")
    at.key(Qt.Key.Key_Return)
    assert kept(at, "confiture").variants[0].content == Quantity(500, Unit.KILOGRAM)


def test_what_was_asked_before_never_replaces_what_is_proposed(
    counter: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    propose, overtaken, shown = proposals.propose, Event(), []

    def first_waits(shop: Shop, seen: Seen) -> Proposals:
        if not seen.name:
            overtaken.wait(PATIENCE_MS / 1000)
        return propose(shop, seen)

    monkeypatch.setattr(proposals, "propose", first_waits)
    studio.finding.proposed.connect(shown.append)
    studio.finding.propose("")
    studio.form.name.setText("Confiture")
    with qtbot.waitSignal(studio.finding.proposed, timeout=PATIENCE_MS):
        studio.finding.propose("")
    overtaken.set()
    at.settle()
    assert len(shown) == 1


def test_a_picture_the_shop_has_already_leads_to_its_product(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    studio.form.name.setText("Confiture")
    studio.form.price.setText("5,90")
    at.press("studio-keep")
    again = jar.with_name("again.jpg")
    a_jar().save(again, quality=80)
    studio.take(again)
    at.settle()
    assert "déjà cette photo" in at.text("studio-same-words")
    at.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.price.text() == "5,90"
    assert not at.sees("studio-same")
    at.press("studio-keep")
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 1


def test_f6_takes_the_section_proposed_next(counter: Opener) -> None:
    at = counter(
        lambda builder: builder.with_product("Pull marin", 59_00, category="Homme").with_product(
            "Pull torsadé", 69_00, category="Femme"
        )
    )
    studio = studio_of(at)
    studio.form.name.setFocus()
    at.type("Pull")
    at.key(Qt.Key.Key_Return)
    first = studio.form.category.currentText()
    at.key(Qt.Key.Key_F6)
    assert {first, studio.form.category.currentText()} == {"Homme", "Femme"}
    at.key(Qt.Key.Key_F6)
    assert studio.form.category.currentText() == first
    assert studio.form.price.hasFocus()


def test_any_section_that_is_offered_is_one_key_away(counter: Opener) -> None:
    def goods(builder: AShop) -> AShop:
        for name, section in (("Pull", "Homme"), ("Jupe", "Femme"), ("Bonnet", "Enfant")):
            builder.with_product(name, 4900, category=section)
        return builder

    at = counter(goods)
    studio = studio_of(at)
    at.settle()
    studio.form.price.setFocus()
    first, second, third = studio.form.sections.names

    at.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.category.currentText() == third
    # As the key of the 2 says it on a French keyboard.
    at.key(Qt.Key.Key_Eacute, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.category.currentText() == second
    at.press("studio-section-1")
    assert studio.form.category.currentText() == first
    assert at.find("studio-section-1").isChecked()  # type: ignore[attr-defined] # a button
    assert not at.find("studio-section-2").isChecked()  # type: ignore[attr-defined] # the same


# --- the phone --------------------------------------------------------------------------------------


def test_a_picture_from_a_phone_is_in_the_open_product_at_once(
    counter: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    phone = studio.sources.phone.phone
    assert isinstance(phone, PhoneCamera)
    monkeypatch.setattr(phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    address = at.text("studio-phone-address")
    assert at.sees("studio-phone-code")
    found = re.fullmatch(r"http://([\d.:]+)(/[\w-]{22})", address)
    assert found
    link = http.client.HTTPConnection(found[1], timeout=20)
    link.request("GET", found[2])
    page = link.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    assert "Librairie du Parc" in page.read().decode()
    link.close()
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        link.request(
            "POST",
            f"{found[2]}/photo",
            as_bytes(a_jar()),
            {"Cookie": cookie, "Content-Type": "image/jpeg"},
        )
        assert link.getresponse().status == 201
        link.close()
    at.settle()
    assert len(studio.photo.shas) == 1
    at.press("studio-phone-end")
    assert not at.sees("studio-phone-panel")


def test_what_the_phone_sends_for_later_waits_for_the_evening(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    monkeypatch.setattr(studio.sources.phone.phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    at.press("studio-phone-later")
    for _front_and_back in range(2):
        studio.sources.phone.came.emit(as_bytes(a_jar()))
        at.settle()
    studio.sources.phone.came.emit(b"no picture")
    at.settle()
    (draft,) = drafts.waiting(at.shop, source="inbox").drafts
    assert len(draft.photos) == 1, "the same picture twice"
    assert studio.photo.is_empty
    assert "1 fiche à trier" in at.text("studio-phone-filed")
    assert at.window.banner.isVisible()


def test_leaving_the_studio_closes_the_phones_page(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    phone = studio.sources.phone.phone
    monkeypatch.setattr(phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    at.window.go("sale")
    assert not phone._page.is_open


# --- a folder ---------------------------------------------------------------------------------------


def test_a_picture_that_comes_into_the_watched_folder_is_taken(
    counter: Opener, qtbot: QtBot, tmp_path: Path, jar: Path
) -> None:
    card = tmp_path / "card"
    card.mkdir()
    at, studio = open_studio(counter)
    studio.sources.watch_folder(str(card))
    at.settle()
    assert at.shop.settings.photo_folder == str(card)
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        (card / "jar.jpg").write_bytes(jar.read_bytes())
    at.settle()
    assert len(studio.photo.shas) == 1


# --- colours, and a shelf ---------------------------------------------------------------------------


def test_five_colours_and_nine_sizes_are_a_grid_with_codes(counter: Opener, tmp_path: Path) -> None:
    at, studio = open_studio(counter)
    studio._mode.choose("colours")
    row = a_row(list(_SWEATERS.values()), (150, 165, 175))
    picture = tmp_path / "row.png"
    Image.fromarray(np.ascontiguousarray(row[:, :, ::-1])).save(picture)
    studio.take(picture)
    at.settle()
    assert len(studio.photo.shas) == 5
    assert (
        studio.form.values_field(2).text()
        == "rouge, bleu marine, moutarde, vert foncé, rose poudré"
    )
    studio.form.name.setText("Pull")
    studio.form.category.setCurrentText("Mode")
    studio.form.price.setText("49,90")
    field = studio.form.values_field(1)
    field.setFocus()
    at.type("36-44")
    at.key(Qt.Key.Key_Return)
    product = kept(at, "pull")
    assert len(product.variants) == 45
    assert len({code for each in product.variants for code in each.codes}) == 45
    assert product.is_online
    at.press("studio-labels")
    assert at.text("tags-count") == "45 sur 45"


def test_a_shelf_becomes_drafts_to_review(counter: Opener, tmp_path: Path) -> None:
    at, studio = open_studio(counter)
    studio._mode.choose("shelf")
    one, two = codes(2)
    picture = tmp_path / "shelf.png"
    Image.fromarray(a_shelf([[one, two, two]])).save(picture)
    studio.take(picture)
    at.settle()
    at.press("studio-shelf-keep")
    page = drafts.waiting(at.shop, source="sweep")
    assert {(each.code, each.quantity and each.quantity.thousandths) for each in page.drafts} == {
        (one, 1000),
        (two, 2000),
    }
    assert "2 fiches à trier" in at.window.banner.words


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mode", ["one", "colours", "shelf"])
def test_the_studio_fits_a_small_screen(
    counter: Opener, language: Language, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter, language=language, size=(1024, 720))
    studio._mode.choose(mode)
    monkeypatch.setattr(studio.sources.phone.phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720


def test_stop_ends_the_reading_of_a_shelf_and_the_making_of_its_drafts(
    counter: Opener, tmp_path: Path
) -> None:
    at, studio = open_studio(counter)
    studio._mode.choose("shelf")
    picture = tmp_path / "shelf.png"
    Image.fromarray(a_shelf([codes(2)])).save(picture)
    studio.take(picture)
    at.press("studio-cancel")
    assert studio.shelf.facings == ()
    assert not at.sees("studio-cancel")
    studio.take(picture)
    studio.take(picture)  # the later one stands, and the earlier one says nothing
    at.settle()
    assert not at.window.banner.isVisible()
    assert len(studio.shelf.facings) == 2
    studio.sweeps.keep_shelf()
    at.press("studio-cancel")
    assert drafts.waiting(at.shop, source="sweep").drafts == ()
    assert len(studio.shelf.facings) == 2
