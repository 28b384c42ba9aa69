"""No part we ship is under the GPL or AGPL alone; the LGPL of Qt and zbar is a choice we made."""

import re
from importlib.metadata import PackageMetadata, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"

#: Packages whose metadata names no licence, and what their licence file says when read.
READ_BY_US = {"pysqlite3": "Zlib"}


def shipped() -> list[str]:
    """Returns the locked packages of a run on this computer."""
    pins = re.findall(r"^([A-Za-z0-9._-]+==[^\\\n]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    needs = [Requirement(pin) for pin in pins]
    return [need.name for need in needs if need.marker is None or need.marker.evaluate()]


def licence(metadata: PackageMetadata) -> str:
    """Returns what a package says of its licence: expression, free text, or classifiers."""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::") and "OSI Approved" in each
    ]
    return said or " OR ".join(classifiers) or READ_BY_US.get(metadata["Name"], "")


def forbids(expression: str) -> bool:
    """Returns whether every alternative of a licence expression asks for the GPL or AGPL."""
    alternatives = re.split(r"\s+OR\s+|\s*/\s*", expression.strip("() "), flags=re.IGNORECASE)
    return all(map(_is_copyleft, alternatives))


def _is_copyleft(alternative: str) -> bool:
    without_lesser = re.sub(
        r"LGPL[\w.+-]*|(GNU )?(Lesser|Library) General Public License[^,;()]*(\(LGPL[^)]*\))?",
        "",
        alternative,
        flags=re.IGNORECASE,
    )
    strong = r"\bA?GPL|General Public License"
    return re.search(strong, without_lesser, re.IGNORECASE) is not None


@pytest.mark.parametrize(
    ("expression", "forbidden"),
    [
        ("MIT", False),
        ("Apache-2.0 OR BSD-3-Clause", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT OR GPL-3.0-only", False),
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
        ("BSD-3-Clause AND GPL-2.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("GPLv2+", True),
    ],
)
def test_licence_expressions_are_judged(expression: str, forbidden: bool) -> None:
    assert forbids(expression) is forbidden


def test_no_part_we_ship_is_under_the_gpl_or_agpl_alone() -> None:
    table = {name: licence(distribution(name).metadata) for name in shipped()}

    assert len(table) > 50
    assert [name for name, said in table.items() if not said] == [], "no licence is no permission"
    assert {name: said for name, said in table.items() if forbids(said)} == {}


def test_licences_read_by_us_are_still_needed() -> None:
    for name in READ_BY_US:
        metadata = distribution(name).metadata
        assert metadata.get("License-Expression") is None
        assert metadata.get("License") is None
