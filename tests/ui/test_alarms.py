"""The one line above everything: what the till tells by itself, and that it sells on."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from desktop.services.books.anchoring import AnchorRows
from desktop.services.papers.print_room import PrintRoom
from desktop.services.shop import Shop
from desktop.settings import PrinterSettings
from desktop.ui.wording import Language
from sync.contract import v1
from tests.support.a_shop import AShop, sell
from tests.ui.conftest import Counter, Opener

WORDS = {
    Language.FRENCH: ("Le journal de caisse a été modifié", "J'ai vu"),
    Language.ENGLISH: ("The till's journal was altered", "I have seen it"),
}


def with_bread(builder: AShop) -> AShop:
    return builder.with_product("Pain", 1_15, vat=550, code="3017620422003")


def edit_a_sale(shop: Shop) -> None:
    """Alter a signed record, as somebody with a tool for databases would."""
    sell(shop, "Pain")
    sell(shop, "Pain")
    with shop.begin() as work:
        work.connection.exec_driver_sql("DROP TRIGGER journal_record_no_update")
        work.connection.exec_driver_sql(
            "UPDATE journal_record SET c = CAST(replace(c, '115', '015') AS BLOB)"
            " WHERE seq = (SELECT min(seq) FROM journal_record WHERE kind = 'SALE')"
        )
        work.commit()


def check(at: Counter) -> None:
    at.window.check_journal()
    at.settle()


@pytest.mark.parametrize("language", list(Language))
def test_an_altered_journal_is_told_in_red_until_somebody_has_seen_it(
    counter: Opener, language: Language
) -> None:
    at = counter(with_bread, language=language, stock=edit_a_sale)
    assert not at.sees("alarm")
    check(at)

    sentence, answer = WORDS[language]
    assert at.text("alarm-words").startswith(sentence)
    assert at.text("alarm-act") == answer
    assert at.find("alarm").property("tone") == "stop"
    at.scan("3017620422003")
    assert at.sees("alarm")
    at.press("alarm-act")
    assert not at.sees("alarm")
    check(at)
    assert not at.sees("alarm")


def test_a_whole_journal_says_nothing(counter: Opener, no_sql_on_main: list[str]) -> None:
    at = counter(with_bread)
    no_sql_on_main.clear()  # opening the shop itself was the test's
    check(at)

    assert not at.sees("alarm")
    assert no_sql_on_main == []


def test_a_clock_years_ahead_is_asked_about_and_confirmed_in_the_same_line(counter: Opener) -> None:
    at = counter(with_bread, stock=years_pass)

    assert "2036" in at.text("alarm-words")
    at.press("alarm-act")
    assert not at.sees("alarm")


def years_pass(shop: Shop) -> None:
    sell(shop, "Pain")
    shop.clock.instant = datetime(2036, 3, 1, 9, 0, tzinfo=UTC)  # type: ignore[attr-defined]


def test_a_journal_that_lost_its_end_goes_on_as_a_new_till_by_one_touch(counter: Opener) -> None:
    at = counter(with_bread, stock=an_old_backup)
    assert "201" in at.text("alarm-words")

    at.press("alarm-act")

    assert not at.sees("alarm")
    assert at.shop.settings.till == "T01B"


def an_old_backup(shop: Shop) -> None:
    sell(shop, "Pain")
    AnchorRows(shop).record_refusal(
        v1.AnchorRefusal(verdict="ROLLBACK", at=3, held_seq=201, held_h="ab" * 32)
    )


def test_the_smallest_window_has_room_for_the_longest_alarm(counter: Opener) -> None:
    at = counter(with_bread, size=(1024, 720), stock=edit_a_sale)
    check(at)

    assert at.sees("alarm")
    assert at.window.minimumSizeHint().width() <= 1024
    assert at.window.minimumSizeHint().height() <= 720


def test_a_drawer_that_stayed_shut_is_told_until_somebody_knows(counter: Opener) -> None:
    away = PrinterSettings(code="counter", address="somewhere")
    at = counter(lambda builder: builder.with_settings(printers=(away,), receipt_printer="counter"))
    at.shop.spooler = PrintRoom(at.shop)
    at.key(Qt.Key.Key_F9)
    assert "à la clé" in at.text("alarm-words")
    assert "demandée" in at.text("banner-words")
    at.press("alarm-act")
    assert not at.sees("alarm")
