"""A relay gives another shop's parcel to whoever holds the code, once, and is paid for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.domain.order_codes import OrderCode
from desktop.errors import RefusedError
from desktop.services.carriage import relay
from desktop.services.carriage.relay import ParcelView
from desktop.services.online import orders, pickup
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from desktop.services.till import alarms
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.pickup_code import PickupCode
from tests.support.a_hub import NOW, AHub, an_order
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path)


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def announced(shop: Shop, number: str = "00421937", **changed: object) -> tuple[str, PickupCode]:
    """Have the marketplace announce a parcel; return its id and its customer's code."""
    code = pickup_code.draw(number)
    told = v1.ParcelEntity(
        parcel=new_id(),
        number=number,
        ver=1,
        from_shop="Librairie du Pont",
        state="expected",
        customer_name="Camille Dubois",
        phone_last2="42",
        commitment=pickup_code.commit(code),
        bags=2,
        fee_cents=80,
        expected_at=NOW + 7_200_000,
    )
    told = msgspec.structs.replace(told, **changed)
    AHub(shop).tells("parcel", told.parcel, told).sends()
    return told.parcel, code


def received(shop: Shop, number: str = "00421937", **changed: object) -> tuple[str, PickupCode]:
    parcel_id, code = announced(shop, number, **changed)
    relay.receive(shop, parcel_id, OWNER, bags=2, shelf="R4")
    return parcel_id, code


def told(shop: Shop) -> list[v1.ParcelStep]:
    with shop.look() as look:
        bodies = look.connection.execute(
            text("SELECT body FROM outbox WHERE kind = 'parcel.step' ORDER BY seq")
        ).scalars()
        return [msgspec.json.decode(each, type=v1.ParcelStep) for each in bodies]


def code_of(refused: pytest.ExceptionInfo[RefusedError]) -> str:
    return refused.value.code


def test_a_parcel_goes_from_announced_to_the_shelf_to_its_customer(
    builder: AShop, shop: Shop
) -> None:
    parcel_id, code = announced(shop)
    assert [each.id for each in relay.parcels(shop).expected] == [parcel_id]

    here = relay.receive(shop, parcel_id, OWNER, bags=2, shelf=" R4\n")
    assert (here.state, here.shelf, here.received_at) == ("received", "R4", MORNING)
    assert [each.id for each in relay.parcels(shop).here] == [parcel_id]

    verdict = relay.check(shop, f" {code.text}\r\n")
    assert (verdict.kind, verdict.secret, verdict.parcel) == (
        VerdictKind.HAND_OVER,
        code.secret,
        here,
    )
    builder.at(MORNING + timedelta(minutes=5))
    gone = relay.hand_over(shop, parcel_id, OWNER, secret=verdict.secret)
    assert gone.handed_over_at == MORNING + timedelta(minutes=5)
    assert relay.parcels(shop).gone_today == (gone,)

    steps = told(shop)
    assert [step.step for step in steps] == ["received", "handed_over"]
    assert (steps[0].shelf, steps[1].secret, steps[1].by) == ("R4", code.secret, OWNER)


def test_a_parcel_is_handed_over_once(shop: Shop) -> None:
    parcel_id, code = received(shop)
    relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert relay.check(shop, code.text).kind is VerdictKind.ALREADY
    with pytest.raises(RefusedError) as refused:
        relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert code_of(refused) == "parcel_step_refused"
    assert len(told(shop)) == 2


def test_a_wrong_secret_shows_nothing_and_moves_nothing(shop: Shop) -> None:
    parcel_id, code = received(shop)
    forged = PickupCode(code.order_number, "1" * 24)
    verdict = relay.check(shop, forged.text)
    assert (verdict.kind, verdict.parcel) == (VerdictKind.FORGED, None)
    with pytest.raises(RefusedError) as refused:
        relay.hand_over(shop, parcel_id, OWNER, secret=forged.secret)
    assert code_of(refused) == "code_refused"
    assert relay.parcel(shop, parcel_id).state == "received"


def test_without_a_code_somebody_says_why(shop: Shop) -> None:
    parcel_id, _code = received(shop)
    with pytest.raises(RefusedError) as refused:
        relay.hand_over(shop, parcel_id, OWNER, reason="  ")
    assert code_of(refused) == "hand_over_unproven"
    relay.hand_over(shop, parcel_id, OWNER, reason="Nom et pièce d'identité")
    assert told(shop)[-1].reason == "Nom et pièce d'identité"


def test_somebody_else_comes_only_if_the_customer_named_them(shop: Shop) -> None:
    parcel_id, code = received(shop)
    with pytest.raises(RefusedError) as refused:
        relay.hand_over(shop, parcel_id, OWNER, secret=code.secret, is_proxy=True)
    assert code_of(refused) == "proxy_not_named"
    named, its_code = received(shop, "00421938", proxy_name="Alix Roy")
    relay.hand_over(shop, named, OWNER, secret=its_code.secret, is_proxy=True)
    assert (told(shop)[-1].proxy, told(shop)[-1].reason) == (True, "")


def test_a_parcel_on_its_way_is_not_handed_over(shop: Shop) -> None:
    parcel_id, code = announced(shop)
    verdict = relay.check(shop, code.text)
    assert (verdict.kind, milliseconds(verdict.at or MORNING)) == (
        VerdictKind.NOT_READY,
        NOW + 7_200_000,
    )
    with pytest.raises(RefusedError) as refused:
        relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert code_of(refused) == "parcel_step_refused"


def test_a_missing_bag_is_noticed_and_can_be_taken_with_a_word(shop: Shop) -> None:
    parcel_id, _code = announced(shop)
    with pytest.raises(RefusedError) as refused:
        relay.receive(shop, parcel_id, OWNER, bags=1)
    assert (code_of(refused), refused.value.facts) == (
        "parcel_bags_differ",
        {"announced": 2, "counted": 1},
    )
    view = relay.receive(shop, parcel_id, OWNER, bags=1, reason="le second suit demain")
    assert (view.state, view.bags) == ("received", 1)
    assert told(shop)[-1].reason == "le second suit demain"
    hub = AHub(shop, seq=5)
    echoed = v1.ParcelEntity(
        parcel=parcel_id, number="00421937", ver=2, from_shop="Librairie du Pont",
        state="received", customer_name="Camille Dubois", phone_last2="42", commitment="0" * 64,
        bags=2, fee_cents=80, expected_at=NOW, received_at=NOW,
    )  # fmt: skip
    hub.tells("parcel", parcel_id, echoed).sends(knows=hub.last_op())
    assert relay.parcel(shop, parcel_id).bags == 1

    # Sent back and announced anew, it is counted against what comes now.
    relay.send_back(shop, parcel_id, OWNER, "le sac est incomplet")
    anew = msgspec.structs.replace(echoed, ver=4, state="expected", bags=3, received_at=0)
    hub.tells("parcel", parcel_id, anew).sends(knows=hub.last_op())
    with pytest.raises(RefusedError) as refused:
        relay.receive(shop, parcel_id, OWNER, bags=1)
    assert refused.value.facts == {"announced": 3, "counted": 1}


def test_no_number_of_bags_that_cannot_be(shop: Shop) -> None:
    parcel_id, _code = announced(shop, bags=0)
    for bags in (0, -1, 100, 10**9):
        with pytest.raises(RefusedError) as refused:
            relay.receive(shop, parcel_id, OWNER, bags=bags)
        assert code_of(refused) == "parcel_bags_count"


def test_a_bag_is_found_by_its_label_or_its_number(shop: Shop) -> None:
    parcel_id, _code = announced(shop)
    for read in (OrderCode("00421937", 2).text, "00421937", " 0042 1937 "):
        assert relay.find_by_label(shop, read).id == parcel_id


STRANGE = ("", "00421938", "1937", "%" * 8, "²" * 8, "x" * 5000, "\x1bp\x00", "3017620422003")


def test_a_label_nobody_announced_is_refused(shop: Shop) -> None:
    announced(shop)
    for read in STRANGE:
        with pytest.raises(RefusedError) as refused:
            relay.find_by_label(shop, read)
        assert code_of(refused) == "unknown_parcel"


def test_a_number_said_aloud_finds_what_is_here_first(shop: Shop) -> None:
    announced(shop, "11111937")
    here, _code = received(shop, "22221937")
    verdict = relay.find_by_number(shop, "1937")
    assert (verdict.kind, verdict.secret) == (VerdictKind.HAND_OVER, "")
    assert verdict.parcel is not None
    assert verdict.parcel.id == here
    other, _code = received(shop, "33331937")
    several = relay.find_by_number(shop, "1937")
    assert several.kind is VerdictKind.SEVERAL
    assert {each.id for each in several.choices} == {here, other}
    for said in ("", "93", "%937", "____", "²²²²"):
        assert relay.find_by_number(shop, said).kind is VerdictKind.UNKNOWN


@pytest.mark.parametrize(("step", "start"), [("refused", announced), ("sent_back", received)])
def test_what_does_not_stay_goes_with_a_reason(shop: Shop, step: str, start: object) -> None:
    assert callable(start)
    parcel_id, code = start(shop)
    act = relay.refuse if step == "refused" else relay.send_back
    with pytest.raises(RefusedError) as refused:
        act(shop, parcel_id, OWNER, " ")
    assert code_of(refused) == "parcel_reason_missing"
    gone: ParcelView = act(shop, parcel_id, OWNER, "abîmé")
    assert (gone.state, told(shop)[-1].step) == (step, step)
    assert relay.check(shop, code.text).kind is VerdictKind.REFUSED
    with pytest.raises(RefusedError):
        act(shop, parcel_id, OWNER, "abîmé")


def test_a_parcel_whose_order_has_ended_is_sent_back_and_given_to_nobody(shop: Shop) -> None:
    parcel_id, code = received(shop)
    ended = v1.ParcelEntity(
        parcel=parcel_id, number="00421937", ver=2, from_shop="Librairie du Pont",
        state="received", customer_name="Camille Dubois", phone_last2="42",
        commitment=pickup_code.commit(code), bags=2, fee_cents=80, expected_at=NOW,
        received_at=NOW, ended=True,
    )  # fmt: skip
    hub = AHub(shop, seq=5)
    hub.tells("parcel", parcel_id, ended).sends(knows=hub.last_op())
    assert relay.check(shop, code.text).kind is VerdictKind.CANCELLED
    (here,) = relay.parcels(shop).here
    assert here.is_ended
    with pytest.raises(RefusedError, match="parcel_ended"):
        relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert relay.send_back(shop, parcel_id, OWNER, "annulée").state == "sent_back"


def test_the_fee_is_summed_by_month_of_the_shops_calendar(builder: AShop, shop: Shop) -> None:
    # Half past midnight in Paris is still the day before in UTC.
    for number, when in (
        ("00000001", datetime(2026, 11, 30, 22, 30, tzinfo=UTC)),
        ("00000002", datetime(2026, 11, 30, 23, 30, tzinfo=UTC)),
        ("00000003", datetime(2026, 12, 1, 9, 0, tzinfo=UTC)),
    ):
        parcel_id, code = received(shop, number, fee_cents=80 if number != "00000003" else 120)
        builder.at(when)
        relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert relay.fees(shop, 2026, 11).total == Money(80)
    december = relay.fees(shop, 2026, 12)
    assert (december.parcels, december.total) == (2, Money(200))
    assert relay.parcels(shop).fees == december


def test_what_the_hub_tells_late_does_not_undo_a_hand_over(shop: Shop) -> None:
    parcel_id, code = received(shop)
    relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    late = v1.ParcelEntity(
        parcel=parcel_id, number="00421937", ver=2, from_shop="Librairie du Pont",
        state="received", customer_name="Camille Dubois", phone_last2="42",
        commitment=pickup_code.commit(code), bags=2, fee_cents=80, expected_at=NOW,
    )  # fmt: skip
    AHub(shop, seq=5).tells("parcel", parcel_id, late).sends()
    assert relay.parcel(shop, parcel_id).state == "handed_over"


def test_a_parcel_that_was_given_twice_is_said_to_the_relay_that_gave_it(shop: Shop) -> None:
    parcel_id, _code = announced(
        shop,
        state="handed_over",
        handed_over_at=NOW,
        handed_over_by=OWNER,
        anomaly="handed_over_twice",
    )
    alarm = alarms.alarm_of(shop)
    assert alarm is not None
    assert (alarm.code, alarm.facts) == ("odd_orders", {"n": 1})
    (odd,) = relay.odd_parcels(shop)
    assert (odd.id, odd.anomaly) == (parcel_id, "handed_over_twice")
    settled = relay.resolve(shop, parcel_id, "left_once", OWNER)
    assert (settled.state, settled.anomaly) == ("handed_over", "")
    assert relay.odd_parcels(shop) == ()
    assert alarms.alarm_of(shop) is None
    assert [(step.step, step.reason) for step in told(shop)] == [("resolved", "left_once")]
    with pytest.raises(RefusedError, match="nothing_odd"):
        relay.resolve(shop, parcel_id, "explained", OWNER)


def test_the_pickup_desk_sends_a_parcels_code_to_the_relay(shop: Shop) -> None:
    _parcel, code = received(shop)
    assert pickup.check(shop, code.text).kind is VerdictKind.PARCEL
    assert pickup.find_by_number(shop, "1937").kind is VerdictKind.PARCEL
    assert pickup.check(shop, pickup_code.draw("99999999").text).kind is VerdictKind.OTHER_SHOP


def test_an_own_order_of_the_same_digits_does_not_hide_a_parcel(shop: Shop) -> None:
    parcel_id, code = received(shop)
    long_ago = NOW - 30 * 86_400_000
    told_orders = AHub(shop, seq=5)
    gone = an_order(number="11111937", state="handed_over", handed_over_at=long_ago)
    told_orders.tells("order", gone.order, gone).sends()
    assert pickup.find_by_number(shop, "1937").kind is VerdictKind.PARCEL

    waits = an_order(number="22221937")
    told_orders.tells("order", waits.order, waits).sends()
    several = pickup.find_by_number(shop, "1937")
    assert several.kind is VerdictKind.SEVERAL
    assert [each.id for each in several.choices] == [waits.order]
    assert [(each.number, each.from_shop) for each in several.parcels] == [
        ("00421937", "Librairie du Pont")
    ]
    # What has left is no choice any more.
    relay.hand_over(shop, parcel_id, OWNER, secret=code.secret)
    assert pickup.find_by_number(shop, "1937").order == orders.order(shop, waits.order)


def test_an_unknown_parcel_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        relay.parcel(shop, new_id())
    assert code_of(refused) == "unknown_parcel"
