"""Integer division the way the trade rounds: halves away from zero."""

RULE_VERSION = 1
"""Stored on every sale, so that a later rule never recomputes an old ticket."""


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half up, negative amounts mirroring positive ones."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient, remainder = divmod(abs(numerator), denominator)
    if 2 * remainder >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def worth_of_part(total: int, whole: int, before: int, now: int) -> int:
    """Return what `now` of `whole` is worth of `total`, when `before` of it went before.

    Reckoned from the start each time, so that parts of any size end at the total exactly.
    """
    return divide_half_up(total * (before + now), whole) - divide_half_up(total * before, whole)


def share_by_largest_remainder(total: int, weights: list[int]) -> list[int]:
    """Spread `total` over `weights` so that the shares add up exactly.

    The units left over go to the largest remainders; on a tie to the larger weight, then to the
    earlier one. A total of the opposite sign is spread as its mirror.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to spread over")
        return [0] * len(weights)
    sign, amount = (1, total) if total >= 0 else (-1, -total)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    order = sorted(
        range(len(weights)),
        key=lambda place: (-(amount * weights[place] % whole), -weights[place], place),
    )
    for place in order[:left]:
        shares[place] += 1
    return [sign * share for share in shares]
