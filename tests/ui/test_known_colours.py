"""What the studio keeps of a known product in sizes: laid colours are added, leavings are said."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from desktop.services.drafting import studio as studio_verbs
from desktop.services.drafting.photos import Prepared
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.ui.studio.screen import StudioScreen
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.devices.test_side_by_side import _SWEATERS, a_row
from tests.support.a_shop import OWNER
from tests.ui.conftest import Counter, Opener
from tests.ui.studio import studio_of, without_network
from tests.ui.test_catalogue import product

EANS = ("3017620422003", "9782070368228", "4006381333931")


@pytest.fixture(scope="module")
def sweaters() -> tuple[Prepared, ...]:
    """Return two sweaters, red and navy, cut out of one picture."""
    target = io.BytesIO()
    row = a_row(list(_SWEATERS.values())[:2], (150, 165, 175))
    Image.fromarray(np.ascontiguousarray(row[:, :, ::-1])).save(target, "PNG")
    with without_network():
        return studio_verbs.lay_apart(target.getvalue())


def held_up(counter: Opener, *options: tuple[tuple[str, str], ...]) -> tuple[Counter, StudioScreen]:
    """Open the studio on colours with jeans in these forms in hand, three pieces and a code each."""
    at = counter()
    forms = tuple(
        VariantDraft(
            price=Money(5000), options=each, codes=(code,), opening_stock=Quantity.pieces(3)
        )
        for each, code in zip(options, EANS, strict=False)
    )
    draft = ProductDraft(name="Jean", vat=VatRate(2000), variants=forms)
    cataloguing.save_product(at.shop, draft, OWNER)
    studio = studio_of(at)
    studio._mode.choose("colours")
    at.scan(EANS[0])
    return at, studio


def lay(
    at: Counter,
    studio: StudioScreen,
    pieces: tuple[Prepared, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_verbs, "lay_apart", lambda *_asked: pieces)
    studio.take(Path("row.png"))
    at.settle()


def kept(at: Counter) -> dict[str, tuple[str, ...]]:
    """Return the codes of the forms that hold three pieces, by what they are called."""
    return {
        each.options_text: each.codes
        for each in product(at, "Jean").variants
        if each.on_hand == Quantity.pieces(3)
    }


def test_colours_laid_over_a_product_in_sizes_leave_every_size_its_code_and_pieces(
    counter: Opener, sweaters: tuple[Prepared, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = held_up(counter, (("taille", "38"),), (("taille", "40"),), (("taille", "42"),))
    lay(at, studio, sweaters, monkeypatch)
    assert "devient «\xa0rouge\xa0»" in at.text("studio-code-read")
    at.key(Qt.Key.Key_Return)
    assert len(product(at, "Jean").variants) == 6
    assert kept(at) == {
        f"{size} · rouge": (code,) for size, code in zip(("38", "40", "42"), EANS, strict=True)
    }


def test_colours_laid_over_a_product_in_colours_are_added_to_them(
    counter: Opener, sweaters: tuple[Prepared, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = held_up(counter, (("Couleur", "vert"),), (("Couleur", "Rouge"),))
    lay(at, studio, sweaters, monkeypatch)
    at.key(Qt.Key.Key_Return)
    found = [each.options_text for each in product(at, "Jean").variants]
    assert found == ["vert", "Rouge", "bleu marine"]
    assert kept(at) == {"vert": EANS[:1], "Rouge": EANS[1:2]}


@pytest.mark.parametrize(
    "more", [(("coupe", "droite"),), (("coupe", "droite"), ("couleur", "bleu"))], ids=str
)
def test_colours_are_refused_where_two_other_things_are_told_apart(
    counter: Opener,
    sweaters: tuple[Prepared, ...],
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[tuple[str, str], ...],
) -> None:
    at, studio = held_up(counter, (("taille", "S"), *more), (("taille", "M"), *more))
    before = product(at, "Jean").variants
    lay(at, studio, sweaters, monkeypatch)
    assert "par la liste importée" in at.window.banner.words
    assert not studio.photo.shas
    studio.sweeps.laid.emit(sweaters)  # it was held up while they were laid apart
    at.settle()
    assert not studio.photo.shas
    at.key(Qt.Key.Key_Return)
    assert product(at, "Jean").variants == before


def test_a_colour_touched_for_a_product_in_sizes_leaves_the_sizes(counter: Opener) -> None:
    at, studio = held_up(counter, (("taille", "38"),), (("taille", "40"),))
    studio.pane._on_taken("colour", "marine")
    at.key(Qt.Key.Key_Return)
    assert kept(at) == {"38 · marine": EANS[:1], "40 · marine": EANS[1:2]}


def test_a_size_erased_in_the_studio_is_named_before_and_after_it_is_put_away(
    counter: Opener,
) -> None:
    at, studio = held_up(counter, (("taille", "38"),), (("taille", "40"),))
    field = studio.form.values_field(1)
    field.setFocus()
    at.key(Qt.Key.Key_End)
    for _sign in ", 40":
        at.key(Qt.Key.Key_Backspace)
    said = "Mis de côté à l'enregistrement, avec son stock et ses codes : 40 (3 en stock)."
    assert said in at.text("studio-lacks").replace("\xa0", " ")
    at.key(Qt.Key.Key_Return)
    assert "Mis de côté : 40 (3 en stock)." in at.window.banner.words.replace("\xa0", " ")
    at.key(Qt.Key.Key_F8)
    assert kept(at) == {"38": EANS[:1], "40": EANS[1:2]}
