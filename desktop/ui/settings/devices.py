"""The parts of the settings that stand on the counter: what the customer reads, what weighs."""

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.services.counter.pole import try_pole
from desktop.services.counter.weighing import try_scale
from desktop.services.upkeep.attached import DeviceView, attached
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.display.pole import trial_rows
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording import Wording
from sync.kernel.quantity import Quantity, Unit

_DISPLAYS = (("", "none"), ("screen", "screen"), ("window", "window"))
_NETWORK, _SERIAL, _BAUD = "tcp://", "serial:", "?baud="
_SPEEDS = (2400, 4800, 9600, 19_200, 38_400)
#: Ways a scale speaks, and what its maker calls them.
_DIALECTS = (("8217", "Mettler Toledo 8217"), ("dialog06", "Dialog 06"))


class AddressPicker(QWidget):
    """Chooses a port of this PC by its name, or asks for a place on the network."""

    def __init__(self, name: str, spoken: str, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._ports: tuple[DeviceView, ...] = ()
        self._choice = QComboBox()
        self._choice.setObjectName(f"{name}-port")
        self._choice.setAccessibleName(spoken)
        self._choice.currentIndexChanged.connect(lambda _place: self._show_place())
        self._speed = QComboBox()
        self._speed.setObjectName(f"{name}-speed")
        self._speed.setAccessibleName(say("device.speed"))
        self._speed.addItem(say("device.speed_usual"), "")
        for baud in _SPEEDS:
            self._speed.addItem(say("device.speed_of", baud=baud), f"{_BAUD}{baud}")
        self._place = QLineEdit()
        self._place.setObjectName(f"{name}-place")
        self._place.setAccessibleName(say("device.place"))
        self._place.setPlaceholderText("192.168.1.60:4001")
        self._place.setMaxLength(200)
        self.setLayout(column(self._choice, self._speed, self._place))
        self.show_ports((), "")

    @property
    def address(self) -> str:
        """Return what is chosen, as the settings keep it."""
        chosen = str(self._choice.currentData())
        if chosen != _NETWORK:
            return f"{chosen}{self._speed.currentData()}" if chosen else ""
        place = self._place.text().strip().removeprefix(_NETWORK)
        return _NETWORK + place if place else ""

    def show_ports(self, ports: Sequence[DeviceView], address: str) -> None:
        """Offer these ports and choose an address; one that is not there now stays chosen."""
        self._ports = tuple(ports)
        address, mark, baud = address.partition(_BAUD)
        self._speed.setCurrentIndex(max(self._speed.findData(f"{mark}{baud}"), 0))
        is_network = address.startswith(_NETWORK)
        choices = [("", self._say("device.none"))]
        choices += [(port.address, port.name) for port in self._ports]
        if address and not is_network and address not in dict(choices):
            port = address.removeprefix(_SERIAL)
            choices.append((address, self._say("device.absent", port=port)))
        choices.append((_NETWORK, self._say("device.network")))
        self._choice.blockSignals(True)
        self._choice.clear()
        for value, words in choices:
            self._choice.addItem(words, value)
        self._choice.setCurrentIndex(self._choice.findData(_NETWORK if is_network else address))
        self._choice.blockSignals(False)
        self._place.setText(address.removeprefix(_NETWORK) if is_network else "")
        self._show_place()

    def choose(self, address: str) -> None:
        """Choose an address among the ports that are known."""
        self.show_ports(self._ports, address)

    def offer(self, ports: Sequence[DeviceView]) -> None:
        """Offer other ports; what is chosen stays."""
        if tuple(ports) != self._ports:
            self.show_ports(ports, self.address)

    def _show_place(self) -> None:
        chosen = self._choice.currentData()
        self._place.setVisible(chosen == _NETWORK)
        self._speed.setVisible(chosen not in ("", _NETWORK))


class DisplaySection(Section):
    """Where customers read along: a screen, and a pole of two rows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "display")
        self._chips = Chips("settings-display-choice", self.say("display.settings"))
        self._pole = AddressPicker("settings-pole", self.say("pole.settings"), self.say)
        trial = Button(
            "settings-pole-test",
            self.say("device.test"),
            clicked=self._try,
        )
        self._tried = label("", "note", "go", wraps=True)
        self._tried.setObjectName("settings-pole-tried")
        self.fill(
            "display.settings",
            "display.settings_how",
            self._chips,
            label(self.say("pole.settings"), "field"),
            self._pole,
            self._tried,
            row(trial, None),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        choices = [(place, self.say(f"display.{name}")) for place, name in _DISPLAYS]
        self._chips.show_choices(choices, settings.display)
        self._pole.choose(settings.pole)
        self._tried.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """See which ports are there now."""
        super().showEvent(event)
        self.desk.tasks.outside(self, attached, lambda found: self._pole.offer(found.serial_ports))

    def _try(self) -> None:
        address, rows = self._pole.address, trial_rows(self.say)
        self._tried.hide()
        if address:
            self.desk.tasks.outside(
                self, lambda: try_pole(address, *rows), lambda _done: self._tell_tried()
            )

    def _tell_tried(self) -> None:
        self._tried.setText(self.say("pole.tried"))
        self._tried.show()

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        display, pole = str(self._chips.value), self._pole.address
        return lambda settings: structs.replace(settings, display=display, pole=pole)


class ScaleSection(Section):
    """Where the counter's scale is, and how it speaks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "scale")
        self._scale = AddressPicker("settings-scale", self.say("scale.port"), self.say)
        self._dialect = QComboBox()
        self._dialect.setObjectName("settings-scale-dialect")
        self._dialect.setAccessibleName(self.say("scale.dialect"))
        for code, words in _DIALECTS:
            self._dialect.addItem(words, code)
        self._told = label("", "note", "go", wraps=True)
        self._told.setObjectName("settings-scale-told")
        trial = Button("settings-scale-test", self.say("device.test"), clicked=self._try)
        self.fill(
            "scale.settings",
            "scale.settings_how",
            label(self.say("scale.port"), "field"),
            self._scale,
            label(self.say("scale.dialect"), "field"),
            self._dialect,
            self._told,
            row(trial, None),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._scale.choose(settings.scale)
        self._dialect.setCurrentIndex(max(self._dialect.findData(settings.scale_dialect), 0))
        self._told.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """See which ports are there now."""
        super().showEvent(event)
        self.desk.tasks.outside(self, attached, lambda found: self._scale.offer(found.serial_ports))

    def _try(self) -> None:
        address, dialect = self._scale.address, str(self._dialect.currentData())
        self._told.hide()
        if address:
            self.desk.tasks.outside(self, lambda: try_scale(address, dialect), self._tell)

    def _tell(self, grams: int) -> None:
        self._told.setText(self.say("scale.weighs", weight=Quantity(grams, Unit.KILOGRAM)))
        self._told.show()

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        address, dialect = self._scale.address, str(self._dialect.currentData())
        return lambda settings: structs.replace(settings, scale=address, scale_dialect=dialect)
