"""The drawn phones are the same for everybody, and are read at least as well as by any one reader."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from bench import phone_screens, read_probe
from bench.pickup import _recall, _speed, families
from desktop.devices import code_reader
from desktop.devices.code_reader import SteadyReader
from sync.kernel import pickup_code

SHOWN = ("roll 45°", "dim 14 %", "dark mode", "moiré", "cracked")
CODE = pickup_code.PickupCode("00421937", "123456789012345678901234").text


def test_the_same_seed_draws_the_same_phones() -> None:
    one, again, other = (phone_screens.held("cracked", 154, CODE, seed) for seed in (7, 7, 8))

    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (phone_screens.HEIGHT_PX, phone_screens.WIDTH_PX, 3)


def test_phones_in_trouble_are_read_as_well_as_by_the_best_reader_and_never_wrongly() -> None:
    read: Counter[str] = Counter()
    for place, trouble in enumerate(SHOWN):
        frame = phone_screens.held(trouble, 154, CODE, place)
        for name, reads in (
            ("all", code_reader.read_codes),
            ("zxing", code_reader.read_at_once),
            ("zbar", code_reader.read_by_zbar),
        ):
            texts = {code.text for code in reads(frame)}
            assert texts <= {CODE}, (name, trouble)
            read[name] += CODE in texts
    assert read["all"] >= max(read["zxing"], read["zbar"])
    assert read["all"] >= len(SHOWN) - 1


def test_a_counter_at_rest_is_glanced_at_and_a_phone_wakes_the_reader() -> None:
    reader, empty = SteadyReader(), phone_screens.counter(np.random.default_rng(3))
    for _ in range(16):
        assert reader.look(empty) == ()
    shown = phone_screens.held("moiré", 154, CODE, 3)

    told = [code.text for _ in range(12) for code in reader.look(shown)]

    assert told == [CODE]


def test_the_recall_is_judged_beside_the_best_single_reader() -> None:
    found = {"cascade": {"clean": 3, "dim": 2}, "zxing": {"clean": 3, "dim": 1}}
    told = {"each": 3, "found": found, "film": 5, "wrong": {"cascade": 0}, "false_reads": 1}

    once, film, wrong = _recall(told)

    assert (once.ok, film.ok, wrong.ok) == (True, True, False)
    assert "dim 2/3" in once.note


def test_fifteen_frames_a_second_are_asked_for_in_each_film() -> None:
    quick, slow = [30.0] * 4, [80.0] * 4
    lines = _speed({"moving_ms": slow, "still_ms": quick, "unread_ms": quick, "bare_ms": quick})

    assert [line.ok for line in lines] == [False, True, True]


def test_photographs_are_judged_by_family_and_where_nothing_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = zxingcpp.create_barcode("3017620422003", zxingcpp.BarcodeFormat.EAN13)
    stripes = np.pad(np.array(article.to_image(scale=3), np.uint8), 60, constant_values=255)
    shown = phone_screens.held("clean", 230, CODE, 7)
    empty = phone_screens.counter(np.random.default_rng(3))
    told = (
        "file,family,expected(unicode-escaped)",
        f"qr.png,QR,{CODE}",
        "ean.png,EAN,3017620422003",
    )
    for name, frame in (("qr", shown), ("ean", stripes), ("other", shown), ("none", empty)):
        Image.fromarray(frame).save(tmp_path / f"{name}.png")
    rows = (*told, "other.png,OTHER,something else", "none.png,NONE,")
    (tmp_path / "manifest.csv").write_text("\n".join(rows), "utf-8")

    read_probe.photographs(tmp_path)

    judged = {line.name: line for line in families(json.loads(capsys.readouterr().out))}
    recall = {name.split(", ")[1]: line.p50 for name, line in judged.items() if ", " in name}
    assert recall == {"EAN": 100, "OTHER": 0, "QR": 100}
    assert "wrong: cascade 1" in judged["codes on real photographs, OTHER, read in one frame"].note
    assert judged["reads on real photographs where nothing is"].p50 == 0


def test_a_family_read_worse_than_by_one_reader_alone_misses_its_goal() -> None:
    found = {"cascade": {"QR": 8}, "zxing": {"QR": 9}, "zbar": {"QR": 5}}
    wrong = {"cascade": {"NONE": 1, "QR": 1}, "zxing": {}, "zbar": {}}

    lines = families({"total": {"QR": 10, "NONE": 4}, "found": found, "wrong": wrong})

    assert [line.ok for line in lines] == [False, False, False]
    assert (lines[0].p50, lines[0].floor) == (80, 90)
