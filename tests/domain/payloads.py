"""Texts that somebody may hold before a camera to get at a bag, a till or a phone."""

import random
import string
from collections.abc import Iterator

from sync.kernel import pickup_code
from sync.kernel.gtin import check_digit
from sync.kernel.pickup_code import SECRET_DIGITS, PickupCode

_SQL = ("' OR 1=1 --", "'; DROP TABLE shop_order; --", '" UNION SELECT * FROM staff --', "%", "_")
_LINKS = ("http://", "https://", "javascript:", "data:text/html,", "file:///etc/", "intent://")
_OTHERS = (
    "WIFI:T:WPA;S:{0};P:{0};;",
    "BEGIN:VCARD\nFN:{0}\nEND:VCARD",
    "MECARD:N:{0};;",
    "otpauth://totp/{0}?secret={0}",
    "tel:{0}",
    "TVFJ1:{0}:T01:1:0123456789ABCDEF",
    "]C101{0}",
    "(01){0}",
)
_SIGNS = string.printable + "éèàç€\x00\x01\x1b\x1d\u202e\u2066\u200b\ufeff０１２٣𝟜\U0001f600"
_LONGEST = 4096


def payloads(seed: int, count: int, real: PickupCode) -> Iterator[str]:
    """Yield so many hostile texts, none of which is `real`'s own."""
    chance = random.Random(seed)
    makers = (_noise, _sql, _link, _other, _digits, _one_digit_off, _wrong_secret, _dressed)
    for number in range(count):
        text = makers[number % len(makers)](chance, real)
        if text.strip() != real.text:
            yield text


def _noise(chance: random.Random, _real: PickupCode) -> str:
    return "".join(chance.choices(_SIGNS, k=chance.choice((1, 2, 7, 34, 200, _LONGEST))))


def _sql(chance: random.Random, real: PickupCode) -> str:
    return real.text[: chance.randrange(len(real.text))] + chance.choice(_SQL)


def _link(chance: random.Random, real: PickupCode) -> str:
    return chance.choice(_LINKS) + chance.choice((real.text, _noise(chance, real)))


def _other(chance: random.Random, real: PickupCode) -> str:
    inside = chance.choice((real.text, str(chance.randrange(10**13)), _noise(chance, real)))
    return chance.choice(_OTHERS).format(inside)[:_LONGEST]


def _digits(chance: random.Random, _real: PickupCode) -> str:
    """Return digits of every length, some with the check digit of an article."""
    body = "".join(chance.choices(string.digits, k=chance.randrange(1, 60)))
    return body + str(check_digit(body)) if chance.random() < 0.5 else body


def _one_digit_off(chance: random.Random, real: PickupCode) -> str:
    """Return our code with one bit of one sign turned over."""
    place, bit = chance.randrange(len(real.text)), chance.randrange(7)
    sign = chr(ord(real.text[place]) ^ (1 << bit))
    return real.text[:place] + sign + real.text[place + 1 :]


def _wrong_secret(chance: random.Random, real: PickupCode) -> str:
    """Return a code of that order with right check digits and another secret."""
    secret = f"{chance.randrange(10**SECRET_DIGITS):0{SECRET_DIGITS}d}"
    return pickup_code.PickupCode(real.order_number, secret).text


def _dressed(chance: random.Random, real: PickupCode) -> str:
    """Return our code in digits that only look like ours, or with something inside or behind it."""
    far = str.maketrans(string.digits, chance.choice(("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")))
    place = chance.randrange(1, len(real.text))
    unseen = chance.choice(("\x00", "\u200b", "\u202e", "\x1d", "1"))
    middle = real.text[:place] + unseen + real.text[place:]
    return chance.choice((real.text.translate(far), middle, real.text * 2, real.text[:-1]))
