"""The parts of the settings: the shop, its printers, its marketplace, its language."""

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout

from desktop.services.upkeep.attached import AttachedView, attached
from desktop.services.views import LinkStatus
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.tick import Tick

_PROFILE_FIELDS = (
    "name",
    "legal_name",
    "siret",
    "vat_number",
    "street",
    "postcode",
    "city",
    "phone",
)
_CAMERAS = (
    ("", "settings.camera_none"),
    ("0", "settings.camera_first"),
    ("1", "settings.camera_second"),
)


class ShopSection(Section):
    """Who sells."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "shop")
        self._fields = {
            name: self.field(f"settings-{name.replace('_', '-')}", f"settings.{name}")
            for name in _PROFILE_FIELDS
        }
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        for place, (name, field) in enumerate(self._fields.items()):
            grid.addLayout(
                column(label(self.say(f"settings.{name}"), "field"), field, gap=4),
                place // 2,
                place % 2,
            )
        self._message = self.field("settings-message", "settings.message", 200)
        self.fill(
            "settings.shop",
            "settings.shop_how",
            grid,
            column(label(self.say("settings.message"), "field"), self._message, gap=4),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        for name, field in self._fields.items():
            field.setText(getattr(settings.profile, name))
        self._message.setText(" ".join(settings.receipt_messages))

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        typed = {name: field.text().strip() for name, field in self._fields.items()}
        words = self._message.text().strip()
        messages = (words,) if words else ()

        def change(settings: Settings) -> Settings:
            profile = structs.replace(settings.profile, **typed)
            return structs.replace(settings, profile=profile, receipt_messages=messages)

        return change


class LinkSection(Section):
    """The shop's place in the town's marketplace."""

    #: (address, code)
    links = Signal(str, str)
    pokes = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "link")
        self._standing = label("", "heading", "go", wraps=True)
        self._standing.setObjectName("settings-link-standing")
        self._storefront = label("", "note", wraps=True)
        self._url = self.field("settings-link-url", "settings.link_url", 300)
        self._url.setPlaceholderText("https://")
        self._code = self.field("settings-link-code", "settings.link_code", 60)
        self._code.returnPressed.connect(self._link)
        self._do = Button(
            "settings-link-do", self.say("settings.link_do"), role="primary", clicked=self._link
        )
        self._poke = Button(
            "settings-link-poke",
            self.say("settings.link_poke"),
            picture="link",
            clicked=self.pokes.emit,
        )
        self._labels = [
            label(self.say("settings.link_url"), "field"),
            label(self.say("settings.link_code"), "field"),
        ]
        self.fill(
            "settings.link",
            "settings.link_how",
            self._standing,
            self._storefront,
            column(self._labels[0], self._url, gap=4),
            column(self._labels[1], self._code, gap=4),
            row(self._poke, None, self._do),
        )

    def show_link(self, status: LinkStatus) -> None:
        """Show whether the shop is linked, or how to link it."""
        say = self.say
        is_out = status.is_enrolled and status.state == "revoked"
        is_linked = status.is_enrolled and not is_out
        words = "settings.link_paused" if status.is_paused else "settings.link_is"
        standing = say(words, name=status.shop_name) if is_linked else ""
        if is_out:
            standing = say("settings.link_out", name=status.shop_name)
            self._url.setText(self._url.text() or status.hub_url)
        self._standing.setText(standing)
        self._storefront.setText(
            say("settings.link_storefront", url=status.storefront) if status.storefront else ""
        )
        for part in (self._url, self._code, self._do, *self._labels):
            part.setVisible(not is_linked)
        self._standing.setVisible(bool(standing))
        self._storefront.setVisible(bool(status.storefront))
        self._poke.setVisible(is_linked)
        self.show_busy(is_busy=False)

    def show_busy(self, *, is_busy: bool) -> None:
        """Say that the marketplace is being asked."""
        self._do.setEnabled(not is_busy)
        self._do.say(self.say("settings.link_busy" if is_busy else "settings.link_do"))

    def focus_code(self) -> None:
        """Be ready to type the address and code."""
        (self._code if self._url.text() else self._url).setFocus()

    def _link(self) -> None:
        url, code = self._url.text().strip(), self._code.text().strip()
        if url and code:
            self.links.emit(url, code)
        else:
            self.focus_code()


class LanguageSection(Section):
    """French or English."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "language")
        self._chips = Chips("settings-language-choice", self.say("settings.language"))
        self.fill("settings.language", "settings.language_how", self._chips)

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._chips.show_choices(
            [(code, self.say(f"settings.language_{code}")) for code in ("fr", "en")],
            settings.language,
        )

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        code = str(self._chips.value)
        return lambda settings: structs.replace(settings, language=code)


class CameraSection(Section):
    """Which camera the pickup and the studio look through, if any."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "camera")
        self._used = self._wanted = ""
        self._found: list[tuple[str, str]] = []
        self._chips = Chips("settings-camera-choice", self.say("settings.camera"))
        self._chips.chosen.connect(self._choose)
        self._everywhere = Tick(self.say("settings.camera_everywhere"))
        self._everywhere.setObjectName("settings-camera-everywhere")
        self._sells = Tick(self.say("settings.camera_sells"))
        self._sells.setObjectName("settings-camera-sells")
        self._everywhere.toggled.connect(self._sells.setEnabled)
        self.fill(
            "settings.camera", "settings.camera_how", self._chips, self._everywhere, self._sells
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._used = self._wanted = settings.camera
        self._everywhere.setChecked(settings.camera_reads_everywhere)
        self._sells.setChecked(settings.camera_sells)
        self._sells.setEnabled(settings.camera_reads_everywhere)
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:
        """See which cameras are there now."""
        super().showEvent(event)
        self.desk.tasks.outside(self, attached, self._show_attached)

    def _show_attached(self, found: AttachedView) -> None:
        self._found = [(camera.address, camera.name) for camera in found.cameras]
        self._offer()

    def _offer(self) -> None:
        """Offer cameras by their names; where the system tells none, the first and the second."""
        known = [(place, self.say(name)) for place, name in _CAMERAS]
        choices = known[:1] + (self._found or known[1:])
        for place in {self._used, self._wanted} - set(dict(choices)):
            is_camera = place.isdecimal()
            words = self.say("settings.camera_gone" if is_camera else "settings.camera_folder")
            choices.append((place, words))
        self._chips.show_choices(choices, self._wanted)

    def _choose(self, place: object) -> None:
        self._wanted = str(place)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        place = self._wanted
        everywhere = self._everywhere.isChecked()
        sells = everywhere and self._sells.isChecked()
        return lambda settings: structs.replace(
            settings, camera=place, camera_reads_everywhere=everywhere, camera_sells=sells
        )
