"""The demonstration's marketplace: the real program in a process of its own, and its town."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Protocol

from demo.town import SHOPS, TOWN, DemoShop
from demo.town.carriage import LOCKERS, carriage_of
from desktop.errors import WorldError

_START_S = 90
_LOOK_AGAIN_S = 0.05
_STOP_S = 15


class Process(Protocol):
    """What is asked of a program that was begun, as `subprocess.Popen` says it."""

    def poll(self) -> int | None: ...  # noqa: D102 see the class

    def wait(self, timeout: float, /) -> int: ...  # noqa: D102 see the class

    def send_signal(self, sig: signal.Signals, /) -> None: ...  # noqa: D102 see the class

    def kill(self) -> None: ...  # noqa: D102 see the class


class Marketplace:
    """A running `comptoir-hub serve`, which can be stopped, killed and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        """Name the folder and the port; nothing is started yet."""
        self.folder = folder
        self.port = port
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """Where the storefront is."""
        return f"http://127.0.0.1:{self.port}"

    def load_town(self, fronts: Mapping[str, Path]) -> None:
        """Found the town with its six shops, through the operator's command."""
        town_file = write_town_file(self.folder / "town", fronts)
        self.command("town", "load", str(town_file))

    def invite(self, slug: str) -> str:
        """Return a one-time code by which a shop's till joins."""
        told = json.loads(self.command("shop", "invite", slug, "--json"))
        return str(told["code"])

    def command(self, *words: str) -> str:
        """Return what a `comptoir-hub` command says.

        Raises:
            WorldError: demo_hub_failed with its own sentence.
        """
        done = self._run([*words, *self._place()])
        if done.returncode:
            raise WorldError("demo_hub_failed", why=done.stderr.strip())
        return done.stdout

    def start(self) -> None:
        """Start serving and wait until the first page can be had.

        Raises:
            WorldError: demo_hub_failed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "marketplace.log").open("ab") as log:
            words = ["serve", "--port", str(self.port), "--payment", "simulator", *self._place()]
            self._process = self._begin(words, log.fileno())
        self._await_first_page()

    def stop(self) -> None:
        """Ask it to end, as an operator would, and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        self._end(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_S)

    def _run(self, words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        program = [sys.executable, "-m", "marketplace", *words]
        return subprocess.run(
            program, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def _begin(self, words: Sequence[str], log: int) -> "Process":
        program = [sys.executable, "-m", "marketplace", *words]
        return subprocess.Popen(program, stdout=log, stderr=log)

    def _place(self) -> list[str]:
        database = f"sqlite:///{(self.folder / 'marketplace.db').as_posix()}"
        return ["--database", database, "--data", str(self.folder)]

    def _await_first_page(self) -> None:
        deadline, pause = time.monotonic() + _START_S, Event()
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as line:
                    line.request("GET", "/robots.txt")
                    line.getresponse().read()
            except OSError:
                pause.wait(_LOOK_AGAIN_S)
            else:
                return
        why = (self.folder / "marketplace.log").read_text("utf-8", "replace").strip()
        self._end(signal.SIGTERM)
        raise WorldError("demo_hub_failed", why=why.splitlines()[-1] if why else "")


def write_town_file(folder: Path, fronts: Mapping[str, Path]) -> Path:
    """Write the town's document and its shop fronts into a folder; return the document."""
    folder.mkdir(parents=True, exist_ok=True)
    for slug, front in fronts.items():
        shutil.copyfile(front, folder / f"{slug}.jpg")
    document = folder / "town.json"
    document.write_text(json.dumps(_town(), ensure_ascii=False, indent=1), "utf-8")
    return document


def _town() -> dict[str, object]:
    return {
        "town": {
            "name": TOWN.name,
            "slug": TOWN.slug,
            "postcode": TOWN.postcode,
            "department": TOWN.department,
            "zone": TOWN.zone,
            "motto": TOWN.motto,
            "story": TOWN.story,
            "inhabitants": TOWN.inhabitants,
            "accent": TOWN.accent,
            "operator": {
                "Collectivité éditrice": f"Ville de {TOWN.name} (démonstration)",
                "Hébergement": "Ce PC, le temps de la démonstration",
                "Siège": f"Hôtel de ville, {TOWN.postcode} {TOWN.name}",
            },
            "lockers": [
                {
                    "id": locker.slug,
                    "name": locker.name,
                    "street": locker.street,
                    "postcode": TOWN.postcode,
                    "city": TOWN.name,
                    "position": (locker.position.lat, locker.position.lon),
                    "fee_cents": locker.fee_cents,
                }
                for locker in LOCKERS
            ],
            "map": {
                "outline": [(point.lat, point.lon) for point in TOWN.outline],
                "river": {
                    "name": TOWN.river_name,
                    "points": [(point.lat, point.lon) for point in TOWN.river],
                    "width_m": TOWN.river_width_m,
                },
                "streets": [
                    {
                        "name": street.name,
                        "rank": street.rank,
                        "points": [(point.lat, point.lon) for point in street.points],
                    }
                    for street in TOWN.streets
                ],
                "areas": [
                    {
                        "name": area.name,
                        "kind": area.kind,
                        "outline": [(point.lat, point.lon) for point in area.outline],
                    }
                    for area in TOWN.areas
                ],
            },
        },
        "shops": [_shop(shop) for shop in SHOPS],
    }


def _shop(shop: DemoShop) -> dict[str, object]:
    same = ("slug", "trade", "sign", "legal_name", "siret", "vat_number", "naf", "street")
    more = ("postcode", "city", "phone", "email", "accent", "tagline", "story", "closure_note")
    return {name: getattr(shop, name) for name in (*same, *more)} | {
        "position": (shop.position.lat, shop.position.lon),
        "services": list(shop.services),
        "front_photo": f"{shop.slug}.jpg",
        "carriage": carriage_of(shop.slug),
        "hours": [
            {
                "weekday": period.weekday,
                "opens": period.opens.isoformat("minutes"),
                "closes": period.closes.isoformat("minutes"),
            }
            for period in shop.hours
        ],
        "people": [
            {
                "first_name": person.first_name,
                "last_name": person.last_name,
                "role": person.role,
                "presentation": person.presentation,
            }
            for person in shop.people
        ],
    }
