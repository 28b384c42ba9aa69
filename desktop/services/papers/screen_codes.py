"""QR codes that a screen shows to somebody's phone."""


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a text's QR code, true where it is black, without quiet zone."""
    # Here, because the maker of codes costs start-up time and most screens show none.
    from printing.drivers.codes import qr_modules  # noqa: PLC0415

    return qr_modules(text)
