"""What a trade mostly sells, by its code of activities (NAF rev. 2, NACE): a first guess, no more."""

from typing import Literal

RateClass = Literal["STANDARD", "INTERMEDIATE", "REDUCED"]
"""As the legal tables call a country's rates."""

_USUAL_RATES: tuple[tuple[str, RateClass], ...] = (
    # Bread and pastry, made and sold: food (CGI art. 278-0 bis, A 1°).
    ("10.7", "REDUCED"),
    ("47.24", "REDUCED"),
    # Restaurants and take-away eaten at once (art. 279 m and n).
    ("56", "INTERMEDIATE"),
    # Food shops, general and special; drinks with alcohol are the exception of theirs.
    ("47.11", "REDUCED"),
    ("47.21", "REDUCED"),
    ("47.22", "REDUCED"),
    ("47.23", "REDUCED"),
    ("47.29", "REDUCED"),
    ("47.81", "REDUCED"),
    # Books (art. 278-0 bis, A 3°).
    ("47.61", "REDUCED"),
    # Flowers and plants (art. 278 bis, 3°).
    ("47.76", "INTERMEDIATE"),
    ("01.", "INTERMEDIATE"),
)


_PLANTS = ("47.76", "01.")


def usual_rate(activity: str, country: str) -> RateClass:
    """Return the class of rate most of the trade's goods have; the standard one for all others."""
    digits = activity.strip().replace(".", "")
    code = f"{digits[:2]}.{digits[2:]}"
    if country == "BE" and code.startswith(_PLANTS):
        # Royal decree 20, table A: 6 %, as food and books.
        return "REDUCED"
    return next((rate for begin, rate in _USUAL_RATES if code.startswith(begin)), "STANDARD")
