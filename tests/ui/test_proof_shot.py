"""Where the bags were left is photographed at the counter, by phone, or taken from a file."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.services.carriage import rounds
from desktop.services.carriage.rounds import StopState, StopView
from desktop.ui.rounds.screen import RoundsScreen
from tests.services.carriage.test_rounds import on_the_way, to_deliver
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener
from tests.ui.test_camera import PATIENCE_MS, hold
from tests.ui.test_rounds import in_the_room


def a_porch() -> Image.Image:
    picture = Image.new("RGB", (320, 240), (200, 190, 170))
    picture.paste((90, 60, 30), (100, 60, 220, 240))
    return picture


@pytest.fixture
def film(tmp_path: Path) -> Path:
    folder = tmp_path / "film"
    folder.mkdir()
    return folder


def at_the_door(counter: Opener, film: Path) -> tuple[Counter, RoundsScreen]:
    """Open a window before the stop of a round, with the proof by photograph asked for."""

    def prepare(builder: AShop) -> AShop:
        goods = builder.with_product("Thé noir Assam", 790, vat=550, code="3017620422003")
        return goods.with_settings(camera=str(film), camera_reads_everywhere=False)

    at = counter(prepare)
    made = on_the_way(at.shop, to_deliver(at.shop))
    screen = in_the_room(at)
    at.press(f"rounds-round-{made.id}")
    at.press(f"round-stop-{made.stops[0].order.number}")
    screen.stop._proof.choose("photo")
    screen.stop._show_proof()
    return at, screen


def given(at: Counter) -> StopView:
    """Hand the bags over and return what the stop came to."""
    at.press("stop-give")
    (made,) = rounds.rounds(at.shop)
    (stop,) = made.stops
    assert stop.state is StopState.DELIVERED
    return stop


def test_the_counters_camera_takes_the_proof(counter: Opener, qtbot: QtBot, film: Path) -> None:
    at, screen = at_the_door(counter, film)
    assert not at.sees("stop-shoot")
    with qtbot.waitSignal(at.desk.camera.showed, timeout=PATIENCE_MS):
        hold(film, "a.png", a_porch())
    at.settle()
    with qtbot.waitSignal(screen.stop.shot.took, timeout=PATIENCE_MS):
        at.press("stop-shoot")
    at.settle()
    assert "caméra" in at.text("stop-photo-held")
    stop = given(at)
    assert stop.proof == "photo"
    with Image.open(at.shop.photo_path(stop.proof_sha256)) as kept:
        assert kept.size == (320, 240)
    assert not at.desk.camera.is_watched


def test_a_picture_from_the_phone_or_a_file_takes_its_place(
    counter: Opener, film: Path, tmp_path: Path
) -> None:
    at, screen = at_the_door(counter, film)
    file = tmp_path / "porche.png"
    a_porch().save(file)
    screen.delivering.take_photo(file)
    at.settle()
    assert "porche.png" in at.text("stop-photo-held")
    sent = io.BytesIO()
    a_porch().resize((64, 48)).save(sent, "JPEG")
    screen.stop.shot._came.emit(sent.getvalue())
    at.settle()
    assert "téléphone" in at.text("stop-photo-held")
    with Image.open(at.shop.photo_path(given(at).proof_sha256)) as kept:
        assert kept.size == (64, 48)


def test_no_proof_is_held_before_one_was_taken(counter: Opener, film: Path) -> None:
    at, _screen = at_the_door(counter, film)
    at.press("stop-give")
    (made,) = rounds.rounds(at.shop)
    assert made.stops[0].state is StopState.PLANNED
    assert not at.sees("stop-photo-held")
