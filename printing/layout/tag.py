"""Shelf tags and product labels: what they say, and as a strip for receipt printers."""

from dataclasses import dataclass

from printing.blocks import Align, Block, Size
from printing.documents import ProductLabel, ShelfTag, Tag
from printing.layout.heading import figures_for
from printing.layout.paper import LABEL_LIMIT, SEPARATOR, Paper, Strip
from printing.layout.wording import wording
from printing.safe_text import SafeText
from sync.kernel.gtin import is_gtin, normalise

_EAN_DIGITS = 13


@dataclass(frozen=True, slots=True)
class TagTexts:
    """The finished texts of a tag, each empty where it has none."""

    flash: SafeText
    name: SafeText
    #: Brand and variant on one line.
    detail: SafeText
    #: "Origine : Solliès-Pont (83)".
    origin: SafeText
    price: SafeText
    #: "23,60 €/kg".
    unit_price: SafeText
    #: "+ consigne 0,25 €".
    deposit: SafeText
    former_price: SafeText
    offer_until: SafeText
    #: Who sells, and the reference: on what leaves the shop.
    foot: SafeText
    #: EAN-13, or else what a QR code says.
    gtin: SafeText
    qr_text: SafeText


def tag_texts(tag: Tag, locale: str) -> TagTexts:
    """Return what a tag says, in the characters of our fonts."""
    words = wording(locale)
    figures = figures_for(tag.shop, words)
    per = f"{words.per}{words.units.get(tag.unit, tag.unit)}"
    price = figures.money(tag.price)
    unit_price = origin = flash = foot = ""
    if isinstance(tag, ShelfTag):
        if tag.unit_price is not None:
            unit_price = f"{figures.money(tag.unit_price)}{per}"
        origin = f"{words.origin}{words.colon}{tag.origin}" if tag.origin else ""
        flash = tag.flash
    else:
        ref = f"{words.ref} {tag.ref}" if tag.ref else ""
        foot = SEPARATOR.join(filter(None, (tag.shop.name, ref)))
    former = until = deposit = ""
    if tag.former_price is not None:
        former = f"{words.former_price}{words.colon}{figures.money(tag.former_price)}"
    if tag.offer_until is not None:
        until = words.offer_until.format(day=figures.date(tag.offer_until))
    if tag.deposit is not None:
        deposit = words.deposit_on_top.format(amount=figures.money(tag.deposit))
    detail = SEPARATOR.join(filter(None, (tag.brand, tag.variant)))
    gtin = normalise(tag.gtin) if is_gtin(tag.gtin) else ""
    payload = SafeText(tag.qr_text, limit=LABEL_LIMIT)
    return TagTexts(
        flash=SafeText(flash, limit=LABEL_LIMIT),
        name=SafeText(tag.name, limit=LABEL_LIMIT),
        detail=SafeText(detail, limit=LABEL_LIMIT),
        origin=SafeText(origin, limit=LABEL_LIMIT),
        price=SafeText(f"{price}{per}" if tag.is_price_per_unit and tag.unit else price),
        unit_price=SafeText(unit_price),
        deposit=SafeText(deposit),
        former_price=SafeText(former),
        offer_until=SafeText(until),
        foot=SafeText(foot, limit=LABEL_LIMIT),
        gtin=SafeText(gtin if len(gtin) == _EAN_DIGITS else ""),
        # A code that cannot stand unchanged would find nothing.
        qr_text=payload if payload == tag.qr_text else SafeText(""),
    )


def lay_out_tag(tag: ShelfTag | ProductLabel, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the tag as blocks: name, price, price per unit, code."""
    texts = tag_texts(tag, locale)
    strip = Strip(paper)
    if texts.flash:
        strip.banner(texts.flash, Size.TALL)
    strip.title(texts.name, Size.LARGE, Size.TALL)
    strip.joined([part for part in (*texts.detail.split(SEPARATOR), texts.origin) if part])
    strip.feed()
    strip.title(texts.price, Size.HUGE, Size.LARGE, Size.TALL)
    for line in (texts.unit_price, texts.deposit, texts.former_price, texts.offer_until):
        strip.line(line, Align.CENTRE)
    if tag.gtin or tag.qr_text:
        strip.feed()
    strip.barcode(tag.gtin)
    strip.qr(tag.qr_text)
    strip.line(texts.foot, Align.CENTRE)
    strip.cut()
    return tuple(strip.blocks)
