"""How a device is let in, proves who it is, and is shown out."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from marketplace.api.desk import SyncDesk
from marketplace.errors import NotFoundError
from marketplace.services import devices
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.engine.enrolment import (
    Identity,
    SoftwareKey,
    enrol_request,
    normalise_code,
    token_request,
)
from sync.kernel.clock import SetClock, milliseconds
from sync.kernel.ids import new_id

from .simulator import NOON
from .town import ShopOfTest, copy_town, shops_of


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def hub(template: Path, tmp_path: Path, clock: SetClock) -> Iterator[Hub]:
    opened = copy_town(template, tmp_path / "hub", clock, is_durable=False)
    yield opened
    opened.close()


@pytest.fixture
def desk(hub: Hub) -> SyncDesk:
    return SyncDesk(hub)


@pytest.fixture
def shop(hub: Hub) -> ShopOfTest:
    return shops_of(hub)[0]


@pytest.fixture
def key() -> SoftwareKey:
    return SoftwareKey(SoftwareKey.draw())


def invite(hub: Hub, shop: ShopOfTest) -> str:
    with hub.database.write() as session:
        return devices.issue_code(session, shop.id, hub.clock.now(), "owner")


def let_in(hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey) -> Identity:
    answer = desk.enrol(enrol_request(invite(hub, shop), "Comptoir", new_id(), key))
    return Identity("http://localhost", answer.device, key)


def token_of(desk: SyncDesk, identity: Identity, clock: SetClock) -> str:
    return desk.token(token_request(identity, milliseconds(clock.now()), new_id())).token


def refusal_of(call: object, *arguments: object) -> v1.Problem:
    with pytest.raises(ProblemError) as refusal:
        call(*arguments)  # type: ignore[operator]
    return refusal.value.problem


WRONG_CODE = v1.Problem(error="unauthorised", detail="code")


def test_a_code_opens_the_door_once(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey
) -> None:
    code = invite(hub, shop)
    answer = desk.enrol(enrol_request(code, "Comptoir", new_id(), key))
    assert answer.shop.shop == shop.id
    other = SoftwareKey(SoftwareKey.draw())
    assert refusal_of(desk.enrol, enrol_request(code, "x", "t", other)) == WRONG_CODE


@pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_a_code_may_be_typed_as_people_type(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, typed: object
) -> None:
    code = typed(invite(hub, shop))  # type: ignore[operator]
    assert desk.enrol(enrol_request(code, "Comptoir", new_id(), key)).device


def test_letters_that_look_like_digits_are_read_as_them() -> None:
    assert normalise_code("oOiI-lL23") == "00111123"


def test_a_code_lives_fifteen_minutes(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    code = invite(hub, shop)
    clock.advance(timedelta(minutes=15))
    assert refusal_of(desk.enrol, enrol_request(code, "x", "t", key)) == WRONG_CODE


def test_five_wrong_tries_spoil_a_code(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey
) -> None:
    code = invite(hub, shop)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(5):
        assert refusal_of(desk.enrol, enrol_request(wrong, "x", "t", key)) == WRONG_CODE
    assert refusal_of(desk.enrol, enrol_request(code, "x", "t", key)) == WRONG_CODE


def test_four_wrong_tries_do_not(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey
) -> None:
    code = invite(hub, shop)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _ in range(4):
        refusal_of(desk.enrol, enrol_request(wrong, "x", "t", key))
    assert desk.enrol(enrol_request(code, "Comptoir", "t", key)).device


def test_nobody_enrols_a_key_that_is_not_theirs(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey
) -> None:
    request = enrol_request(invite(hub, shop), "x", "t", key)
    thief = SoftwareKey(SoftwareKey.draw())
    stolen = msgspec.structs.replace(request, public_key=thief.public_key().hex())
    assert refusal_of(desk.enrol, stolen).error == "malformed"
    for broken in ({"signature": "zz"}, {"public_key": "00"}, {"name": ""}, {"name": "x" * 81}):
        changed = msgspec.structs.replace(request, **broken)
        assert refusal_of(desk.enrol, changed).error == "malformed"


def test_the_same_pc_enrolled_again_keeps_its_place(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey
) -> None:
    first, second = (let_in(hub, desk, shop, key).device_id for _ in range(2))
    assert first == second
    neighbour = shops_of(hub)[1]
    request = enrol_request(invite(hub, neighbour), "x", "t", key)
    assert refusal_of(desk.enrol, request) == WRONG_CODE, "one key speaks for one shop"


def test_a_token_names_its_device_and_shop(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    identity = let_in(hub, desk, shop, key)
    caller = desk.caller(token_of(desk, identity, clock))
    assert (caller.device_id, caller.shop_id) == (identity.device_id, shop.id)


def test_a_token_ends_after_fifteen_minutes(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    token = token_of(desk, let_in(hub, desk, shop, key), clock)
    clock.advance(timedelta(minutes=15) - timedelta(seconds=1))
    assert desk.caller(token)
    clock.advance(timedelta(seconds=1))
    assert refusal_of(desk.caller, token).error == "unauthorised"


def test_an_assertion_is_good_for_one_token(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    identity = let_in(hub, desk, shop, key)
    assertion = token_request(identity, milliseconds(clock.now()), "nonce")
    assert desk.token(assertion)
    assert refusal_of(desk.token, assertion).error == "unauthorised"
    clock.advance(timedelta(minutes=3))
    assert refusal_of(desk.token, assertion).error == "clock", "by then it is too old"


@pytest.mark.parametrize("wrong_s", [-61, 61, 10**9, -(10**9)])
def test_a_wrong_clock_is_told_the_right_time(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock, wrong_s: int
) -> None:
    identity = let_in(hub, desk, shop, key)
    now = milliseconds(clock.now())
    assertion = token_request(identity, now + wrong_s * 1000, new_id())
    assert refusal_of(desk.token, assertion) == v1.Problem(error="clock", now=now)
    assert desk.token(token_request(identity, now, new_id()))


def test_nobody_signs_for_another_device(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    identity = let_in(hub, desk, shop, key)
    thief = Identity("", identity.device_id, SoftwareKey(SoftwareKey.draw()))
    now = milliseconds(clock.now())
    assert refusal_of(desk.token, token_request(thief, now, new_id())).error == "unauthorised"
    unknown = Identity("", new_id(), key)
    assert refusal_of(desk.token, token_request(unknown, now, new_id())).error == "unauthorised"
    long_nonce = token_request(identity, now, "x" * 81)
    assert refusal_of(desk.token, long_nonce).error == "unauthorised"


def test_a_revoked_device_is_refused_with_its_old_token_and_a_new_one(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    identity = let_in(hub, desk, shop, key)
    token = token_of(desk, identity, clock)
    devices.revoke(hub.database, hub.doorbell, shop.id, identity.device_id, clock.now(), "owner")
    assert refusal_of(desk.caller, token).error == "revoked"
    assertion = token_request(identity, milliseconds(clock.now()), new_id())
    assert refusal_of(desk.token, assertion).error == "revoked"
    request = enrol_request(invite(hub, shop), "x", "t", key)
    assert refusal_of(desk.enrol, request) == WRONG_CODE, "a new key is needed"


def test_a_pc_that_lost_its_key_gets_its_place_and_its_log_back(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    lost = let_in(hub, desk, shop, key)
    token = token_of(desk, lost, clock)
    caller = desk.caller(token)
    op = v1.Op(seq=1, id=new_id(), kind="order.seen", at=1, body=msgspec.Raw(b'{"order":"x"}'))
    first = v1.Push(incarnation="i", base_seq=0, base_hash=v1.first_link("i"), ops=(op,))
    desk.push(caller, first)
    code = devices.readmit(hub.database, hub.doorbell, shop.id, lost.device_id, clock.now(), "op")
    assert refusal_of(desk.caller, token).error == "revoked", "from the moment the code is drawn"
    fresh = SoftwareKey(SoftwareKey.draw())
    answer = desk.enrol(enrol_request(code, "Nouveau PC", new_id(), fresh))
    assert answer.device == lost.device_id
    found = Identity("", answer.device, fresh)
    again = desk.caller(token_of(desk, found, clock))
    assert [one.id for one in desk.history(again, "i", 0).ops] == [op.id]
    assert refusal_of(desk.caller, token).error == "unauthorised", "the old key's token"
    assertion = token_request(lost, milliseconds(clock.now()), new_id())
    assert refusal_of(desk.token, assertion).error == "unauthorised", "the old key"
    twice = enrol_request(code, "x", "t", SoftwareKey(SoftwareKey.draw()))
    assert refusal_of(desk.enrol, twice) == WRONG_CODE


def test_a_place_is_given_back_to_a_new_key_and_within_its_shop_only(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    lost = let_in(hub, desk, shop, key)
    neighbour = shops_of(hub)[1]

    def readmit(shop_id: str) -> str:
        now = clock.now()
        return devices.readmit(hub.database, hub.doorbell, shop_id, lost.device_id, now, "op")

    with pytest.raises(NotFoundError):
        readmit(neighbour.id)
    assert token_of(desk, lost, clock), "nothing happened to it"
    same_key = enrol_request(readmit(shop.id), "x", "t", key)
    assert refusal_of(desk.enrol, same_key) == WRONG_CODE, "the key was lost, or stolen"
    older, newer = readmit(shop.id), readmit(shop.id)
    fresh = SoftwareKey(SoftwareKey.draw())
    assert refusal_of(desk.enrol, enrol_request(older, "x", "t", fresh)) == WRONG_CODE
    devices.revoke(hub.database, hub.doorbell, shop.id, lost.device_id, clock.now(), "op")
    revoked = enrol_request(newer, "x", "t", fresh)
    assert refusal_of(desk.enrol, revoked) == WRONG_CODE, "the last word counts"


def test_a_shop_revokes_its_own_devices_only(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    identity = let_in(hub, desk, shop, key)
    neighbour = shops_of(hub)[1]
    with pytest.raises(NotFoundError):
        devices.revoke(
            hub.database, hub.doorbell, neighbour.id, identity.device_id, clock.now(), "x"
        )
    with hub.database.read() as session:
        [device] = devices.list_devices(session, shop.id)
    assert device.revoked_at is None


def test_the_database_holds_no_secret_that_opens_anything(
    hub: Hub, desk: SyncDesk, shop: ShopOfTest, key: SoftwareKey, clock: SetClock
) -> None:
    code = invite(hub, shop)
    token = token_of(desk, let_in(hub, desk, shop, key), clock)
    with hub.database.read() as session:
        rows = [
            *session.execute(text("SELECT * FROM token")).all(),
            *session.execute(text("SELECT * FROM enrolment_code")).all(),
        ]
    told = repr(rows)
    assert token not in told
    assert normalise_code(code) not in told
    assert code[-4:] not in told
