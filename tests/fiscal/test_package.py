"""The package as a whole: its version and manifest, and what it may know."""

import hashlib
import subprocess
import sys
from pathlib import Path

import fiscal
from fiscal import EventCode, Kind, event_code
from fiscal.record import Sealed


def test_software_id_is_version_and_manifest() -> None:
    folder = Path(fiscal.__file__).parent
    listing = "".join(
        f"{_sha256(path)}  {path.name}\n"
        for path in sorted(folder.glob("*.py"), key=lambda path: path.name)
    )

    assert (
        fiscal.software_id()
        == f"{fiscal.FISCAL_VERSION}+{hashlib.sha256(listing.encode()).hexdigest()[:12]}"
    )


def test_start_imports_no_archive_and_no_key_format() -> None:
    code = "import sys, fiscal; print({'zipfile', 'csv', 'fiscal.archive'} & set(sys.modules))"

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout == "set()\n"


def test_public_names_exist() -> None:
    assert [name for name in fiscal.__all__ if not hasattr(fiscal, name)] == []


def test_every_kind_that_is_an_event_has_its_number() -> None:
    assert event_code(Kind.EVENT, {"code": 430}) == 430
    assert event_code(Kind.CLOSE, {"per": "D"}) == 50
    assert event_code(Kind.CLOSE, {"per": "Y"}) == 60
    assert event_code(Kind.ARCHIVE, {"year": True}) == 30
    assert event_code(Kind.ARCHIVE, {"year": False}) == 20
    assert event_code(Kind.REFUND, {}) == 190
    assert event_code(Kind.SALE, {}) == 0
    assert len({code.value for code in EventCode}) == len(EventCode)


def test_a_ticket_shows_four_characters_of_its_signature() -> None:
    # r = 1, s = 2: the base64 of 31 zero bytes, 1, 31 zero bytes, 2.
    row = Sealed(1, b"", b"", bytes.fromhex("3006020101020102"))

    assert row.extract() == "AAAA"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
