"""The doctor says in one sentence how the till's journal is, and what to do about it."""

from contextlib import closing
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.services.books import succession
from desktop.services.database import FILE_NAME
from desktop.services.till import till_sessions
from desktop.services.upkeep.doctor import Finding, Health, examine
from desktop.settings import Settings
from desktop.ui.wording import Language, Wording
from fiscal import FolderKeyStore
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from tests.services.books.test_succession import a_bakery, told_of_a_loss
from tests.support.a_shop import MORNING, OWNER, open_again, sell


def journal_of(folder: Path, till: str = "T01") -> Finding:
    settings, clock = Settings(till=till), SetClock(MORNING)
    findings = examine(folder, settings, "", lambda: None, clock, FolderKeyStore(folder))
    (finding,) = [each for each in findings if each.part == "journal"]
    for language in Language:
        assert Wording(language, settings.zone)(finding.code, **finding.facts)
    return finding


def write(folder: Path, *statements: str) -> None:
    """Do what somebody with the database's tools does."""
    with closing(dbapi2.connect(folder / FILE_NAME)) as opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            opened.execute(statement)
        opened.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a shop that sold twice and is closed."""
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        sell(shop, "Pain")
    return builder.folder


def test_a_whole_journal_is_good_and_none_is_absent(folder: Path, tmp_path: Path) -> None:
    good = journal_of(folder)
    assert (good.health, good.code) == (Health.GOOD, "doctor.journal_good")
    assert int(good.facts["count"]) > 4

    for empty in (tmp_path / "nothing", a_closed_shop(tmp_path / "new")):
        assert journal_of(empty).health is Health.ABSENT


def a_closed_shop(tmp_path: Path) -> Path:
    builder = a_bakery(tmp_path).with_closed_till()
    tmp_path.mkdir()
    builder.open().close()
    return builder.folder


def test_an_end_that_was_cut_off_is_told(folder: Path) -> None:
    last = int(journal_of(folder).facts["count"])
    write(folder, "DELETE FROM journal_record WHERE seq = (SELECT max(seq) FROM journal_record)")

    short = journal_of(folder)

    assert (short.health, short.code) == (Health.BAD, "doctor.journal_short")
    assert short.facts["seq"] == str(last - 1)


def test_a_record_that_was_altered_is_told(folder: Path) -> None:
    write(folder, "UPDATE journal_record SET c = c || ' ' WHERE seq = 4")

    altered = journal_of(folder)

    assert (altered.health, altered.code) == (Health.BAD, "doctor.journal_altered")
    assert altered.facts["seq"] == "4"


def test_a_key_that_is_gone_is_told_before_anything_is_written_without_it(folder: Path) -> None:
    (folder / "T01.pem").unlink()

    key = journal_of(folder)

    assert (key.health, key.code) == (Health.BAD, "doctor.journal_key")


def test_a_loss_the_marketplace_told_of_is_told_until_the_till_goes_on_as_another(
    tmp_path: Path,
) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
        told_of_a_loss(shop)

        lost = journal_of(shop.folder)
        assert (lost.health, lost.code) == (Health.BAD, "doctor.journal_lost")
        assert lost.facts["seq"] == "99"

        succession.succeed(shop, OWNER)
        till_sessions.open_till(shop, Money(0), OWNER)
        follows = journal_of(shop.folder, "T01B")

    assert (follows.health, follows.code) == (Health.GOOD, "doctor.journal_follows")
    assert (follows.facts["till"], follows.facts["before"]) == ("T01B", "T01")


def test_a_till_without_its_key_is_followed_before_it_wrote_anything(tmp_path: Path) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        sell(shop, "Pain")
    (builder.folder / "T01.pem").unlink()
    with closing(open_again(builder.folder)) as shop:
        assert succession.succeed(shop, OWNER) == "T01B"
