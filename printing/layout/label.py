"""The label on a bag."""

from printing.blocks import Block, Size, Stroke
from printing.documents import PickupLabel
from printing.layout.allergen_wording import listed_allergens
from printing.layout.figures import Figures
from printing.layout.heading import add_warnings, figures_for
from printing.layout.order_wording import order_wording
from printing.layout.paper import Paper, Strip
from printing.layout.wording import Wording, wording

_ADDRESS_LINES, _ADDRESS_LETTERS = 5, 80


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
    _add_address(strip, label)
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


def bag_words(label: PickupLabel, words: Wording) -> str:
    """Return which bag it is, of how many; blanks for a pen where nobody has said it yet."""
    return words.bag.format(bag=label.bag, bags=label.bags) if label.bags else words.bag_blank


def _add_address(strip: Strip, label: PickupLabel) -> None:
    lines = [line[:_ADDRESS_LETTERS] for line in label.address[:_ADDRESS_LINES]]
    # One size for all of them: an address is read as one thing.
    is_narrow = any(len(strip.safe(line)) > strip.paper.columns for line in lines)
    for line in lines:
        strip.title(line, Size.NORMAL if is_narrow else Size.TALL)


def _add_whereabouts(strip: Strip, label: PickupLabel, words: Wording, figures: Figures) -> None:
    strip.rule()
    bag = bag_words(label, words)
    place = f"{words.shelf} {label.shelf}" if label.shelf else ""
    if label.box:
        place = f"{order_wording(words.locale).box} {label.box}"
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
        strip.line(listed_allergens(label.allergens, words.locale), bold=True)
    strip.rule(Stroke.DASHED)
    if label.to_pay is None:
        strip.title(words.paid, Size.TALL)
    else:
        strip.headline(words.to_pay, figures.money(label.to_pay))
    if label.note:
        strip.rule(Stroke.DASHED)
        strip.note(label.note)
