"""The parcels of other shops: to come, on the shelf, and what they earn."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.services.carriage.relay import ParcelView, Relayed
from desktop.ui.desk import Desk
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import EmptyState
from sync.kernel.clock import shop_day


class RelayPage(QWidget):
    """Two lists side by side; a touch opens a parcel."""

    #: Id of a parcel.
    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Relayed | None = None
        say = desk.say
        self._none = EmptyState("relay-none", "box", say("relay.none"), say("relay.none_how"))
        self._expected, expected = self._list("relay.expected")
        self._here, here = self._list("relay.here")
        self._lists = QWidget()
        lists = row(expected, here, gap=16)
        lists.setStretch(0, 1)
        lists.setStretch(1, 1)
        self._lists.setLayout(lists)
        self._fees = label("", "note")
        self._fees.setObjectName("relay-fees")
        whole = column(self._none, self._lists, self._fees, gap=8)
        whole.setStretch(0, 1)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _list(self, title: str) -> tuple[QVBoxLayout, QFrame]:
        rows = column(gap=8)
        box = QFrame()
        box.setProperty("role", "sunken")
        body = scrolling(column(rows, None, gap=0))
        box.setLayout(column(label(self._desk.say(title), "heading"), body, gap=8, margins=12))
        return rows, box

    def show_parcels(self, relayed: Relayed) -> None:
        """Show what is there; what did not change keeps the keyboard."""
        if relayed == self._shown:
            return
        self._shown = relayed
        say, earned = self._desk.say, relayed.fees
        has_any = bool(relayed.expected or relayed.here or earned.parcels)
        self._none.setVisible(not has_any)
        self._lists.setVisible(has_any)
        self._fees.setVisible(has_any)
        self._fees.setText(say("relay.fees", n=earned.parcels, total=earned.total))
        self._fill(self._expected, relayed.expected, "relay.none_expected")
        self._fill(self._here, relayed.here, "relay.none_here")

    def _fill(self, box: QVBoxLayout, shown: Sequence[ParcelView], none: str) -> None:
        clear(box)
        say, now = self._desk.say, self._desk.shop.clock.now()
        for parcel in shown:
            is_over = parcel.keep_until is not None and parcel.keep_until <= now
            told = [say("relay.ended")] if parcel.is_ended or is_over else []
            if parcel.received_at is None:
                told.append(say("relay.due", moment=say.moment(parcel.expected_at, now)))
            else:
                told += self._waits(parcel, now)
            told.append(parcel.from_shop)
            box.addWidget(
                RowButton(
                    f"relay-parcel-{parcel.number}",
                    f"{parcel.short_number} · {parcel.customer_name}",
                    " · ".join(told),
                    say("order.bags", n=parcel.bags) if parcel.bags else "",
                    picture_name="box",
                    clicked=partial(self.opened.emit, parcel.id),
                )
            )
        if not shown:
            box.addWidget(label(say(none), "note", wraps=True))

    def _waits(self, parcel: ParcelView, now: datetime) -> list[str]:
        """Return where a parcel that came stands, and since when."""
        say, zone = self._desk.say, self._desk.shop.zone
        days = 0
        if parcel.received_at is not None:
            days = (shop_day(now, zone) - shop_day(parcel.received_at, zone)).days
        since = say("wait.since", n=days) if days > 0 else say("wait.today")
        return [since, *([say("order.shelf", shelf=parcel.shelf)] if parcel.shelf else [])]
