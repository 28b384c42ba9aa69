"""The drawn phones are the same for everybody, and are read at least as well as by any one reader."""

from collections import Counter

import numpy as np

from bench import phone_screens
from bench.pickup import _recall, _speed
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
