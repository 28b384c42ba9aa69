"""Codes of gift cards and credit notes: drawn at random, digits only, two of them to check."""

CODE_DIGITS = 20
_BODY_DIGITS = CODE_DIGITS - 2
_GROUP = 4


def draw_code() -> str:
    """Return a fresh code.

    Eighteen random digits are 59.8 bits: nobody guesses one of a shop's cards at its counter.
    Digits only, so that a scanner set to another keyboard still gives it.
    """
    import secrets  # noqa: PLC0415 as in `cards.draw_card`

    body = f"{secrets.randbelow(10**_BODY_DIGITS):0{_BODY_DIGITS}d}"
    return body + check_digits(body)


def read_code(text: str) -> str | None:
    """Return the code in a scanned or typed text, spaces or not; None when it is none."""
    digits = "".join(text.split())
    if len(digits) != CODE_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    return digits if check_digits(digits[:-2]) == digits[-2:] else None


def spaced(code: str) -> str:
    """Return a code in groups of four, as it is printed and read aloud."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def ending(code: str) -> str:
    """Return what may be shown of a code on papers that are not the voucher itself."""
    return f"•••• {code[-_GROUP:]}"


def check_digits(body: str) -> str:
    """Return the check digits of ISO 7064, MOD 97-10."""
    return f"{98 - int(body) * 100 % 97:02d}"
