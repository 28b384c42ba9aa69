from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import scan
from desktop.domain.voucher import CODE_DIGITS, draw_code, ending, read_code, spaced
from sync.kernel import gtin, pickup_code


def test_a_drawn_code_reads_as_itself_spaced_or_not() -> None:
    code = draw_code()

    assert len(code) == CODE_DIGITS
    assert read_code(code) == read_code(spaced(code)) == read_code(f"  {code}\n") == code


def test_two_draws_differ() -> None:
    assert len({draw_code() for _ in range(50)}) == 50


@given(st.integers(0, CODE_DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_caught(place: int, off: int) -> None:
    code = draw_code()
    wrong = str((int(code[place]) + off) % 10)

    assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@given(st.text(max_size=40))
def test_whatever_is_read_is_a_code_or_nothing(text: str) -> None:
    read = read_code(text)
    assert read is None or (len(read) == CODE_DIGITS and read.isascii())


def test_a_voucher_is_told_from_every_other_code() -> None:
    code = draw_code()

    assert scan.read(code) == scan.VoucherCode(code)
    assert scan.read(spaced(code)) == scan.VoucherCode(code)
    assert scan.kind_of(code) == "voucher"
    assert pickup_code.read(code) is None
    assert not gtin.is_gtin(code)


def test_a_scanner_set_to_another_keyboard_still_gives_the_code() -> None:
    code = draw_code()
    keys = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))

    assert scan.read("".join(keys[digit] for digit in code)) == scan.VoucherCode(code)


def test_papers_show_the_end_of_a_code_only() -> None:
    assert ending("12345678901234567890") == "•••• 7890"
