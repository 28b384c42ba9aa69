"""What is in the bags, for the customer."""

from printing.blocks import Align, Block, Size, Stroke
from printing.documents import Packed, PackingLine, PackingSlip
from printing.layout.allergen_wording import listed_allergens
from printing.layout.figures import Figures
from printing.layout.heading import add_shop, add_warnings, figures_for
from printing.layout.order_wording import OrderWording, order_wording
from printing.layout.paper import Paper, Strip
from printing.layout.wording import wording


def lay_out_packing_slip(slip: PackingSlip, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the slip as blocks: what is there, what is there instead, what is not."""
    words, orders = wording(locale), order_wording(locale)
    figures = figures_for(slip.shop, words)
    strip = Strip(paper)
    add_warnings(strip, slip, slip.placed_at, figures)
    add_shop(strip, slip.shop, words)
    strip.feed()
    strip.banner(orders.packing_slip, Size.TALL)
    strip.feed()
    strip.headline(f"{words.order} {slip.short_number}", slip.customer)
    strip.pair(words.modes[slip.mode], slip.order_number)
    strip.pair(words.placed, figures.minute(slip.placed_at))
    bags = orders.bags_one if slip.bags == 1 else orders.bags.format(count=slip.bags)
    if slip.bags:
        strip.line(bags)
    strip.rule()
    for line in slip.lines:
        _add_line(strip, line, orders, figures, locale)
    strip.rule(Stroke.THICK)
    strip.pair(orders.total, figures.money(slip.total), Size.TALL, bold=True)
    if slip.to_pay is None:
        strip.title(words.paid, Size.TALL)
    else:
        strip.pair(words.to_pay, figures.money(slip.to_pay), Size.TALL, bold=True)
    strip.rule(Stroke.DASHED)
    strip.line(orders.no_invoice, Align.CENTRE)
    if slip.printed_at is not None:
        strip.line(figures.minute(slip.printed_at), Align.CENTRE)
    strip.cut()
    return tuple(strip.blocks)


def _add_line(
    strip: Strip, line: PackingLine, words: OrderWording, figures: Figures, locale: str
) -> None:
    amount = "" if line.packed is Packed.MISSING else figures.amount(line.amount)
    strip.pair(f"{figures.quantity(line.quantity)} × {line.label}", amount)
    if line.packed is Packed.MISSING:
        strip.line(words.missing, indent=4, bold=True)
    elif line.packed is Packed.REPLACED:
        strip.line(words.instead_of.format(label=line.instead_of), indent=4)
    if line.allergens and line.packed is not Packed.MISSING:
        strip.line(listed_allergens(line.allergens, locale), indent=4)
