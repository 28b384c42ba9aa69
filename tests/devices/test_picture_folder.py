"""A folder that pictures come into."""

import os
from pathlib import Path

import pytest

from desktop.devices.picture_folder import BURST_S, STABLE_S, Burst, PictureFolder
from desktop.errors import WorldError
from tests.devices.test_imaging import a_dated


def put(folder: Path, name: str, taken_s: float = 1_000_000, size: int = 10) -> Path:
    path = folder / name
    path.write_bytes(b"x" * size)
    os.utime(path, (taken_s, taken_s))
    return path


def test_a_picture_counts_once_it_has_not_grown_for_a_second(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    path = put(tmp_path, "a.jpg", size=10)
    assert watched.look(0) == ()
    put(tmp_path, "a.jpg", size=500)
    assert watched.look(STABLE_S) == ()
    assert watched.look(2 * STABLE_S - 0.1) == ()
    assert watched.look(2 * STABLE_S) == (Burst((path,)),)
    assert watched.look(9 * STABLE_S) == ()


def test_what_lay_there_before_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "old.jpg")
    watched = PictureFolder(tmp_path)
    watched.look(0)
    assert watched.look(10) == ()


def test_pictures_taken_close_together_are_one_product(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    one = put(tmp_path, "b.jpg", 1000)
    two = put(tmp_path, "a.JPG", 1000 + BURST_S)
    three = put(tmp_path, "c.heic", 1001 + 2 * BURST_S)
    watched.look(0)
    assert watched.look(STABLE_S) == (Burst((one, two)), Burst((three,)))


def test_a_burst_waits_for_its_last_picture(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    one = put(tmp_path, "a.jpg", 1000)
    watched.look(0)
    two = put(tmp_path, "b.jpg", 1005)
    assert watched.look(STABLE_S) == ()
    assert watched.look(2 * STABLE_S) == (Burst((one, two)),)


def test_a_picture_that_follows_soon_after_goes_on_with_the_same_product(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    put(tmp_path, "a.jpg", 1000)
    watched.look(0)
    (first,) = watched.look(STABLE_S)
    put(tmp_path, "b.jpg", 1000 + BURST_S)
    put(tmp_path, "c.jpg", 1001 + 2 * BURST_S)
    watched.look(5)
    second, third = watched.look(5 + STABLE_S)
    assert [each.goes_on for each in (first, second, third)] == [False, True, False]


def test_an_empty_file_a_text_and_a_link_are_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    watched = PictureFolder(tmp_path / "in")
    put(tmp_path / "in", "empty.jpg", size=0)
    put(tmp_path / "in", "notes.txt")
    (tmp_path / "in" / "link.jpg").symlink_to(put(tmp_path, "outside.jpg"))
    watched.look(0)
    assert watched.look(5) == ()


def test_a_picture_that_was_taken_away_again_is_forgotten(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    put(tmp_path, "a.jpg").unlink()
    path = put(tmp_path, "b.jpg")
    watched.look(0)
    path.unlink()
    assert watched.look(5) == ()


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    watched = PictureFolder(tmp_path / "card")
    (tmp_path / "card").rmdir()
    with pytest.raises(WorldError, match="folder_missing"):
        watched.look(0)
    with pytest.raises(WorldError, match="folder_missing"):
        PictureFolder(tmp_path / "card")


def test_a_card_copied_at_once_is_parted_by_when_its_pictures_were_taken(tmp_path: Path) -> None:
    watched = PictureFolder(tmp_path)
    paths = []
    for name, when in (("a", "10:15:00"), ("b", "10:15:09"), ("c", "10:17:00")):
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(a_dated(f"2026:11:22 {when}"))
        os.utime(path, (1000, 1000))
        paths.append(path)
    watched.look(0)
    assert watched.look(STABLE_S) == (Burst(tuple(paths[:2])), Burst((paths[2],)))
