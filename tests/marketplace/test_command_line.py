"""The operator's commands, as processes: what they print, how they end, what they say of trouble."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket

import httpx2
import pytest
from pysqlite3 import dbapi2

from marketplace import cli
from marketplace.api.desk import SyncDesk
from marketplace.services.hub import open_hub
from marketplace.services.problems import ProblemError
from sync.engine.enrolment import Identity, SoftwareKey, enrol_request, token_request
from sync.kernel.clock import SystemClock, milliseconds
from sync.kernel.ids import new_id
from tests.marketplace.test_town_file import a_document, a_picture
from tests.support.loaded_marketplace import HUB
from tests.support.loaded_program import anew


def variables_of(**environment: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1", **environment}


def run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return HUB.run(placed(folder, words), variables_of(**environment), Path.cwd())


def placed(folder: Path, words: Sequence[str]) -> list[str]:
    place = () if "--database" in words else ("--database", str(folder / "hub.db"))
    return [*words, *place]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("operator")
    (folder / "town.json").write_text(json.dumps(a_document()), "utf-8")
    (folder / "front.jpg").write_bytes(a_picture())
    done = run(folder, "town", "load", str(folder / "town.json"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Valmoret-sur-Ardelle : 1 boutique chargée.\n"
    return folder


@pytest.mark.parametrize("words", [("shop", "invite", "personne"), ("--help",)])
def test_a_loaded_program_answers_as_one_that_starts_anew(town: Path, words: Sequence[str]) -> None:
    asked = words if words == ("--help",) else placed(town, words)
    loaded = HUB.run(asked, variables_of(), Path.cwd())
    new = anew("marketplace", asked, variables_of(), Path.cwd())
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (
        *(new.returncode, new.stdout, new.stderr),
    )


def test_shop_is_added_listed_and_invited(town: Path) -> None:
    added = run(
        town,
        "shop",
        "add",
        "Chez Zoé",
        "--trade",
        "Fleuriste",
        "--lat",
        "44.5",
        "--lon",
        "0.2",
        "--hours",
        "lun 09:00-12:30",
        "--hours",
        "sat 09:00-18:00",
    )
    assert (added.returncode, added.stdout) == (0, "Chez Zoé est inscrite : chez-zoe.\n")
    invited = json.loads(run(town, "shop", "invite", "chez-zoe", "--json").stdout)
    assert len(invited["code"]) == 9
    plain = run(town, "shop", "invite", "chez-zoe")
    assert len(plain.stdout.strip()) == 9
    listed = json.loads(run(town, "shop", "list", "--json").stdout)
    assert {shop["slug"]: shop["status"] for shop in listed} == {
        "chez-zoe": "invited",
        "la-mie-doree": "active",
    }
    assert listed[0]["id"] == invited["shop"]


def test_doctor_finds_a_healthy_marketplace(town: Path) -> None:
    done = run(town, "doctor", "--json")
    assert done.returncode == 0
    assert all(check["ok"] for check in json.loads(done.stdout))


def test_stolen_pc_is_found_and_shown_out(town: Path) -> None:
    invited = json.loads(run(town, "shop", "invite", "la-mie-doree", "--json").stdout)
    key = SoftwareKey(SoftwareKey.draw())
    request = enrol_request(invited["code"], "PC du comptoir", new_id(), key)
    with closing(open_hub(cli.settings_of(str(town / "hub.db"), None))) as hub:
        stolen = SyncDesk(hub).enrol(request).device
    devices = ("shop", "devices", "la-mie-doree")
    (listed,) = json.loads(run(town, *devices, "--json").stdout)
    assert (listed["id"], listed["revoked"]) == (stolen, False)
    neighbour = run(town, "shop", "revoke", "personne", stolen)
    assert (neighbour.returncode, "Introuvable" in neighbour.stderr) == (1, True)
    assert run(town, "shop", "revoke", "la-mie-doree", stolen).returncode == 0
    assert "PC du comptoir (écarté)" in run(town, *devices).stdout
    at = milliseconds(SystemClock().now())
    asked = token_request(Identity("", stolen, key), at, "once")
    with closing(open_hub(cli.settings_of(str(town / "hub.db"), None))) as hub:
        desk = SyncDesk(hub)
        with pytest.raises(ProblemError, match="revoked"):
            desk.token(asked)


def test_marketplace_put_back_from_a_backup_opens_a_new_epoch_each_time(town: Path) -> None:
    epochs = set()
    for _ in range(2):
        done = run(town, "restored")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Restauration notée")
        with closing(dbapi2.connect(str(town / "hub.db"))) as connection:
            epochs.add(connection.execute("SELECT epoch FROM hub").fetchone())
    assert len(epochs) == 2
    doctor = json.loads(run(town, "doctor", "--json").stdout)
    assert all(check["ok"] for check in doctor), "the audit trail goes on"


def test_empty_database_is_no_backup_that_was_put_back(tmp_path: Path) -> None:
    done = run(tmp_path, "restored")
    assert (done.returncode, "Introuvable" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("shop", "invite", "personne"), 1, "Introuvable"),
        (("town", "create", "Valmoret", "--slug", "valmoret"), 1, "existe déjà"),
        (("shop", "archive", "personne", "--out", "w01.zip"), 1, "Introuvable"),
        (("town", "load", "nulle-part.json"), 3, "Impossible de lire nulle-part.json"),
        (("serve", "--port", "quatre-vingts"), 2, "--port"),
        (("serve", "--port", "70000"), 2, "--port"),
        (("serve", "--host", "192.0.2.1"), 3, "n’est pas à cette machine"),
        (("nope",), 2, "nope"),
        (("doctor", "--database", "rien://x"), 3, "pilote"),
        (("doctor", "--database", "/dev/null/hub.db"), 3, "vérifiez le chemin"),
        (
            ("shop", "add", "X", "--trade", "t", "--lat", "1", "--lon", "2", "--hours", "hier"),
            2,
            "n’est pas un horaire",
        ),
    ],
)
def test_trouble_is_one_sentence_and_the_right_code(
    town: Path,
    words: tuple[str, ...],
    code: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = () if "--database" in words else ("--database", str(town / "hub.db"))
    monkeypatch.setattr(
        sys, "argv", ["comptoir-hub", *words, *(place if words != ("nope",) else ())]
    )
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == code, said
    assert sentence in said
    assert len(said.strip().splitlines()) == 1


def test_english_operator_is_spoken_to_in_english(town: Path) -> None:
    assert "Not found" in run(town, "shop", "invite", "nobody", LC_ALL="en_GB.UTF-8").stderr


def test_corrupt_and_newer_databases_are_said(town: Path, tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"this is no database " * 300)
    done = run(tmp_path, "doctor")
    assert (done.returncode, "n’est pas une base saine" in done.stderr) == (3, True)
    newer = tmp_path / "newer.db"
    newer.write_bytes((town / "hub.db").read_bytes())
    with dbapi2.connect(str(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = run(tmp_path, "doctor", "--database", str(newer))
    assert (done.returncode, "version plus récente" in done.stderr) == (3, True)


def test_taken_port_is_said(town: Path) -> None:
    with socket(AF_INET, SOCK_STREAM) as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        done = run(town, "serve", "--port", str(door.getsockname()[1]))
    assert done.returncode == 3
    assert "est déjà pris" in done.stderr


def serving(folder: Path, database: str = "") -> tuple[subprocess.Popen[str], str]:
    """Start the marketplace and return it with the address it says it has."""
    place = ("--database", database, "--data", str(folder)) if database else ()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "marketplace",
            "serve",
            "--port",
            "0",
            *(place or ("--database", str(folder / "hub.db"))),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1"},
    )
    assert process.stdout
    line = process.stdout.readline()
    return process, line.split(" : ")[1].split(" ")[0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_marketplace_serves_until_it_is_asked_to_stop(town: Path, how: signal.Signals) -> None:
    process, url = serving(town)
    try:
        assert httpx2.get(f"{url}/health", timeout=30).json()["town"] == "valmoret"
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == (0 if how is signal.SIGINT else -signal.SIGTERM)
    assert "Traceback" not in said


def test_steward_reads_what_waits_and_a_mail_server_must_be_one(town: Path) -> None:
    told = run(town, "steward", "--json")
    assert (told.returncode, json.loads(told.stdout)) == (0, {"orders": [], "stuck_refunds": 0})
    assert run(town, "steward").stdout == "Rien n’attend.\n"
    refused = run(town, "serve", "--port", "0", "--smtp", "http://x", "--mail-from", "a@b.fr")
    assert (refused.returncode, "courrier" in refused.stderr) == (3, True)
