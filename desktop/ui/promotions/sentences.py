"""A promotion in words, and what it does to an example: read before it is saved."""

from msgspec.structs import replace

from desktop.domain.best_deal import Offered, best_deal
from desktop.domain.promotions import (
    DAY_MINUTES,
    EVERY_DAY,
    PromotionKind,
    Target,
)
from desktop.domain.promotions import Promotion as Rule
from desktop.domain.sellable import Sellable
from desktop.services.counter.promotions import PromotionDraft
from desktop.ui.wording import Wording
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

_ROUND = 50
_SAMPLE = Money(10_00)


def name_of(draft: PromotionDraft, say: Wording) -> str:
    """Return what the ticket may call it: 3 pour 2, −20 %."""
    match draft.kind:
        case PromotionKind.PERCENTAGE:
            return say("promotion.name_percentage", share=say.percent(draft.basis_points))
        case PromotionKind.AMOUNT:
            return say("promotion.name_amount", amount=Money(draft.cents))
        case PromotionKind.N_FOR_M:
            return say("promotion.name_n_for_m", count=draft.count, paid=draft.paid)
        case PromotionKind.BUNDLE:
            return say("promotion.name_bundle", count=draft.count, price=Money(draft.cents))
        case PromotionKind.MENU:
            return say("promotion.name_menu", price=Money(draft.cents))


def sentence(draft: PromotionDraft, say: Wording) -> str:
    """Return the whole rule as one sentence."""
    parts = [_gives(draft, say), *_when(draft, say)]
    if draft.customer_group.strip():
        parts.append(say("promotion.for_group", group=draft.customer_group.strip()))
    return say("promotion.sentence", parts=", ".join(parts))


def example(draft: PromotionDraft, say: Wording) -> str:
    """Return what it makes of an example, worked out by the rule the till goes by.

    Raises:
        RefusedError: promotion_terms, promotion_never; promotion_name when it has none.
    """
    rule = draft.rule()
    lines = _sample(rule)
    before = total_of([line.amount for line in lines])
    after = before - total_of([gain.amount for gain in best_deal(lines, [_on_sample(rule, lines)])])
    prices = " + ".join(
        say("promotion.example_line", n=line.quantity.thousandths // 1000, price=line.item.price)
        for line in lines
    )
    return say("promotion.example", lines=prices, before=before, after=after)


def _gives(draft: PromotionDraft, say: Wording) -> str:
    on = _on(draft, say)
    match draft.kind:
        case PromotionKind.PERCENTAGE:
            return say("promotion.say_percentage", share=say.percent(draft.basis_points), on=on)
        case PromotionKind.AMOUNT:
            return say("promotion.say_amount", amount=Money(draft.cents), on=on)
        case PromotionKind.N_FOR_M:
            free = draft.count - draft.paid
            return say("promotion.say_n_for_m", count=draft.count, n=free, on=on)
        case PromotionKind.BUNDLE:
            return say("promotion.say_bundle", count=draft.count, price=Money(draft.cents), on=on)
        case PromotionKind.MENU:
            return say("promotion.say_menu", price=Money(draft.cents), on=on)


def _on(draft: PromotionDraft, say: Wording) -> str:
    names = [target.name for target in draft.targets]
    if not names:
        return say("promotion.on_everything")
    joint = " + " if draft.kind is PromotionKind.MENU else ", "
    return joint.join(names)


def _when(draft: PromotionDraft, say: Wording) -> list[str]:
    parts = []
    starts, ends = draft.starts_on, draft.ends_on
    if starts and ends:
        parts.append(say("promotion.from_to", start=say.date(starts), end=say.date(ends)))
    elif starts:
        parts.append(say("promotion.from", start=say.date(starts)))
    elif ends:
        parts.append(say("promotion.until", end=say.date(ends)))
    if draft.weekdays != EVERY_DAY:
        days = [say(f"weekday.{day}") for day in range(7) if draft.weekdays >> day & 1]
        parts.append(say("promotion.on_days", days=", ".join(days)))
    if (draft.from_minute, draft.until_minute) != (0, DAY_MINUTES):
        parts.append(
            say(
                "promotion.hours",
                start=clock_of(draft.from_minute),
                end=clock_of(draft.until_minute),
            )
        )
    return parts


def clock_of(minute: int) -> str:
    """Return minutes after midnight as on a clock: 14:05."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _sample(rule: Rule) -> list[Offered]:
    """Return goods for which the rule does something, at prices that are easy to follow."""
    if rule.kind is PromotionKind.MENU:
        parts = len(rule.targets)
        return [_goods(place, _above(rule.cents, parts), 1) for place in range(parts)]
    if rule.kind is PromotionKind.BUNDLE:
        return [_goods(0, _above(rule.cents, rule.count), rule.count)]
    if rule.kind is PromotionKind.N_FOR_M:
        return [_goods(0, _SAMPLE, rule.count)]
    return [_goods(0, max(_SAMPLE, Money(2 * rule.cents)), 1)]


def _above(cents: int, pieces: int) -> Money:
    """Return a round price of one piece, a quarter above what it costs in the set."""
    fair = cents * 5 // (4 * pieces) + 1
    return Money(-(-fair // _ROUND) * _ROUND)


def _goods(place: int, price: Money, pieces: int) -> Offered:
    quantity = Quantity.pieces(pieces)
    item = Sellable(
        variant_id=f"sample-{place}",
        product_id="",
        label="",
        price=price,
        vat=VatRate(2000),
        on_hand=Quantity(0),
    )
    return Offered(item, quantity, quantity.price(price))


def _on_sample(rule: Rule, lines: list[Offered]) -> Rule:
    if rule.kind is not PromotionKind.MENU:
        return replace(rule, targets=())
    own = tuple(Target(variants=frozenset({line.item.variant_id})) for line in lines)
    return replace(rule, targets=own)
