"""A word that the marketplace did not take, as somebody at the counter reads it."""

from typing import TYPE_CHECKING

from desktop.ui.wording import Wording

if TYPE_CHECKING:
    from desktop.services.town.refused_words import RefusedWord

_WHAT = {
    "product.set": "product",
    "product.off": "off",
    "price.set": "price",
    "draft.shared": "draft",
    "shop.hours": "hours",
    "shop.pace": "pace",
    "shop.ladder": "ladder",
}
_NAMED = frozenset({"product", "off", "price", "order"})
_WHY = {
    "too_many_shared": "too_many_shared",
    "wrong_value": "wrong_value",
    "too_long": "too_long",
    "unknown_product": "unknown_product",
    "unknown_variant": "unknown_product",
    "promise_past": "promise_past",
    "dearer_than_ordered": "dearer_than_ordered",
    "unknown_order": "gone",
    "unknown_line": "gone",
    "order_closed": "gone",
    "line_handed_over": "gone",
    "line_settled": "gone",
    "already_answered": "gone",
}


def told(say: Wording, word: "RefusedWord") -> str:
    """Return what was not taken and why, and how many more there are."""
    is_order = word.kind.startswith(("order.", "parcel."))
    what = "order" if is_order else _WHAT.get(word.kind, "other")
    if what in _NAMED and not word.subject:
        what = "other"
    sentence = say(
        "alarm.word_refused",
        what=say(f"refused.what_{what}", subject=word.subject),
        why=say(f"refused.why_{_WHY.get(word.code, 'other')}"),
    )
    more = word.waiting - 1
    return f"{sentence} {say('alarm.words_refused_more', n=more)}" if more else sentence
