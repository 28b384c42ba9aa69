"""What hangs on this PC, for the settings: nobody types the path of a device."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device that can be chosen: its address for the settings, its name for people."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class AttachedView:
    """All that can be chosen."""

    serial_ports: tuple[DeviceView, ...] = ()
    #: Empty where the system tells no names: the first and the second are offered then.
    cameras: tuple[DeviceView, ...] = ()


def attached() -> AttachedView:
    """Return what hangs on this PC now. Asks the system: not on the main thread."""
    # Here, because it is asked for in the settings only.
    from desktop.devices.attached import cameras, serial_ports  # noqa: PLC0415

    return AttachedView(
        tuple(DeviceView(port.address, port.name) for port in serial_ports()),
        tuple(DeviceView(camera.address, camera.name) for camera in cameras()),
    )
