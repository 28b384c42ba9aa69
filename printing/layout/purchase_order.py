"""An order to a supplier: who asks, of whom, and what, line by line."""

from dataclasses import dataclass

from printing.blocks import Block, Size, Stroke
from printing.documents import PurchaseLine, PurchaseOrder
from printing.layout.figures import Figures
from printing.layout.heading import add_shop, add_warnings, figures_for
from printing.layout.paper import Paper, Strip
from printing.layout.wording import wording
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    title: str
    supplier: str
    account: str
    reference: str
    lines_one: str
    lines: str
    total: str
    unpriced: str


_WORDS = {
    "fr": _Words(
        title="COMMANDE",
        supplier="Fournisseur",
        account="Notre n° de client",
        reference="Réf.",
        lines_one="1 ligne",
        lines="{count} lignes",
        total="Total HT, à nos derniers prix",
        unpriced="Prix à confirmer pour les lignes sans montant.",
    ),
    "en": _Words(
        title="ORDER",
        supplier="Supplier",
        account="Our customer no.",
        reference="Ref.",
        lines_one="1 line",
        lines="{count} lines",
        total="Total excl. VAT, at our last prices",
        unpriced="Please confirm the price of lines without an amount.",
    ),
}


def lay_out_purchase_order(order: PurchaseOrder, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the order as blocks; prices are those of last time, and said to be."""
    words = wording(locale)
    ours = _WORDS[words.language]
    figures = figures_for(order.shop, words)
    strip = Strip(paper)
    add_warnings(strip, order, order.made_at, figures)
    add_shop(strip, order.shop, words)
    strip.feed()
    strip.banner(f"{ours.title} {order.number}", Size.TALL)
    strip.feed()
    strip.pair(ours.supplier, order.supplier, bold=True)
    if order.account:
        strip.pair(ours.account, order.account)
    count = len(order.lines)
    strip.pair(
        ours.lines_one if count == 1 else ours.lines.format(count=count),
        figures.minute(order.made_at),
    )
    strip.rule()
    for line in order.lines:
        _add_line(strip, line, ours, figures)
    strip.rule()
    priced = [line.quantity.price(line.price) for line in order.lines if line.price is not None]
    if priced:
        total = Money(sum(amount.cents for amount in priced))
        strip.pair(ours.total, figures.money(total), bold=True)
    if len(priced) < count:
        strip.line(ours.unpriced)
    if order.note:
        strip.rule(Stroke.DASHED)
        strip.note(order.note)
    strip.cut()
    return tuple(strip.blocks)


def _add_line(strip: Strip, line: PurchaseLine, words: _Words, figures: Figures) -> None:
    strip.pair(line.label, f"× {figures.quantity(line.quantity)}", bold=True)
    named = [f"{words.reference} {line.reference}"] if line.reference else []
    if line.gtin:
        named.append(line.gtin)
    price = "" if line.price is None else figures.money(line.price)
    if named or price:
        strip.pair("   ".join(named), price)
