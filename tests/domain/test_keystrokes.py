from desktop.domain.keystrokes import Burst, BurstDetector


def typed(detector: BurstDetector, text: str, at_ms: int, gap_ms: int) -> Burst | None:
    last = None
    for place, key in enumerate(text):
        last = detector.press(key, at_ms + place * gap_ms)
    return last


def test_a_scanner_is_recognised_by_its_speed() -> None:
    assert typed(BurstDetector(), "3017620422003\r", 1_000, 8) == Burst("3017620422003")


def test_a_hand_is_not_a_scanner() -> None:
    assert typed(BurstDetector(), "confiture\r", 1_000, 120) is None


def test_digits_typed_before_a_scan_are_no_part_of_it() -> None:
    detector = BurstDetector()
    typed(detector, "12", 0, 200)

    assert typed(detector, "3017620422003\n", 1_000, 5) == Burst("3017620422003")


def test_a_short_quick_run_is_left_to_the_hand() -> None:
    assert typed(BurstDetector(), "ab\r", 0, 5) is None


def test_a_scanner_that_sends_no_end_is_heard_when_it_rests() -> None:
    detector = BurstDetector()
    typed(detector, "3017620422003", 0, 5)

    assert detector.rest(70) is None
    assert detector.rest(160) == Burst("3017620422003")
    assert detector.rest(400) is None


def test_keys_are_held_back_once_they_look_like_a_scan() -> None:
    detector = BurstDetector()
    typed(detector, "30", 0, 5)
    assert not detector.is_bursting

    detector.press("1", 11)
    assert detector.is_bursting


def test_two_scans_in_a_row_are_two_bursts() -> None:
    detector = BurstDetector()

    assert typed(detector, "3017620422003\t", 0, 5) == Burst("3017620422003")
    assert typed(detector, "4006381333931\t", 500, 5) == Burst("4006381333931")
