"""Numbers on a customer's card and on a badge of the staff: they name somebody and prove nothing.

Digits only, so that a scanner set to another keyboard still gives them; fifteen of them, as no
article, voucher, ticket or pickup code has. The leads are those of GS1's identifiers for who gives
a service (8017) and who receives it (8018).
"""

from desktop.domain.voucher import check_digits

DIGITS = 15
LONGEST_CARD = 40
"""Letters of a card that the shop did not draw: one of another house, or of the shop before."""
_BADGE, _CARD = "8017", "8018"
_BODY_DIGITS = 9
_GROUP = 3


def draw_card() -> str:
    """Return a fresh number for a customer's card."""
    # Here, because it loads OpenSSL, and the first customer's code is only read.
    import secrets  # noqa: PLC0415

    return _whole(_CARD, secrets.randbelow(10**_BODY_DIGITS))


def read_card(text: str) -> str | None:
    """Return the number of a customer's card in a scanned or typed text; None when it is none."""
    return _read(_CARD, text)


def badge(staff_code: str) -> str:
    """Return the digits on the badge of somebody who works here.

    Raises:
        ValueError: the code is no number of up to nine digits.
    """
    if not staff_code.isascii() or not staff_code.isdigit() or len(staff_code) > _BODY_DIGITS:
        raise ValueError("codes of the staff are numbers")
    return _whole(_BADGE, int(staff_code))


def read_badge(text: str) -> str | None:
    """Return the code of whose badge a text is; None when it is none."""
    digits = _read(_BADGE, text)
    return None if digits is None else f"{int(digits[len(_BADGE) : -2]):02d}"


def spaced(number: str) -> str:
    """Return a number in groups of three, as it is printed and read aloud."""
    return " ".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def _whole(lead: str, number: int) -> str:
    body = f"{lead}{number:0{_BODY_DIGITS}d}"
    return body + check_digits(body)


def _read(lead: str, text: str) -> str | None:
    digits = "".join(text.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    is_ours = digits.startswith(lead) and check_digits(digits[:-2]) == digits[-2:]
    return digits if is_ours else None
