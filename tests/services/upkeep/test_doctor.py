"""Each part around the till is told in one finding: how it is, and what to do about it."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from desktop.bootstrap import examine as examine_folder
from desktop.devices.camera import open_source
from desktop.services.database import FILE_NAME
from desktop.services.upkeep.doctor import Finding, Health, examine, read_place
from desktop.settings import PrinterSettings, Settings
from desktop.ui.wording import Language, Wording
from printing.simulator import PrinterSimulator
from sync.kernel.clock import SetClock
from tests.support.a_shop import MORNING, PROFILE, a_shop

CLOCK = SetClock(MORNING)


class _Hub(BaseHTTPRequestHandler):
    """Answers like a marketplace, at the hour it is told."""

    hour = ""

    def do_HEAD(self) -> None:
        self.send_response_only(200)
        if self.hour:
            self.send_header("Date", self.hour)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def a_hub(hour: str) -> Iterator[str]:
    kind = type("_HubAtThatHour", (_Hub,), {"hour": hour})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def no_camera() -> None:
    open_source("").close()


def found(
    part: str, folder: Path, settings: Settings | None = None, hub_url: str = ""
) -> list[Finding]:
    used = settings or Settings()

    def camera() -> None:
        open_source(used.camera).close()

    return [each for each in examine(folder, used, hub_url, camera, CLOCK) if each.part == part]


def one(part: str, folder: Path, settings: Settings | None = None, hub_url: str = "") -> Finding:
    (finding,) = found(part, folder, settings, hub_url)
    return finding


def test_every_finding_has_its_words_in_both_languages(tmp_path: Path) -> None:
    for language in Language:
        say = Wording(language, Settings().zone)
        for each in examine_folder(tmp_path):
            assert say(each.code, **each.facts)
            assert say(f"doctor.part_{each.part}")
            assert say(f"doctor.health_{each.health}")


def test_an_empty_place_lacks_things_and_nothing_is_wrong(tmp_path: Path) -> None:
    findings = examine_folder(tmp_path / "not" / "yet")
    assert {each.part for each in findings} == {
        *("database", "disk", "sqlite", "printer", "camera", "scanner", "hub", "clock"),
        *("journal", "pole", "scale", "terminal", "lockers", "ports", "law"),
    }
    # Whether the law's numbers are old depends on the day the test runs.
    lasting = [each for each in findings if each.part != "law"]
    assert [each for each in lasting if each.health is Health.BAD] == []
    assert not (tmp_path / "not").exists()


def test_a_shop_is_examined_while_it_is_open(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_settings(language="en", camera="7").opened() as shop:
        settings, hub_url = read_place(shop.folder)
        assert (settings.profile, settings.language, settings.camera) == (PROFILE, "en", "7")
        assert hub_url == ""
        assert one("database", shop.folder).code == "doctor.database_good"


def test_the_marketplace_of_an_enrolled_shop_is_known(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            work.connection.execute(
                text(
                    "INSERT INTO enrolment VALUES"
                    " ('d', 'k', 'http://127.0.0.1:9', '02', 'Sceaux', x'7b7d', 0, 1)"
                )
            )
            work.commit()
        assert read_place(shop.folder)[1] == "http://127.0.0.1:9"


def test_settings_that_cannot_be_read_are_the_defaults(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, shop.begin() as work:
        work.connection.execute(text("UPDATE setting SET value = '{broken'"))
        work.commit()
    assert read_place(tmp_path / "shop")[0] == Settings()


def test_a_damaged_database_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"no database" * 100)
    assert one("database", tmp_path).code == "doctor.database_unreadable"
    assert read_place(tmp_path) == (Settings(), "")
    file.unlink()
    file.mkdir()
    assert one("database", tmp_path).code == "doctor.database_unreadable"


def test_a_page_gone_wrong_is_a_damaged_database(tmp_path: Path) -> None:
    a_shop(tmp_path).open().close()
    file = tmp_path / "shop" / FILE_NAME
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\xa5" * 4096 * 9
    file.write_bytes(content)
    finding = one("database", tmp_path / "shop")
    assert finding.health is Health.BAD
    assert finding.code in {"doctor.database_corrupt", "doctor.database_unreadable"}


def test_a_newer_database_asks_for_an_update(tmp_path: Path) -> None:
    with closing(dbapi2.connect(str(tmp_path / FILE_NAME))) as opened:
        opened.execute("PRAGMA user_version = 99")
    assert one("database", tmp_path).code == "doctor.database_too_new"


def test_a_file_in_place_of_the_folder_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert one("disk", tmp_path / "file").code == "doctor.disk_read_only"


def printer(address: str) -> Settings:
    return Settings(printers=(PrinterSettings(code="p", name="Comptoir", address=address),))


def test_a_printer_says_itself_how_it_stands(tmp_path: Path) -> None:
    with PrinterSimulator() as simulated:
        settings = printer(f"tcp://127.0.0.1:{simulated.port}")
        assert one("printer", tmp_path, settings).code == "doctor.printer_good"
        simulated.run_out_of_paper()
        finding = one("printer", tmp_path, settings)
        assert (finding.health, finding.code) == (Health.BAD, "doctor.printer_paper_out")
        assert simulated.papers == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("file:///nowhere/usb/lp0", "doctor.printer_unreachable"),
        ("usb://04b8:0e15", "doctor.printer_unreachable"),
        ("windows://EPSON TM-T20", "doctor.printer_unreachable"),
        ("parallel://lpt1", "doctor.printer_address"),
        ("tcp://:x", "doctor.printer_address"),
        ("", "doctor.printer_address"),
    ],
)
def test_a_printer_that_is_not_there_is_told(tmp_path: Path, address: str, code: str) -> None:
    finding = one("printer", tmp_path, printer(address))
    assert (finding.health, finding.code) == (Health.BAD, code)


def test_a_silent_socket_is_a_printer_of_a_simple_kind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert one("printer", tmp_path, printer(f"tcp://127.0.0.1:{port}")).health is Health.GOOD


def test_nobody_at_the_printers_address_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    finding = one("printer", tmp_path, printer(f"tcp://127.0.0.1:{port}"))
    assert finding.code == "doctor.printer_unreachable"


def test_a_camera_is_absent_good_or_bad(tmp_path: Path) -> None:
    assert one("camera", tmp_path).code == "doctor.camera_none"
    folder = Settings(camera=str(tmp_path))
    assert one("camera", tmp_path, folder).code == "doctor.camera_good"
    gone = Settings(camera=str(tmp_path / "gone"))
    assert one("camera", tmp_path, gone).code == "doctor.camera_bad"


@pytest.mark.parametrize(
    ("hour", "code"),
    [
        ("Mon, 23 Nov 2026 08:31:59 GMT", "doctor.clock_good"),
        ("Mon, 23 Nov 2026 08:28:01 GMT", "doctor.clock_good"),
        ("Mon, 23 Nov 2026 08:33:00 GMT", "doctor.clock_bad"),
        ("Mon, 23 Nov 2026 07:30:00 -0000", "doctor.clock_bad"),
        ("", "doctor.clock_unknown"),
    ],
)
def test_the_clock_is_compared_with_the_marketplaces(tmp_path: Path, hour: str, code: str) -> None:
    with a_hub(hour) as url:
        assert one("hub", tmp_path, hub_url=url).code == "doctor.hub_good"
        assert one("clock", tmp_path, hub_url=url).code == code


@pytest.mark.parametrize(
    ("day", "code"),
    [(MORNING, "doctor.law_good"), (datetime(2028, 1, 3, 9, tzinfo=UTC), "doctor.law_old")],
)
def test_articles_with_new_numbers_are_told(tmp_path: Path, day: datetime, code: str) -> None:
    findings = examine(tmp_path, Settings(), "", no_camera, SetClock(day))

    assert [each.code for each in findings if each.part == "law"] == [code]


def test_how_wrong_the_clock_is_is_told_in_minutes(tmp_path: Path) -> None:
    slow = SetClock(MORNING - timedelta(minutes=9))
    with a_hub("Mon, 23 Nov 2026 08:30:00 GMT") as url:
        clock = examine(tmp_path, Settings(), url, no_camera, slow)[-1]
    assert clock.facts == {"minutes": "9"}


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1", "no address", "http://127.0.0.1:x"])
def test_an_address_that_is_none_is_no_marketplace(tmp_path: Path, url: str) -> None:
    assert one("hub", tmp_path, hub_url=url).code == "doctor.hub_bad"
    assert one("clock", tmp_path, hub_url=url).code == "doctor.clock_unknown"


def test_what_answers_nonsense_is_no_marketplace(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(100)
                line.sendall(b"SSH-2.0\r\n\r\n")

        thread = Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert one("hub", tmp_path, hub_url=url).code == "doctor.hub_bad"
        thread.join()
