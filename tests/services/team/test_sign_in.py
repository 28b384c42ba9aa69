"""PINs: who signs in, what a wrong one costs, and that none is left anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.roles import Act, Role
from desktop.errors import RefusedError
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in, staff
from desktop.services.team.sign_in import _hasher as in_a_shop  # as the tests find it: dear
from fiscal import EventCode
from tests.services.team.test_staff import OWNER_PIN, ask, engaged, events, the_crew
from tests.support.a_shop import OWNER, a_shop, open_again


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def on_disk(shop: Shop) -> bytes:
    """Return every byte of the shop's folder."""
    return b"".join(path.read_bytes() for path in shop.folder.rglob("*") if path.is_file())


def test_the_first_pin_is_an_owners_and_lets_nobody_out_of_the_till(shop: Shop) -> None:
    seller = people.engage(shop, "Louis", Role.SELLER, OWNER).code
    with pytest.raises(RefusedError, match="owner_pin_first"):
        sign_in.set_pin(shop, seller, "9876", OWNER)

    sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)

    assert staff.current(shop).code == OWNER
    assert the_crew(shop).has_pins


def test_a_till_that_asks_for_pins_starts_with_nobody(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)

    shop = open_again(builder.folder)
    assert staff.current(shop).code == ""
    with pytest.raises(RefusedError, match="needs_approval"):
        ask(shop, staff.current(shop).code, Act.OPEN_DRAWER)
    shop.close()


@pytest.mark.parametrize("weak", ["", "123", "1111", "123456789", "12e4"])
def test_a_pin_anybody_would_guess_is_refused(shop: Shop, weak: str) -> None:
    with pytest.raises(RefusedError, match="pin_weak"):
        sign_in.set_pin(shop, OWNER, weak, OWNER)


@pytest.mark.parametrize("who", ["02", "2", "Nadia B.", "nadia", "NAD"])
def test_one_signs_in_by_code_or_name(shop: Shop, who: str) -> None:
    nadia = engaged(shop, "Nadia B.", Role.SELLER, "9876")
    engaged(shop, "Noé", Role.SELLER, "5678")

    assert sign_in.sign_in(shop, who, "9876").code == nadia
    assert staff.current(shop).name == "Nadia B."


@pytest.mark.parametrize("who", ["", "N", "99", "Personne", "%"])
def test_what_names_nobody_or_several_signs_nobody_in(shop: Shop, who: str) -> None:
    engaged(shop, "Nadia", Role.SELLER, "9876")
    engaged(shop, "Noé", Role.SELLER, "5678")

    with pytest.raises(RefusedError, match="unknown_person"):
        sign_in.sign_in(shop, who, "9876")


def test_the_journal_knows_who_came_and_went(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER, "9876")
    begun, ended = events(shop, EventCode.START), events(shop, EventCode.STOP)

    sign_in.sign_in(shop, seller, "9876")
    sign_in.sign_in(shop, seller, "9876")  # back to a till that was locked
    sign_in.sign_out(shop)
    sign_in.sign_out(shop)

    person = {"what": "person"}
    assert events(shop, EventCode.START)[len(begun) :] == [(seller, person)]
    assert events(shop, EventCode.STOP)[len(ended) :] == [(OWNER, person), (seller, person)]
    assert staff.current(shop).code == ""


def test_who_has_no_pin_or_has_left_does_not_get_in(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER, "9876")
    trainee = engaged(shop, "Zoé", Role.TRAINEE)
    with pytest.raises(RefusedError, match="pin_missing"):
        sign_in.sign_in(shop, trainee, "9876")

    sign_in.sign_in(shop, seller, "9876")
    people.leave(shop, seller, OWNER)

    assert staff.current(shop).code == ""
    with pytest.raises(RefusedError, match="unknown_person"):
        sign_in.sign_in(shop, seller, "9876")


def wrong(shop: Shop, who: str = OWNER) -> str:
    """Try a wrong PIN and return what was told."""
    with pytest.raises(RefusedError) as refused:
        sign_in.sign_in(shop, who, "0001")
    return str(refused.value)


def test_wrong_pins_wait_longer_each_time_and_a_right_one_forgets_them(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)

        assert [wrong(shop) for _ in range(3)] == [
            "pin_wrong()",
            "pin_wrong()",
            "pin_wait(seconds=5)",
        ]
        with pytest.raises(RefusedError, match="pin_wait"):
            sign_in.sign_in(shop, OWNER, OWNER_PIN)
        builder.clock.advance(timedelta(seconds=5))
        assert wrong(shop) == "pin_wait(seconds=15)"
        builder.clock.advance(timedelta(seconds=15))
        sign_in.sign_in(shop, OWNER, OWNER_PIN)
        assert wrong(shop) == "pin_wrong()"


def test_the_wait_survives_a_restart(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
        for _ in range(3):
            wrong(shop)

    shop = open_again(builder.folder, builder.clock)
    with pytest.raises(RefusedError, match="pin_wait"):
        sign_in.sign_in(shop, OWNER, OWNER_PIN)
    builder.clock.advance(timedelta(seconds=5))
    assert wrong(shop) == "pin_wait(seconds=15)"
    shop.close()


def test_a_clock_set_back_neither_shortens_the_wait_nor_makes_it_endless(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
        for _ in range(3):
            wrong(shop)

        builder.clock.advance(-timedelta(days=400))
        with pytest.raises(RefusedError, match="pin_wait"):
            sign_in.sign_in(shop, OWNER, OWNER_PIN)
        builder.clock.advance(timedelta(seconds=4))
        with pytest.raises(RefusedError, match=r"pin_wait\(seconds=1\)"):
            sign_in.sign_in(shop, OWNER, OWNER_PIN)
        builder.clock.advance(timedelta(seconds=1))
        assert sign_in.sign_in(shop, OWNER, OWNER_PIN).code == OWNER


def test_a_try_counts_before_it_is_made(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)

    def plug_pulled(*_what: object) -> bool:
        raise SystemExit

    monkeypatch.setattr(sign_in, "_is_right", plug_pulled)
    for _ in range(3):
        with pytest.raises(SystemExit):
            sign_in.sign_in(shop, OWNER, "0001")
    monkeypatch.undo()

    with pytest.raises(RefusedError, match="pin_wait"):
        sign_in.sign_in(shop, OWNER, OWNER_PIN)


def test_no_pin_is_left_anywhere(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    for pin, who in (("31415926", OWNER), ("27182818", OWNER)):
        sign_in.set_pin(shop, OWNER, pin, OWNER)
        sign_in.sign_in(shop, who, pin)
    with pytest.raises(RefusedError) as refused:
        sign_in.sign_in(shop, OWNER, "16180339")
    shop.database.checkpoint()

    kept = on_disk(shop) + caplog.text.encode() + str(refused.value).encode()
    assert "pin_refused" in caplog.text
    assert b"$argon2id$" in kept
    for pin in (b"31415926", b"27182818", b"16180339"):
        assert pin not in kept


def test_whoever_tries_all_pins_of_a_shop_pays_for_each_what_owasp_asks_for() -> None:
    assert in_a_shop().hash(OWNER_PIN).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_without_the_last_pin_the_shop_asks_nobody_again(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER, "9876")
    with pytest.raises(RefusedError, match="last_owner"):
        sign_in.drop_pin(shop, OWNER, OWNER)

    sign_in.drop_pin(shop, seller, OWNER)
    sign_in.drop_pin(shop, OWNER, OWNER)

    assert staff.current(shop).code == OWNER
    ask(shop, seller, Act.EXPORT)
