"""One photograph of several things: colours side by side, a whole shelf."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from desktop.services.drafting import drafts
from tests.devices.test_shelf_reader import a_shelf, codes
from tests.devices.test_side_by_side import _SWEATERS, a_row
from tests.ui.conftest import Opener
from tests.ui.studio import kept, open_studio, without_network


@pytest.fixture(autouse=True)
def plain_outlines() -> Iterator[None]:
    with without_network():
        yield


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
