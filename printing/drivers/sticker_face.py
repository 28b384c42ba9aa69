"""What stands on a sticker, whatever kind of label it is."""

from printing.documents import PickupLabel, Tag
from printing.drivers.order_face import place_order_label
from printing.drivers.page import Band, Measure
from printing.drivers.tag_face import Sticker, place_tag

Label = Tag | PickupLabel
"""What is printed on stickers of a given size."""


def place_label(label: Label, locale: str, sticker: Sticker, measure: Measure) -> Band:
    """Return where everything on the sticker stands; nothing leaves its margins."""
    if isinstance(label, PickupLabel):
        return place_order_label(label, locale, sticker, measure)
    return place_tag(label, locale, sticker, measure)
