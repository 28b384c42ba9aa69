"""Figures of a period and the CLOSE body: sums of the tickets' own figures, never recomputed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fiscal.bodies import Period
from fiscal.canonical import Body
from fiscal.events import EventCode
from fiscal.head import Head, Store
from fiscal.record import Kind, Record

#: The level whose closures a longer period adds up.
PART_OF = {Period.MONTH: Period.DAY, Period.YEAR: Period.MONTH}

#: Events counted on a closure, and under which name.
_COUNTED = {
    EventCode.DRAWER_OPENED: "drawer",
    EventCode.PRICE_CHANGED: "prices",
    EventCode.TRAINING_ON: "training",
    EventCode.CLOCK_JUMP: "clock",
    EventCode.DEGRADED_ON: "degraded",
}

_VAT_FIELDS = ("ttc", "ht", "vat")


@dataclass(slots=True)
class CashFigures:
    """The drawer over a period, cents."""

    #: What it should hold now.
    content: int = 0
    #: What it held when the period began.
    opening: int = 0
    sales: int = 0
    paid_in: int = 0
    paid_out: int = 0
    #: Content expected at the last count, what was counted, and the sum of all differences.
    expected: int = 0
    counted: int = 0
    difference: int = 0
    is_counted: bool = False
    #: Whether a shorter period was taken in.
    is_begun: bool = False

    def take(self, amount: int) -> None:
        """Take in cash of a ticket."""
        self.sales += amount
        self.content += amount

    def move(self, body: Body) -> None:
        """Take in a CASH record."""
        amount = body["amount"]
        if body["move"] == "IN":
            self.paid_in += amount
            self.content += amount
        elif body["move"] == "OUT":
            self.paid_out += amount
            self.content -= amount
        elif body["move"] == "FLOAT":
            self.content = amount
        else:
            self._count(self.content, amount, amount - self.content)
            self.content = amount

    def merge(self, closure: Body) -> None:
        """Take in the `cash` object of a shorter period."""
        if not self.is_begun:
            self.opening = closure["open"]
            self.is_begun = True
        self.sales += closure["sales"]
        self.paid_in += closure["in"]
        self.paid_out += closure["out"]
        self.content = closure["left"]
        if "counted" in closure:
            self._count(closure["expected"], closure["counted"], closure["diff"])

    def to_body(self) -> Body:
        """Return the `cash` object; `counted` and `diff` are absent when nobody counted."""
        body = {
            "open": self.opening,
            "sales": self.sales,
            "in": self.paid_in,
            "out": self.paid_out,
            "expected": self.expected if self.is_counted else self.content,
            "left": self.content,
        }
        if self.is_counted:
            body |= {"counted": self.counted, "diff": self.difference}
        return body

    def _count(self, expected: int, counted: int, difference: int) -> None:
        self.is_counted = True
        self.expected = expected
        self.counted = counted
        self.difference += difference


@dataclass(slots=True)
class Figures:
    """What happened in a period; grows by whole records or by whole closures."""

    #: Turnover of sales and (negative) of refunds, cents.
    sales: int = 0
    refunds: int = 0
    ht: int = 0
    discount: int = 0
    #: Deposits and vouchers, cash rounding, advances: outside turnover.
    outside: int = 0
    rounding: int = 0
    advances: int = 0
    #: Rate -> [ttc, ht, vat].
    vat: dict[int, list[int]] = field(default_factory=dict)
    #: The same for the advances, whose VAT is due when they are received.
    advance_vat: dict[int, list[int]] = field(default_factory=dict)
    #: Means -> cents.
    payments: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    first_number: str = ""
    last_number: str = ""
    from_bd: str = ""
    to_bd: str = ""
    cash: CashFigures = field(default_factory=CashFigures)

    def add(self, record: Record) -> None:
        """Take one record in."""
        body = record.b
        if record.k in {Kind.SALE, Kind.REFUND}:
            self._add_ticket(record.k, body)
        elif record.k is Kind.PREPAY:
            self._count("advances")
            self.advances += body["tot"]
            self.rounding += body.get("round", 0)
            _add_vat(self.advance_vat, body["vat"])
            self._add_payments(body)
        elif record.k is Kind.CASH:
            self.cash.move(body)
        elif record.k is Kind.COPY:
            self._count("copies")
        elif record.k is Kind.EVENT:
            self._add_event(body)
        if record.k in {Kind.SALE, Kind.REFUND, Kind.PREPAY, Kind.CASH}:
            self.from_bd = self.from_bd or record.bd
            self.to_bd = record.bd

    def merge(self, closure: Body) -> None:
        """Take in the CLOSE body of a shorter period."""
        for item in ("sales", "refunds", "ht"):
            setattr(self, item, getattr(self, item) + closure[item])
        self.discount += closure["disc"]
        self.outside += closure["out"]
        self.rounding += closure["round"]
        self.advances += closure["adv"]["tot"]
        _add_vat(self.vat, closure["vat"])
        _add_vat(self.advance_vat, closure["adv"]["vat"])
        for item in closure["pay"]:
            _add_to(self.payments, item["means"], item["amount"])
        for name, count in closure["counts"].items():
            _add_to(self.counts, name, count)
        self.first_number = self.first_number or closure.get("first_no", "")
        self.last_number = closure.get("last_no", "") or self.last_number
        self.from_bd = self.from_bd or closure["from_bd"]
        self.to_bd = closure["to_bd"]
        self.cash.merge(closure["cash"])

    def to_body(self) -> Body:
        """Return the figures as a CLOSE body carries them."""
        body: Body = {
            "counts": {name: count for name, count in self.counts.items() if count},
            "sales": self.sales,
            "refunds": self.refunds,
            "tot": self.sales + self.refunds,
            "ht": self.ht,
            "vat": _vat_body(self.vat),
            "pay": [
                {"means": means, "amount": amount}
                for means, amount in sorted(self.payments.items())
            ],
            "disc": self.discount,
            "out": self.outside,
            "round": self.rounding,
            "adv": {"tot": self.advances, "vat": _vat_body(self.advance_vat)},
            "cash": self.cash.to_body(),
        }
        if self.first_number:
            body |= {"first_no": self.first_number, "last_no": self.last_number}
        return body

    def _add_ticket(self, kind: Kind, body: Body) -> None:
        if kind is Kind.SALE:
            self._count("sales")
            self.sales += body["tot"]
        else:
            self._count("refunds")
            self.refunds += body["tot"]
        self.ht += body["ht"]
        self.outside += body["out"]
        self.rounding += body["round"]
        self.discount += sum(line["disc"] for line in body["lines"])
        _add_vat(self.vat, body["vat"])
        self._add_payments(body)

    def _add_payments(self, body: Body) -> None:
        self.first_number = self.first_number or body["no"]
        self.last_number = body["no"]
        for item in body["pay"]:
            _add_to(self.payments, item["means"], item["amount"])
            if item["means"] == "CASH":
                self.cash.take(item["amount"])

    def _add_event(self, body: Body) -> None:
        if body["code"] == EventCode.VOIDED:
            is_basket = body.get("data", {}).get("what") == "basket"
            self._count("abandoned" if is_basket else "voids")
        elif body["code"] in _COUNTED:
            self._count(_COUNTED[body["code"]])

    def _count(self, name: str) -> None:
        _add_to(self.counts, name, 1)


def day_figures(drawer: int) -> Figures:
    """Return blank figures of a day that begins with this much expected in the drawer."""
    return Figures(cash=CashFigures(content=drawer, opening=drawer))


def period_figures(store: Store, head: Head, level: Period) -> Figures:
    """Return the figures since the last closure of a level.

    Only the records since then are read; a month adds up its days, a year its months.
    """
    last = head.close(level.value)
    if level is Period.DAY:
        figures = day_figures(_drawer_at(store, last.seq))
        for row in store.after(last.to_seq, head.seq):
            figures.add(row.record())
        return figures
    figures = Figures()
    for row in store.of_kind(Kind.CLOSE, last.seq):
        body = row.record().b
        if body["per"] == PART_OF[level].value:
            figures.merge(body)
    return figures


def close_body(
    head: Head, level: Period, figures: Figures, today: str, *, is_automatic: bool
) -> Body:
    """Return the CLOSE body of everything since the last closure of the level.

    Args:
        head: The journal's head just before the closure.
        level: Day, month or year; the shorter periods are closed already.
        figures: What happened since (`period_figures`).
        today: Business day of writing; stands for the period's days when nothing happened in it.
        is_automatic: Whether nobody asked for it (forgotten closure).
    """
    last = head.close(level.value)
    covered = head.seq if level is Period.DAY else head.close(PART_OF[level].value).to_seq
    body: Body = {
        "per": level.value,
        "n": last.count + 1,
        "from_seq": last.to_seq + 1,
        "to_seq": covered,
        "from_bd": figures.from_bd or today,
        "to_bd": figures.to_bd or today,
        "auto": is_automatic,
        **figures.to_body(),
        "gtn": head.gtn,
        "gta": head.gta,
        "advances": head.adv,
        "unanchored": head.unanchored,
        "unsigned": head.unsigned,
    }
    if head.anchored_seq:
        body["anchor"] = {"seq": head.anchored_seq, "time": head.anchored_at}
    return body


def _drawer_at(store: Store, close_seq: int) -> int:
    """Return what the drawer should hold after a day's closure, 0 before the first."""
    if not close_seq:
        return 0
    left: int = store.get(close_seq).record().b["cash"]["left"]
    return left


def _add_vat(totals: dict[int, list[int]], entries: Sequence[Body]) -> None:
    for entry in entries:
        sums = totals.setdefault(entry["rate"], [0, 0, 0])
        for place, name in enumerate(_VAT_FIELDS):
            sums[place] += entry[name]


def _vat_body(totals: dict[int, list[int]]) -> list[Body]:
    return [
        {"rate": rate, **dict(zip(_VAT_FIELDS, sums, strict=True))}
        for rate, sums in sorted(totals.items(), reverse=True)
    ]


def _add_to(totals: dict[str, int], name: str, amount: int) -> None:
    totals[name] = totals.get(name, 0) + amount
