"""The archive: whole, readable by anybody, and verified without our program."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fiscal import (
    ArchiveBody,
    ArchiveRefusedError,
    EventBody,
    EventCode,
    FileSigner,
    Kind,
    Period,
    Sealed,
    canonical,
    verify_journal,
)
from fiscal.archive import archive_rows, read_archive, write_archive
from tests.fiscal.hub import Hub
from tests.fiscal.till import Till, a_refund, a_sale

BuildTill = Callable[..., Till]


def archived(till: Till, target: Path) -> ArchiveBody:
    """Write the archive and its ARCHIVE record."""
    body = write_archive(target, till.store, till.signer, clock_ms=till.clock, medium="USB")
    till.journal.record_archive(body, operator="01")
    return body


def verified(target: Path, *arguments: str, path: str | None = None) -> tuple[int, str]:
    """Run the archive's own verifier in a bare interpreter."""
    script = target.with_name("verify.py")
    with zipfile.ZipFile(target) as archive:
        script.write_bytes(archive.read("verify.py"))
    environment = {} if path is None else {"PATH": path}
    answer = subprocess.run(
        [sys.executable, "-I", script, target, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment or None,
    )
    return answer.returncode, answer.stdout + answer.stderr


def lived(till: Till, days: int = 3) -> Till:
    """Let a till live some days, refunds, events and closures included."""
    for day in range(days):
        till.clock.set(f"2026-11-{21 + day} 10:00:00")
        till.journal.close_forgotten()
        sold = till.sell(500, 120)
        till.journal.record_refund(a_refund(sold, 120, ttc_before=620), operator="02")
        till.sell_on(3)
        event = EventBody(code=EventCode.PRICE_CHANGED, text="=1+1", details={"by": "02"})
        till.journal.record_event(event, operator="@2")
    till.journal.close_period(Period.MONTH, operator="01")
    return till


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "archive.zip"


def table(target: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(target) as archive:
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def altered(target: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Return a copy with some entries changed."""
    copy = target.with_name("altered.zip")
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
    return copy


class TestContents:
    def test_everything_is_in_it_in_the_promised_order(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        with zipfile.ZipFile(target) as archive:
            names = archive.namelist()
            readme = archive.read("README.txt").decode()

        assert names == [
            "README.txt",
            "manifest.json",
            "journal.jsonl",
            "anchors.jsonl",
            "closures.csv",
            "tickets.csv",
            "vat.csv",
            "payments.csv",
            "events.csv",
            "keys/epoch-1.pem",
            "schema.json",
            "verify.py",
            "manifest.sig",
        ]
        assert all(name in readme for name in names if not name.startswith(("README", "keys")))
        assert "FRANÇAIS" in readme
        assert "ENGLISH" in readme

    def test_manifest_tells_period_totals_and_keys(self, till: Till, target: Path) -> None:
        body = archived(lived(till), target)

        with zipfile.ZipFile(target) as archive:
            text = archive.read("manifest.json")
        manifest = canonical.loads(text)

        assert canonical.digest(text) != body.manifest
        assert manifest["before"] == {"gtn": 0, "gta": 0, "adv": 0}
        assert manifest["after"]["gtn"] == till.journal.head().gtn
        assert (manifest["from_bd"], manifest["to_bd"]) == ("2026-11-21", "2026-11-23")
        assert manifest["last"] == {"seq": body.last_seq, "h": till.rows[-2].h.hex()}
        assert manifest["keys"] == [{"pub": till.pub.hex(), "from_seq": 1, "epoch": 1}]
        assert till.rows[-1].record().b["manifest"] == body.manifest.hex()
        assert till.rows[-1].record().k is Kind.ARCHIVE

    def test_extracts_tell_what_the_records_tell(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        tickets, closures = table(target, "tickets.csv"), table(target, "closures.csv")
        vat, payments = table(target, "vat.csv"), table(target, "payments.csv")
        events = table(target, "events.csv")

        assert len(tickets) == len(vat) == len(payments) == 15
        assert (tickets[0]["total_ttc"], tickets[1]["total_ttc"]) == ("6,20", "-1,20")
        assert vat[0]["rate_percent"] == "20,00"
        assert [row["period"] for row in closures] == ["D", "D", "D", "M"]
        assert {row["code"] for row in events} == {"50", "190", "260", "432"}

    def test_no_cell_is_a_formula(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        prices = [row for row in table(target, "events.csv") if row["code"] == "432"]

        assert prices[0]["text"] == "'=1+1"
        assert prices[0]["operator"] == "'@2"

    def test_every_envelope_fits_the_schema(self, till: Till, target: Path) -> None:
        archived(lived(till), target)
        with zipfile.ZipFile(target) as archive:
            schema = json.loads(archive.read("schema.json"))
            rows = [Sealed(*row) for row in archive_rows(archive)]

        for row in rows:
            fields = canonical.loads(row.c)
            assert set(schema["required"]) <= set(fields) <= set(schema["properties"])
            assert fields["k"] in schema["properties"]["k"]["enum"]
        assert set(schema["properties"]["k"]["enum"]) == {kind.value for kind in Kind}


class TestOwnVerifier:
    def test_it_finds_nothing_in_a_sound_archive(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        code, words = verified(target, "--key", till.pub.hex())

        assert code == 0, words
        assert "OK: nothing found" in words
        assert "checked again by openssl: 6" in words

    def test_it_needs_no_openssl(self, till: Till, target: Path, tmp_path: Path) -> None:
        archived(lived(till), target)

        code, words = verified(target, path=str(tmp_path))

        assert code == 0, words
        assert "checked again by openssl: 0" in words

    def test_openssl_alone_verifies_manifest_and_record(
        self, till: Till, target: Path, tmp_path: Path
    ) -> None:
        openssl = shutil.which("openssl")
        assert openssl is not None
        archived(lived(till), target)
        with zipfile.ZipFile(target) as archive:
            archive.extractall(tmp_path)
            row = next(Sealed(*row) for row in archive_rows(archive))
        (tmp_path / "rec.bin").write_bytes(b"TVFJ/1\n" + row.c)
        (tmp_path / "rec.sig").write_bytes(row.s)

        for signature, subject in (("manifest.sig", "manifest.json"), ("rec.sig", "rec.bin")):
            answer = subprocess.run(
                [
                    *(openssl, "dgst", "-sha256", "-verify", "keys/epoch-1.pem"),
                    *("-signature", signature, subject),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert answer.stdout == "Verified OK\n"

    def test_it_checks_the_hub_s_receipts(self, till: Till, target: Path, keys: Path) -> None:
        hub = Hub(keys, till.pub, till.clock.now_ms)
        for _ in range(3):
            till.sell_on(2)
            hub.anchor(till.journal)
        archived(lived(till), target)

        assert verified(target, "--hub-key", hub.key.hex())[0] == 0
        code, words = verified(target, "--hub-key", till.pub.hex())
        assert code == 1
        assert words.count("its receipt was not signed by the hub") == 3

    def test_it_follows_degraded_runs_and_new_keys(
        self, till: Till, target: Path, tmp_path: Path
    ) -> None:
        pinned = till.pub
        till.sell(100)
        till.signer.is_away = True
        till.sell(100)
        till.signer.is_away = False
        till.sell(100)
        new = FileSigner(tmp_path, "new")
        till.journal.rotate_key(new, operator="00")
        till.signer.inner = new
        archived(lived(till), target)

        code, words = verified(target, "--key", pinned.hex())

        assert code == 0, words
        assert "unsigned records: 2" in words

    def test_the_next_archive_begins_after_the_last(self, till: Till, target: Path) -> None:
        first = archived(lived(till), target)
        till.clock.set("2026-11-24 10:00:00")
        till.sell_on(4)
        till.journal.close_period(Period.YEAR, operator="01")
        later = target.with_name("later.zip")

        second = archived(till, later)

        assert second.first_seq == first.last_seq + 1
        assert second.is_year
        assert not first.is_year
        code, words = verified(later)
        assert code == 0, words
        report = verify_journal(till.rows, till.pub, head=till.journal.head())
        assert report.findings == ()

    @pytest.mark.parametrize(
        ("name", "change", "words"),
        [
            ("journal.jsonl", lambda text: text.replace(b"Pain", b"Lait", 1), "does not have"),
            ("journal.jsonl", lambda text: text[text.index(b"\n") + 1 :], "out of sequence"),
            ("journal.jsonl", lambda text: text[: text.rindex(b"\n", 0, -1) + 1], "not end"),
            ("journal.jsonl", lambda text: text.replace(b'"s": "30', b'"s": "31', 1), "signed"),
            ("tickets.csv", lambda text: text.replace(b"6,20", b"0,20"), "differs from its hash"),
            ("manifest.json", lambda text: text.replace(b"T01", b"T02"), "manifest.sig"),
            ("manifest.sig", lambda text: text[:-1], "manifest.sig"),
            ("README.txt", lambda text: text[1:], "README.txt"),
        ],
    )
    def test_it_finds_what_was_altered(
        self,
        till: Till,
        target: Path,
        name: str,
        change: Callable[[bytes], bytes],
        words: str,
    ) -> None:
        archived(lived(till), target)

        code, told = verified(altered(target, {name: change}))

        assert code == 1
        assert words in told

    def test_it_finds_another_key_than_the_expected(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        code, words = verified(target, "--key", "02" + "00" * 32)

        assert code == 1
        assert "not the one expected" in words

    def test_what_is_no_archive_is_said_in_one_sentence(self, till: Till, target: Path) -> None:
        archived(lived(till), target)
        broken = target.with_name("broken.zip")
        broken.write_bytes(b"PK\x03\x04 rubbish")
        script = target.with_name("verify.py")
        verified(target)
        for wrong in (broken, target.with_name("missing.zip")):
            answer = subprocess.run(
                [sys.executable, "-I", script, wrong], capture_output=True, text=True, check=False
            )
            assert answer.returncode == 2
            assert answer.stderr.count("\n") == 1
            assert "Traceback" not in answer.stderr


class TestReadBack:
    def test_an_archive_is_verified_like_the_journal(self, till: Till, target: Path) -> None:
        archived(lived(till), target)
        till.clock.set("2026-11-24 10:00:00")
        till.sell_on(4)
        till.journal.close_period(Period.DAY, operator="01")
        later = target.with_name("later.zip")
        archived(till, later)

        for path in (target, later):
            with zipfile.ZipFile(path) as archive:
                told = read_archive(archive)
                report = verify_journal(archive_rows(archive), told.pub, start=told.start)
            assert report.findings == ()
            assert report.records == told.manifest["records"]

    @pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "vat.csv"])
    def test_an_altered_archive_is_not_read(self, till: Till, target: Path, name: str) -> None:
        archived(lived(till), target)
        copy = altered(target, {name: lambda text: text + b" "})

        with zipfile.ZipFile(copy) as archive, pytest.raises(ArchiveRefusedError):
            read_archive(archive)

    def test_some_zip_is_no_archive(self, target: Path) -> None:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("manifest.json", "{}")
        with zipfile.ZipFile(target) as archive, pytest.raises(ArchiveRefusedError):
            read_archive(archive)

    def test_a_manifest_of_a_gigabyte_is_not_read(self, target: Path) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", b" " * 2_000_000)
        with zipfile.ZipFile(target) as archive, pytest.raises(ArchiveRefusedError):
            read_archive(archive)

    def test_a_hostile_archive_is_refused_and_never_crashes(self, till: Till, target: Path) -> None:
        archived(lived(till), target)
        for line in (b"[]", b'{"c":1}', b'{"c":"{}","h":"","s":""}', b"\xff", b"[" * 100_000):
            copy = altered(target, {"journal.jsonl": lambda text, line=line: line + b"\n" + text})
            with zipfile.ZipFile(copy) as archive, pytest.raises(ArchiveRefusedError):
                list(archive_rows(archive))

    @pytest.mark.parametrize(
        "start",
        [{}, {"seq": "1"}, {"kinds": {"SALE": ["1", "", 1]}}, {"closes": {"D": 3}}, {"odd": 1}],
    )
    def test_a_start_that_is_no_head_is_refused(
        self, till: Till, target: Path, start: dict[str, object]
    ) -> None:
        archived(lived(till), target)
        with zipfile.ZipFile(target) as archive:
            manifest = canonical.loads(archive.read("manifest.json"))
        text = canonical.dumps(manifest | {"start": manifest["start"] | start if start else []})
        signature = till.signer.sign(hashlib.sha256(text).digest())
        copy = altered(
            target, {"manifest.json": lambda _: text, "manifest.sig": lambda _: signature}
        )

        with zipfile.ZipFile(copy) as archive, pytest.raises(ArchiveRefusedError):
            read_archive(archive)


class TestRefusals:
    def test_an_open_day_is_not_archived(self, till: Till, target: Path) -> None:
        lived(till)
        till.sell(100)

        with pytest.raises(ArchiveRefusedError):
            archived(till, target)
        assert list(target.parent.iterdir()) == []

    def test_nothing_is_archived_twice(self, till: Till, target: Path) -> None:
        archived(lived(till), target)

        with pytest.raises(ArchiveRefusedError):
            archived(till, target.with_name("again.zip"))

    def test_a_key_changed_since_the_closure_wants_another_closure(
        self, till: Till, target: Path, tmp_path: Path
    ) -> None:
        lived(till)
        folder = tmp_path / "new"
        folder.mkdir()
        new = FileSigner(folder, "new")
        till.journal.rotate_key(new, operator="00")
        till.signer.inner = new

        with pytest.raises(ArchiveRefusedError):
            archived(till, target)
        till.journal = till.journal_with(new)
        till.journal.record_sale(a_sale(100), operator="01")
        till.journal.close_period(Period.DAY, operator="01")
        archived(till, target)
        assert verified(target)[0] == 0

    def test_an_archive_appears_whole_or_not_at_all(
        self, till: Till, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lived(till)
        till.signer.is_away = True

        with pytest.raises(Exception, match="away"):
            archived(till, target)
        assert list(target.parent.iterdir()) == []

    def test_an_interim_archive_in_a_running_month_is_sound(
        self, a_till: BuildTill, target: Path
    ) -> None:
        till = a_till()
        till.sell(100)
        till.journal.close_period(Period.DAY, operator="01")
        archived(till, target)
        till.sell(100)
        till.journal.close_period(Period.YEAR, operator="01")
        later = target.with_name("later.zip")
        archived(till, later)

        with zipfile.ZipFile(later) as archive:
            told = read_archive(archive)
            report = verify_journal(archive_rows(archive), told.pub, start=told.start)
        assert report.findings == ()
        assert replace(told.start, seq=0) != told.start
        assert verified(later)[0] == 0
