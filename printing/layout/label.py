"""The label on a bag and the price on a shelf."""

from dataclasses import dataclass

from printing.blocks import Align, Block, Size, Stroke
from printing.documents import PickupLabel, ShelfLabel
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.paper import LABEL_LIMIT, SEPARATOR, Paper, Strip
from printing.layout.wording import Wording, wording
from printing.safe_text import SafeText


def lay_out_pickup_label(label: PickupLabel, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the label as blocks: what is read from two metres comes first and largest."""
    words = wording(locale)
    figures = figures_for(label.shop, words)
    strip = Strip(paper)
    add_warnings(strip, label, label.promised_at, figures)
    strip.banner(words.modes[label.mode], Size.TALL)
    strip.feed()
    strip.title(label.short_number, Size.HUGE, Size.LARGE)
    strip.title(label.customer, Size.LARGE, Size.TALL)
    strip.feed()
    _add_whereabouts(strip, label, words, figures)
    _add_cautions(strip, label, words, figures)
    if label.qr_text:
        strip.feed()
        strip.qr(label.qr_text)
    foot = [f"{words.order} {label.order_number}", label.shop.name]
    if label.printed_at is not None:
        foot.append(figures.minute(label.printed_at))
    strip.joined(foot)
    strip.cut()
    return tuple(strip.blocks)


def _add_whereabouts(strip: Strip, label: PickupLabel, words: Wording, figures: Figures) -> None:
    strip.rule()
    bag = words.bag.format(bag=label.bag, bags=label.bags)
    place = f"{words.shelf} {label.shelf}" if label.shelf else ""
    if place:
        strip.headline(bag, place)
    else:
        strip.title(bag, Size.LARGE, Size.TALL)
    strip.rule()
    day, start = figures.day(label.promised_at), figures.hour(label.promised_at)
    if label.promised_until is None:
        promise = words.promised.format(day=day, start=start)
    else:
        end = figures.hour(label.promised_until)
        promise = words.promised_window.format(day=day, start=start, end=end)
    strip.title(promise, Size.TALL)


def _add_cautions(strip: Strip, label: PickupLabel, words: Wording, figures: Figures) -> None:
    if label.care:
        strip.feed()
        strip.banners([words.care[care] for care in label.care], Size.TALL)
    if label.allergens:
        strip.line(f"{words.allergens}{words.colon}{', '.join(label.allergens)}", bold=True)
    strip.rule(Stroke.DASHED)
    if label.to_pay is None:
        strip.title(words.paid, Size.TALL)
    else:
        strip.headline(words.to_pay, figures.money(label.to_pay))
    if label.note:
        strip.rule(Stroke.DASHED)
        strip.note(label.note)


@dataclass(frozen=True, slots=True)
class ShelfLabelTexts:
    """The finished texts of a price label, for papers that are no strip."""

    flash: SafeText
    name: SafeText
    detail: SafeText
    price: SafeText
    #: "23,60 €/kg", empty where there is none.
    unit_price: SafeText
    former_price: SafeText


def shelf_label_texts(label: ShelfLabel, locale: str) -> ShelfLabelTexts:
    """Return what a price label says, in the characters of our fonts."""
    words = wording(locale)
    figures = figures_for(label.shop, words)
    per = f"{words.per}{label.unit}"
    price = figures.money(label.price)
    unit_price = "" if label.unit_price is None else f"{figures.money(label.unit_price)}{per}"
    former = ""
    if label.former_price is not None:
        former = f"{words.former_price}{words.colon}{figures.money(label.former_price)}"
    origin = f"{words.origin}{words.colon}{label.origin}" if label.origin else ""
    return ShelfLabelTexts(
        flash=SafeText(label.flash, limit=LABEL_LIMIT),
        name=SafeText(label.name, limit=LABEL_LIMIT),
        detail=SafeText(SEPARATOR.join(filter(None, (label.detail, origin))), limit=LABEL_LIMIT),
        price=SafeText(f"{price}{per}" if label.is_price_per_unit and label.unit else price),
        unit_price=SafeText(unit_price),
        former_price=SafeText(former),
    )


def lay_out_shelf_label(label: ShelfLabel, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the price label as blocks: name, price, price per unit, code."""
    texts = shelf_label_texts(label, locale)
    strip = Strip(paper)
    if label.flash:
        strip.banner(texts.flash, Size.TALL)
    strip.title(texts.name, Size.LARGE, Size.TALL)
    strip.joined(texts.detail.split(SEPARATOR))
    strip.feed()
    strip.title(texts.price, Size.HUGE, Size.LARGE, Size.TALL)
    strip.line(texts.unit_price, Align.CENTRE)
    strip.line(texts.former_price, Align.CENTRE)
    if label.gtin or label.qr_text:
        strip.feed()
    strip.barcode(label.gtin)
    strip.qr(label.qr_text)
    strip.cut()
    return tuple(strip.blocks)
