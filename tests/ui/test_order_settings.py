"""The shop's ladder, its rules and its hours are typed once, tried, and kept as a whole."""

from datetime import date, time

import msgspec
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from sqlalchemy import text

from desktop.domain.opening_hours import write_day
from desktop.services.online.bell import RecordedChime
from desktop.settings import AlarmRung
from sync.kernel.promise import SpecialDays
from tests.ui.conftest import Counter, Opener


def field(at: Counter, name: str) -> QLineEdit:
    found = at.find(name)
    assert isinstance(found, QLineEdit)
    return found


def test_a_rung_by_mail_is_kept_and_told_to_the_marketplace(counter: Opener) -> None:
    at = counter()
    at.settings("orders")
    at.press("settings-rung-add")
    field(at, "settings-rung-minutes-3").setText("8")
    field(at, "settings-rung-address-3").setText("claire@boutique.example")
    at.press("settings-save")
    rung = AlarmRung(after_minutes=8, channel="email", address="claire@boutique.example")
    assert at.shop.settings.ladder[2] == rung
    with at.shop.look() as look:
        (body,) = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'shop.ladder'")
        )
    assert [each["channel"] for each in msgspec.json.decode(body)["rungs"]] == ["email", "steward"]


def test_an_address_that_reaches_nobody_is_not_kept(counter: Opener) -> None:
    at = counter()
    at.settings("orders")
    channel = at.find("settings-rung-channel-2")
    assert isinstance(channel, QComboBox)
    channel.setCurrentIndex(channel.findData("webhook"))
    field(at, "settings-rung-address-2").setText("http://exemple")
    at.press("settings-save")
    assert "https://" in at.window.banner.words
    assert at.shop.settings.ladder[2].channel == "steward"


def test_each_sound_can_be_heard_before_it_is_kept(counter: Opener) -> None:
    at = counter()
    at.settings("orders")
    at.press("settings-order-try-cancelled")
    assert isinstance(at.desk.sound, RecordedChime)
    assert at.desk.sound.rung == [("cancelled", 80)]
    assert "parti" in at.text("settings-order-heard")


def test_hours_and_rules_are_kept_as_typed(counter: Opener) -> None:
    at = counter()
    at.settings("orders")
    field(at, "settings-hours-0").setText("9h-12h30, 14h-19h")
    at.press("settings-hours-same-1")
    accepts = at.find("settings-auto-accept")
    assert isinstance(accepts, QCheckBox)
    accepts.click()
    field(at, "settings-auto-most-amount").setText("80")
    at.press("settings-save")
    settings = at.shop.settings
    assert write_day(1, settings.opening) == "09:00-12:30, 14:00-19:00"
    assert (settings.auto_accept.is_on, settings.auto_accept.most_cents) == (True, 80_00)


def test_exceptional_days_are_typed_kept_and_told_to_the_town(counter: Opener) -> None:
    at = counter()
    at.settings("orders")
    field(at, "settings-hours-0").setText("9h-19h")
    at.press("settings-special-add")
    field(at, "settings-special-first-0").setText("24/12/2026")
    field(at, "settings-special-hours-0").setText("9h-12h")
    at.press("settings-special-add")
    field(at, "settings-special-first-1").setText("25/12/2026")
    field(at, "settings-special-last-1").setText("24/12/2026")
    at.press("settings-save")
    assert "25/12/2026" in at.window.banner.words
    assert at.shop.settings.special_days == ()

    field(at, "settings-special-last-1").setText("03/01/2027")
    field(at, "settings-special-reason-1").setText("Congés")
    at.press("settings-save")
    assert at.shop.settings.special_days == (
        SpecialDays(date(2026, 12, 24), date(2026, 12, 24), ((time(9), time(12)),)),
        SpecialDays(date(2026, 12, 25), date(2027, 1, 3), (), "Congés"),
    )
    hours, reason = (field(at, f"settings-special-{what}-1") for what in ("hours", "reason"))
    for width, is_beside in ((1024, False), (1366, True)):
        at.window.resize(width, 768)
        at.settle()
        assert (reason.y() == hours.y()) is is_beside
    at.press("settings-special-remove-0")
    at.press("settings-save")
    assert len(at.shop.settings.special_days) == 1
    with at.shop.look() as look:
        count = look.connection.scalar(
            text("SELECT count(*) FROM outbox WHERE kind = 'shop.hours'")
        )
    assert count == 2
