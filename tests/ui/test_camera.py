"""A phone before the counter camera does what a scanner does; a product there is photographed."""

from pathlib import Path

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.online import pickup
from desktop.services.online.pickup import VerdictKind
from desktop.ui.studio.screen import StudioScreen
from desktop.ui.widgets.chips import Chips
from sync.kernel.order_states import OrderState
from tests.support.a_shop import AShop
from tests.support.an_order import Placed, placed
from tests.ui.conftest import Counter, Opener

PATIENCE_MS = 60_000
BOOK, TEA = "9782070368228", "3017620422003"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Return the folder that stands in for the camera."""
    folder = tmp_path / "film"
    folder.mkdir()
    return folder


def open_with(counter: Opener, camera: str) -> Counter:
    def prepare(builder: AShop) -> AShop:
        return builder.with_product("Roman", 900, vat=550, code=BOOK).with_settings(camera=camera)

    return counter(prepare)


def hold(folder: Path, name: str, picture: Image.Image) -> None:
    """Hold a picture before the camera, whole at once."""
    picture.save(folder / "coming.part", "PNG")
    (folder / "coming.part").rename(folder / name)


def a_phone(text: str) -> Image.Image:
    matrix = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix])
    ink = np.pad(np.where(matrix > 0, 0, 255).astype(np.uint8), 4, constant_values=255)
    return Image.fromarray(np.repeat(np.repeat(ink, 8, 0), 8, 1)).convert("RGB")


def a_pack(digits: str) -> Image.Image:
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    stripes = np.pad(np.array(code.to_image(scale=3), np.uint8), 90, constant_values=255)
    return Image.fromarray(stripes).convert("RGB")


def see(at: Counter, qtbot: QtBot, folder: Path, name: str, picture: Image.Image) -> None:
    with qtbot.waitSignal(at.desk.camera.seen, timeout=PATIENCE_MS):
        hold(folder, name, picture)
    at.settle()


def ready(at: Counter, **changed: object) -> Placed:
    order = placed(at.shop, ("roman", 1), **changed).ready()
    at.settle()
    return order


def test_a_phone_before_the_camera_gives_the_verdict_and_the_bag(
    counter: Opener, qtbot: QtBot, film: Path, no_sql_on_main: list[str]
) -> None:
    at = open_with(counter, str(film))
    order = ready(at, payment="online", paid_cents=900)
    no_sql_on_main.clear()
    at.window.go("pickup")

    see(at, qtbot, film, "a.png", a_phone(order.code.text))
    at.press("pickup-give")

    assert no_sql_on_main == []
    assert order.view.state is OrderState.HANDED_OVER
    assert pickup.check(at.shop, order.code.text).kind is VerdictKind.ALREADY


def test_a_bags_label_before_the_camera_opens_the_order_and_asks_why(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film))
    order = ready(at)
    at.window.go("pickup")
    see(at, qtbot, film, "a.png", a_phone(order.view.number))
    assert at.sees("pickup-give")
    assert at.sees("pickup-reason")


def test_a_scanned_label_does_the_same(counter: Opener) -> None:
    at = open_with(counter, "")
    order = ready(at)
    at.window.go("pickup")
    at.scan(order.view.number)
    assert at.sees("pickup-give")


def test_what_else_lies_before_the_camera_is_passed_over(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film))
    at.window.go("pickup")
    see(at, qtbot, film, "a.png", a_pack(TEA))
    assert not at.sees("pickup-verdict")
    assert at.sees("pickup-camera")


def test_without_a_camera_nothing_of_it_shows(counter: Opener) -> None:
    at = open_with(counter, "")
    for room in ("pickup", "studio"):
        at.window.go(room)
        assert not at.sees(f"{room}-camera")
    assert not at.sees("studio-take")


def test_a_camera_that_is_gone_is_said_in_the_banner(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film / "gone"))
    with qtbot.waitSignal(at.desk.camera.lost, timeout=PATIENCE_MS):
        at.window.go("pickup")
    at.settle()
    assert "caméra" in at.window.banner.words
    assert not at.sees("pickup-camera")


def test_a_lost_camera_says_so_where_its_picture_was_and_is_looked_for_again(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film / "gone"))
    with qtbot.waitSignal(at.desk.camera.lost, timeout=PATIENCE_MS):
        at.window.go("pickup")
    at.settle()
    assert "ne répond pas" in at.text("pickup-camera-why")
    (film / "gone").mkdir()
    at.press("pickup-camera-again")
    see(at, qtbot, film / "gone", "a.png", a_pack(TEA))
    assert at.sees("pickup-camera")
    assert not at.sees("pickup-camera-gone")


def test_only_a_camera_with_a_light_offers_it(counter: Opener, qtbot: QtBot, film: Path) -> None:
    at = open_with(counter, str(film))
    at.window.go("pickup")
    see(at, qtbot, film, "a.png", a_pack(TEA))
    assert not at.sees("pickup-camera-light")
    at.desk.camera.torch.emit(True)
    assert at.sees("pickup-camera-light")


def test_a_phone_shown_while_somebody_sells_leads_to_the_hand_over(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film))
    order = ready(at)
    assert at.sees("camera-sign")
    see(at, qtbot, film, "a.png", a_phone(order.code.text))
    assert at.window.room == "pickup"
    assert at.sees("pickup-give")


def test_the_camera_rests_where_the_shop_wants_it_to(counter: Opener, film: Path) -> None:
    def prepare(builder: AShop) -> AShop:
        return builder.with_settings(camera=str(film), camera_reads_everywhere=False)

    at = counter(prepare)
    assert not at.sees("camera-sign")
    assert not at.desk.camera.is_watched
    at.settings("devices")
    at.press("settings-camera-everywhere")
    at.press("settings-save")
    at.window.go("sale")
    assert at.sees("camera-sign")


def test_what_is_before_the_camera_becomes_the_photograph(
    counter: Opener, qtbot: QtBot, film: Path
) -> None:
    at = open_with(counter, str(film))
    at.window.go("studio")
    see(at, qtbot, film, "a.png", a_pack(TEA))
    studio = at.window.screen_of("studio")
    assert isinstance(studio, StudioScreen)
    assert studio.form.code.text() == TEA
    with qtbot.waitSignal(studio.photo.kept, timeout=PATIENCE_MS):
        at.press("studio-take")
    at.settle()
    studio.form.name.setText("Thé noir")
    studio.form.price.setText("7,90")
    at.press("studio-keep")
    (product,) = catalogue.products(at.shop, ProductQuery(text="the noir")).products
    assert product.photo is not None
    assert product.photo.is_file()
    assert product.variants[0].codes == (TEA,)


def test_the_camera_follows_the_screen_in_front(counter: Opener, qtbot: QtBot, film: Path) -> None:
    at = open_with(counter, str(film))
    for name, room in enumerate(("pickup", "studio", "pickup", "sale", "studio")):
        at.window.go(room)
        if room != "sale":
            see(at, qtbot, film, f"{name}.png", a_pack(TEA))
            assert at.sees(f"{room}-camera")
    at.window.go("sale")
    assert not at.desk.camera.is_watched_by(at.window.screen_of("studio").camera)  # type: ignore[attr-defined]


def test_the_camera_is_chosen_in_the_settings(counter: Opener) -> None:
    at = open_with(counter, "")
    at.settings("devices")
    chips = at.find("settings-camera-choice")
    assert isinstance(chips, Chips)
    for place in ("0", ""):
        chips.choose(place)
        at.press("settings-save")
        assert at.shop.settings.camera == place


def test_a_folder_that_stands_in_for_a_camera_is_shown_as_one(counter: Opener, film: Path) -> None:
    at = open_with(counter, str(film))
    at.settings("devices")
    chips = at.find("settings-camera-choice")
    assert isinstance(chips, Chips)
    assert chips.value == str(film)
    assert at.shop.settings.camera == str(film)
