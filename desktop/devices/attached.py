"""What hangs on this PC, by the names people know: serial ports and cameras."""

from dataclasses import dataclass
from pathlib import Path

_BY_ID = Path("/dev/serial/by-id")
_VIDEO = Path("/sys/class/video4linux")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Attached:
    """One device: its address as the settings keep it, and its name."""

    address: str
    name: str


def serial_ports(by_id: Path = _BY_ID) -> tuple[Attached, ...]:
    """Return the serial ports of this PC, the system's names first in order.

    Args:
        by_id: where Linux keeps names that stay the same when a cable is pulled and put back.
    """
    # Here, because it is asked for in the settings and by the doctor only.
    from serial.tools.list_ports import comports  # noqa: PLC0415

    steady = _steady_names(by_id)
    found = []
    for port in sorted(comports(), key=lambda each: str(each.device)):
        told = str(port.description or "").strip()
        has_name = told not in ("", "n/a", port.device)
        name = f"{told[:_LONGEST_NAME]} – {port.name}" if has_name else str(port.device)
        address = steady.get(Path(port.device).resolve(), str(port.device))
        found.append(Attached(f"serial:{address}", name))
    return tuple(found)


def cameras(folder: Path = _VIDEO) -> tuple[Attached, ...]:
    """Return the cameras of this PC with their numbers; none where the system does not tell.

    Args:
        folder: where Linux tells them; a camera's second entry holds no pictures.
    """
    found = []
    for each in folder.glob("video*"):
        number = each.name.removeprefix("video")
        if number.isdecimal() and _told(each / "index") == "0":
            found.append(Attached(number, _told(each / "name")[:_LONGEST_NAME] or each.name))
    return tuple(sorted(found, key=lambda camera: int(camera.address)))


def _steady_names(by_id: Path) -> dict[Path, str]:
    if not by_id.is_dir():
        return {}
    return {link.resolve(): str(link) for link in sorted(by_id.iterdir())}


def _told(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
