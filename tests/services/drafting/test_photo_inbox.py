"""Raw pictures in a heap: what follows each other is one product, and waits to be decided on."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.drafting import drafts, photo_inbox, photos
from desktop.services.drafting.photo_inbox import BURST_S, MOST_OF_ONE, Arrived, Latest
from desktop.services.drafting.photos import Wish
from desktop.services.shop import Shop
from tests.devices.test_imaging import a_dated
from tests.support.a_shop import OWNER, a_shop

NUMBER = "3017620422003"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def arrived(at_s: float, *codes: str) -> Arrived:
    """Return a picture of its own, taken at that second."""
    made = photos.prepare(a_dated(f"shot {at_s}"), wish=Wish(cuts=False))
    return Arrived(replace(made, sha256=f"{int(at_s):064x}", codes=codes), at_s)


def test_a_heap_is_parted_by_when_its_pictures_were_taken(tmp_path: Path) -> None:
    for name, when in (("b", "09:00:00"), ("a", "09:00:08"), ("c", "09:30:00")):
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(a_dated(f"2026:11:22 {when}"))
        os.utime(path, (5000, 5000))
    (tmp_path / "readme.txt").write_text("not a picture")
    found = photo_inbox.bursts([tmp_path])
    assert [[path.name for path in burst] for burst in found] == [["b.jpg", "a.jpg"], ["c.jpg"]]


def test_a_heap_without_a_picture_says_so(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="inbox_without_picture"):
        photo_inbox.bursts([tmp_path])


def test_pictures_that_follow_each_other_are_one_draft(shop: Shop) -> None:
    latest: Latest | None = None
    for at_s in (100, 100 + BURST_S, 101 + 2 * BURST_S):
        latest = photo_inbox.add_next(shop, arrived(at_s), latest, "heap", OWNER)
    page = drafts.waiting(shop, source="inbox", batch="heap")
    assert sorted(len(each.photos) for each in page.drafts) == [1, 2]


def test_a_code_on_the_back_is_the_drafts_and_the_front_stays_first(shop: Shop) -> None:
    front = photo_inbox.add_next(shop, arrived(100), None, "heap", OWNER)
    photo_inbox.add_next(shop, arrived(104, NUMBER), front, "heap", OWNER)
    draft = drafts.draft(shop, front.draft_id)
    assert draft.code == NUMBER
    assert draft.photos == (f"{100:064x}", f"{104:064x}")


def test_a_draft_that_was_decided_meanwhile_takes_no_more_pictures(shop: Shop) -> None:
    first = photo_inbox.add_next(shop, arrived(100), None, "heap", OWNER)
    drafts.refuse(shop, first.draft_id, OWNER)
    second = photo_inbox.add_next(shop, arrived(103), first, "heap", OWNER)
    assert second.draft_id != first.draft_id
    assert drafts.waiting(shop, batch="heap").total == 1


def test_a_hand_that_never_stops_makes_another_draft_in_the_end(shop: Shop) -> None:
    latest: Latest | None = None
    for shot in range(MOST_OF_ONE + 1):
        latest = photo_inbox.add_next(shop, arrived(100 + shot), latest, "heap", OWNER)
    assert drafts.waiting(shop, batch="heap").total == 2


def test_what_was_sent_is_made_ready_with_its_own_time(shop: Shop) -> None:
    told = photo_inbox.receive(shop, a_dated("2026:11:22 09:00:00"), 7.0, str)
    assert told.taken_s > 1_000_000_000
    assert told.picture.width == 24
    with pytest.raises(RefusedError, match="picture_unknown"):
        photo_inbox.receive(shop, b"no picture", 7.0, str)
