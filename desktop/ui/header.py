"""The head of the window: the tabs, how the shop stands with the marketplace, where one is and who sells."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from desktop.services.team.crew import StaffView
from desktop.ui.desk import Desk
from desktop.ui.lookout import CameraSign
from desktop.ui.shortcuts import key_of
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button, ElidedButton
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.room_tabs import Room, RoomTabs
from desktop.ui.widgets.states import Pill

if TYPE_CHECKING:
    from desktop.services.views import LinkStatus

TABS = (
    ("sale", "sale"),
    ("orders", "orders"),
    ("pickup", "pickup"),
    ("catalogue", "catalogue"),
    ("till", "till"),
)
"""The rooms with a tab of their own, and their pictures."""
_PLACE_FROM_PX = 1200
_NARROW_NAME_PX, _WIDEST_PX = 160, 240


class Header(QFrame):
    """One line, as wide as the window; what has no room in a narrow one gives way."""

    def __init__(
        self,
        desk: Desk,
        switch: Callable[[], object],
        help_: Callable[[], object],
        settings: Callable[[], object],
    ) -> None:
        """Have its buttons change who sells, show the keys and go to the settings."""
        super().__init__()
        self._desk, say = desk, desk.say
        self.setProperty("role", "header")
        self.tabs = RoomTabs(
            "rooms",
            say("window.rooms"),
            tuple(Room(name, say(f"window.{name}"), key_of(name), icon) for name, icon in TABS),
            desk.tokens,
        )
        self._link = Pill("link-pill")
        self.camera_sign = CameraSign(desk)
        self._place = ElidedLabel("", "note")
        self._place.setObjectName("place")
        self._person = ElidedButton("who-sells", "", role="quiet", picture="person", clicked=switch)
        self._person.hide()
        self._signs_in = False
        line = row(
            self.tabs,
            None,
            self._link,
            8,
            self.camera_sign,
            self._place,
            self._person,
            Button(
                "open-help", role="icon", picture="help", spoken=say("window.help"), clicked=help_
            ),
            Button(
                "open-settings",
                role="icon",
                picture="settings",
                spoken=say("window.settings"),
                clicked=settings,
            ),
            gap=4,
            margins=(8, 0, 8, 0),
        )
        line.setStretchFactor(self._place, 0)
        self.setLayout(line)

    def fit(self, width: int) -> None:
        """Let the tabs give way in a narrow window."""
        self.tabs.fit(width)
        self.fit_place(width)

    def fit_place(self, width: int) -> None:
        """Leave the narrow header to whoever sells; the window's title has the shop's name."""
        is_wide = width >= _PLACE_FROM_PX
        is_crowded = self._signs_in or not self.camera_sign.isHidden()
        self._place.setVisible(is_wide or not is_crowded)
        self._person.setMaximumWidth(_WIDEST_PX if is_wide else _NARROW_NAME_PX)

    def show_person(self, person: StaffView, *, signs_in: bool, width: int) -> None:
        """Say who sells where people sign in; a touch on the name lets somebody else."""
        self._signs_in = signs_in
        is_known = signs_in and bool(person.code)
        self._person.setVisible(is_known)
        if is_known:
            name = name_of(self._desk.say, person)
            self._person.say(name, self._desk.say("lock.switch", name=name))
        self.fit_place(width)
        shop = self._desk.shop
        alone = "" if signs_in else person.name
        parts = (shop.profile.name, shop.settings.till, alone)
        self._place.setText(" · ".join(part for part in parts if part))
        self._place.updateGeometry()

    def show_link(self, status: "LinkStatus") -> None:
        """Say how the talk with the marketplace goes."""
        say = self._desk.say
        waiting = say("link.waiting", n=status.waiting) if status.waiting else ""
        if status.rejected:
            waiting = say("link.rejected", n=status.rejected)
        if not status.is_enrolled:
            self._link.say("shop", say("link.off"), "")
        elif status.state == "connecting":
            self._link.say("link", say("link.connecting"), "", waiting)
        elif status.is_online:
            self._link.say("link", say("link.online"), "look" if status.rejected else "go", waiting)
        elif status.state == "offline" and status.since is not None:
            since = say("link.offline", at=status.since)
            self._link.say("offline", since, "look", waiting)
        else:
            known = {"revoked": "link.revoked", "outdated": "link.outdated"}
            self._link.say("look", say(known.get(status.state, "link.stuck")), "stop", waiting)
