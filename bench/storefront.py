"""A marketplace of one shop on the loopback: the real program in a process of its own."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

SLUG = "l-etal-de-mesure"
_START_S, _STOP_S, _LOOK_AGAIN_S = 90, 15, 0.05


class Storefront:
    """Where it answers, and how a shop joins it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def invite(self) -> str:
        """Return the code by which the shop joins."""
        return str(json.loads(self._command("shop", "invite", SLUG, "--json"))["code"])

    def found(self) -> None:
        """Found the town with its one shop."""
        town = {
            "town": {"name": "Valmoret", "slug": "valmoret", "postcode": "47985"},
            "shops": [
                {
                    "slug": SLUG,
                    "sign": "L'Étal de mesure",
                    "trade": "Bazar",
                    "position": [44.5015, 0.2165],
                    # Day and night: a benchmark is run at any hour.
                    "hours": [
                        {"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(7)
                    ],
                }
            ],
        }
        document = self.folder / "town.json"
        document.write_text(json.dumps(town), "utf-8")
        self._command("town", "load", str(document))

    def has(self, path: str, *words: str) -> bool:
        """Tell whether a page is there and says all of it."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            page = answer.read().decode("utf-8", "replace")
        return answer.status == 200 and all(each in page for each in words)

    def command_line(self, *words: str) -> list[str]:
        """Return the program and its place."""
        database = f"sqlite:///{(self.folder / 'marketplace.db').as_posix()}"
        place = ["--database", database, "--data", str(self.folder)]
        return [sys.executable, "-m", "marketplace", *words, *place]

    def _command(self, *words: str) -> str:
        done = subprocess.run(
            self.command_line(*words), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"the marketplace refused: {done.stderr[-800:]}")
        return done.stdout


@contextmanager
def storefront(folder: Path) -> Iterator[Storefront]:
    """Yield a marketplace that answers, and end it.

    Raises:
        RuntimeError: it did not start; with what it complained of.
    """
    folder.mkdir(parents=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = int(door.getsockname()[1])
    made = Storefront(folder, port)
    made.found()
    log = folder / "marketplace.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            made.command_line("serve", "--port", str(port)), stdout=told, stderr=told
        )
    try:
        _await_first_page(made, process, log)
        yield made
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_first_page(made: Storefront, process: "subprocess.Popen[bytes]", log: Path) -> None:
    pause = Event()
    for _ in range(int(_START_S / _LOOK_AGAIN_S)):
        if process.poll() is not None:
            break
        try:
            if made.has("/robots.txt"):
                return
        except OSError:
            pass
        pause.wait(_LOOK_AGAIN_S)
    raise RuntimeError(f"the marketplace did not start: {log.read_text('utf-8')[-800:]}")
