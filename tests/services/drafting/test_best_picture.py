"""Real pictures of one product, one of them good: it becomes the draft's first."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from desktop.devices.label_reader import LabelReader
from desktop.domain.picture_quality import Merit, merit
from desktop.errors import RefusedError
from desktop.services.drafting import (
    drafts,
    kept_photos,
    label_lines,
    photo_inbox,
    photos,
    reviewing,
)
from desktop.services.drafting.drafts import DraftNew
from desktop.services.drafting.photo_inbox import Latest
from desktop.services.goods import catalogue
from desktop.services.goods.cataloguing import save_product
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    photos.rest()
    monkeypatch.setenv("COMPTOIR_CUTOUT_MODEL", "")
    yield
    photos.rest()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def a_tin() -> Image.Image:
    """Return a labelled tin on a grey-blue sheet."""
    picture = Image.new("RGB", (480, 360), (120, 135, 150))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((170, 80, 310, 290), fill=(190, 90, 30))
    draw.rectangle((180, 150, 300, 240), fill=(245, 238, 220))
    for line in range(5):
        draw.text((186, 156 + 16 * line), "SARDINES A L'HUILE", fill=(30, 20, 20))
    return picture


def as_jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92)
    return target.getvalue()


def worse_ones() -> dict[Merit, bytes]:
    tin = a_tin()
    return {
        Merit.SHARPEST: as_jpeg(tin.filter(ImageFilter.GaussianBlur(2.5))),
        Merit.BEST_LIT: as_jpeg(ImageEnhance.Brightness(tin).enhance(0.2)),
        # By the border's colours what the border cuts is not found at all.
        Merit.CUT_OUT: as_jpeg(tin.crop((240, 0, 480, 290))),
    }


def test_a_blurred_a_dim_and_a_cropped_picture_stand_behind_the_good_one() -> None:
    good = photo_inbox.develop(as_jpeg(a_tin()))
    bad = {why: photo_inbox.develop(content) for why, content in worse_ones().items()}
    first, *_ = photo_inbox.best_first([*bad.values(), good])
    assert first is good
    for why, each in bad.items():
        assert photo_inbox.best_first([each, good])[0] is good
        assert merit([each.picture.quality, good.picture.quality]) is why


def test_the_sharp_picture_from_a_phone_takes_the_first_place_of_the_blurred_one(
    shop: Shop,
) -> None:
    latest: Latest | None = None
    for second, content in enumerate((worse_ones()[Merit.SHARPEST], as_jpeg(a_tin()))):
        arrived = photo_inbox.receive(shop, content, float(second), str)
        latest = photo_inbox.add_next(shop, arrived, latest, "heap", OWNER)
    assert latest is not None
    draft = drafts.draft(shop, latest.draft_id)
    assert draft.photos[0] == latest.pictures[1][0] == latest.first
    assert len(draft.photos) == 2


def test_a_picture_that_was_put_first_by_hand_stays_first(shop: Shop) -> None:
    blurred, sharp = (
        photo_inbox.receive(shop, content, 0.0, str)
        for content in (worse_ones()[Merit.SHARPEST], as_jpeg(a_tin()))
    )
    latest = photo_inbox.add_next(shop, blurred, None, "heap", OWNER)
    drafts.add_photo(shop, latest.draft_id, "f" * 64)
    photo_inbox.add_next(shop, sharp, latest, "heap", OWNER)
    draft = drafts.draft(shop, latest.draft_id)
    assert draft.photos[0] == "f" * 64
    assert draft.photos[-1] == sharp.picture.sha256


class _ReadLabel:
    """What the extra that reads labels answers of the tin, shown alone."""

    boxes = (((24, 80), (140, 80), (140, 100), (24, 100)),)
    txts = ("Sardines à l'huile",)
    scores = (0.97,)


def test_a_heap_gives_the_draft_what_its_label_its_colours_and_the_shop_s_habits_tell(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = LabelReader(lambda: lambda _frame: _ReadLabel())
    monkeypatch.setattr(label_lines, "can_read", lambda: True)
    monkeypatch.setattr(label_lines, "_readers", [reader])
    made = photo_inbox.develop(as_jpeg(a_tin()))
    reader.close()
    told = photo_inbox.understand(shop, [made], lambda code: f"<{code}>")
    draft = drafts.draft(shop, photo_inbox.add(shop, [made.picture], told, "heap", OWNER))
    assert (draft.best("name"), draft.proposals["name"][0].origin) == (
        "Sardines à l'huile",
        "label",
    )
    assert draft.best("colour").startswith("<")
    assert draft.best("vat")


def test_a_picture_of_a_product_the_shop_has_leads_to_it_and_is_added_with_one_word(
    shop: Shop,
) -> None:
    made = photo_inbox.develop(as_jpeg(a_tin())).picture
    again = photo_inbox.develop(as_jpeg(a_tin().rotate(1, fillcolor=(120, 135, 150)))).picture
    first, second = (kept_photos.keep(shop, each).sha256 for each in (made, again))
    sardines = ProductDraft(
        name="Sardines", vat=VatRate(550), variants=(VariantDraft(price=Money(390)),)
    )
    product = save_product(shop, replace(sardines, photos=(first,)), OWNER).product
    new = DraftNew(source="inbox", staff=OWNER, photos=(second,))
    view = drafts.draft(shop, drafts.add(shop, new))

    known = reviewing.already_there(shop, view)
    assert known is not None
    assert (known.product_id, known.by) == (product.id, "picture")
    reviewing.add_pictures(shop, view.id, known.product_id, OWNER)
    assert catalogue.product(shop, product.id).photos == (first, second)
    assert drafts.count(shop) == 0
    drafts.undo(shop, view.id, OWNER)
    assert catalogue.product(shop, product.id).photos == (first,)
    assert drafts.count(shop) == 1


def test_what_the_shop_has_not_is_not_said_to_be_there(shop: Shop) -> None:
    stranger = kept_photos.keep(shop, photo_inbox.develop(as_jpeg(a_tin())).picture)
    new = DraftNew(source="inbox", staff=OWNER, photos=(stranger.sha256,))
    assert reviewing.already_there(shop, drafts.draft(shop, drafts.add(shop, new))) is None
    empty = drafts.add(shop, DraftNew(source="inbox", staff=OWNER))
    with pytest.raises(RefusedError, match="draft_without_picture"):
        reviewing.add_pictures(shop, empty, "nobody", OWNER)
