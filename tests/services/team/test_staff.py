"""People, what they may do and who stands for it, and what the journal knows of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import insert

from desktop.domain.roles import EVERYTHING, Act, Limits, Role
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Staff
from desktop.services.books.journal import SqlStore
from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in, staff
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from fiscal import EventCode, Kind
from sync.kernel.money import Money
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop, sell

OWNER_PIN = "2468"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def employ(shop: Shop, code: str, role: str, pin_hash: str | None = "never read here") -> None:
    with shop.begin() as work:
        work.connection.execute(
            insert(table_of(Staff)).values(code=code, name="", role=role, pin_hash=pin_hash)
        )
        work.commit()


def events(shop: Shop, code: EventCode) -> list[tuple[str, dict[str, object]]]:
    """Return operator and details of the events of one code, in order."""
    with shop.look() as look:
        store = SqlStore(look.connection, shop.settings.till)
        records = [row.record() for row in store.of_kind(Kind.EVENT, 0)]
    return [(each.op, each.b.get("data", {})) for each in records if each.b["code"] == code]


def ask(shop: Shop, who: str, act: Act, approved_by: str = "", **more: object) -> None:
    with shop.begin() as work:
        staff.require(work, who, act, approved_by=approved_by, **more)  # type: ignore[arg-type]
        work.commit()


def test_a_shop_without_pins_lets_everybody_do_everything(shop: Shop) -> None:
    employ(shop, "02", "trainee", None)

    for who in (OWNER, "02", "somebody"):
        ask(shop, who, Act.REFUND_WITHOUT_RECEIPT, amount=Money(10**6))
    assert events(shop, EventCode.RIGHTS_CHANGED) == []


def test_what_a_role_may_not_do_needs_an_approval(shop: Shop) -> None:
    employ(shop, "02", "seller")

    ask(shop, "02", Act.DISCOUNT, basis_points=1_000)
    with pytest.raises(RefusedError) as refused:
        ask(shop, "02", Act.DISCOUNT, basis_points=1_500)

    assert refused.value.code == "needs_approval"
    assert refused.value.facts == {
        "act": "discount",
        "basis_points": 1_500,
        "amount": Money(0),
    }


def test_an_approval_is_told_to_the_journal_by_codes(shop: Shop) -> None:
    employ(shop, "02", "seller")
    employ(shop, "03", "manager")

    ask(shop, "02", Act.REFUND, approved_by="03", amount=Money(80_00))

    told = {"what": "override", "act": "refund", "by": "03", "cents": 80_00}
    assert events(shop, EventCode.RIGHTS_CHANGED) == [("02", told)]


def test_nobody_approves_what_they_may_not_do_themselves(shop: Shop) -> None:
    employ(shop, "02", "trainee")
    employ(shop, "03", "seller")

    for approver in ("02", "03", "99"):
        with pytest.raises(RefusedError, match="needs_approval"):
            ask(shop, "02", Act.MOVE_CASH, approved_by=approver)
    assert events(shop, EventCode.RIGHTS_CHANGED) == []


def test_a_stranger_may_nothing_where_pins_are_asked_for(shop: Shop) -> None:
    employ(shop, "02", "seller")

    with pytest.raises(RefusedError, match="needs_approval"):
        ask(shop, "", Act.CLOSE_TILL)


def engaged(shop: Shop, name: str, role: Role, pin: str = "") -> str:
    """Engage somebody, with a PIN where one is given; the owner gets one first."""
    if pin and not the_crew(shop).has_pins:
        sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
    code = people.engage(shop, name, role, OWNER).code
    if pin:
        sign_in.set_pin(shop, code, pin, OWNER)
    return code


def the_crew(shop: Shop) -> staff.Crew:
    with shop.look() as look:
        return staff.crew(look.connection)


def test_somebody_comes_gets_a_code_and_leaves_it_to_nobody(shop: Shop) -> None:
    nadia = people.engage(shop, "  Nadia   B. ", Role.SELLER, OWNER)
    people.leave(shop, nadia.code, OWNER)
    louis = people.engage(shop, "Louis", Role.PREPARER, OWNER)

    assert (nadia.code, nadia.name, louis.code) == ("02", "Nadia B.", "03")
    assert [(each.code, each.left_at is None) for each in people.people(shop)] == [
        ("01", True),
        ("03", True),
        ("02", False),
    ]


def test_people_come_go_and_change_by_their_codes_in_the_journal(shop: Shop) -> None:
    people.engage(shop, "Nadia", Role.SELLER, OWNER)
    people.rename(shop, "02", "Nadia Benali", OWNER)
    people.change_role(shop, "02", Role.MANAGER, OWNER)
    people.leave(shop, "02", OWNER)

    told = events(shop, EventCode.RIGHTS_CHANGED)
    assert told == [
        (OWNER, {"what": "engaged", "who": "02", "role": "seller"}),
        (OWNER, {"what": "role", "who": "02", "from": "seller", "to": "manager"}),
        (OWNER, {"what": "left", "who": "02"}),
    ]


def test_the_owner_has_a_name(shop: Shop) -> None:
    people.rename(shop, OWNER, "Anne Rey", OWNER)

    assert staff.current(shop).name == "Anne Rey"


def test_nobody_is_nameless(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="person_unnamed"):
        people.engage(shop, "  ", Role.SELLER, OWNER)
    with pytest.raises(RefusedError, match="unknown_person"):
        people.rename(shop, "07", "Paul", OWNER)


def test_the_name_of_who_has_left_can_be_forgotten_and_no_other(shop: Shop) -> None:
    code = engaged(shop, "Nadia Benali", Role.SELLER)
    with pytest.raises(RefusedError, match="unknown_person"):
        people.erase_name(shop, code, OWNER)

    people.leave(shop, code, OWNER)
    people.erase_name(shop, code, OWNER)

    (gone,) = (each for each in people.people(shop) if each.left_at)
    assert (gone.code, gone.name) == (code, "")


def test_an_owner_stays_who_can_get_in(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="last_owner"):
        people.leave(shop, OWNER, OWNER)
    with pytest.raises(RefusedError, match="last_owner"):
        people.change_role(shop, OWNER, Role.SELLER, OWNER)

    second = engaged(shop, "Paul", Role.OWNER)
    sign_in.set_pin(shop, OWNER, OWNER_PIN, OWNER)
    with pytest.raises(RefusedError, match="last_owner"):
        people.leave(shop, OWNER, OWNER)

    sign_in.set_pin(shop, second, "1357", OWNER)
    people.leave(shop, OWNER, second)
    assert [each.code for each in the_crew(shop).people.values()] == [second]


def test_a_manager_decides_about_sellers_and_about_nobody_above(shop: Shop) -> None:
    manager = engaged(shop, "Nadia", Role.MANAGER, "1357")

    seller = people.engage(shop, "Louis", Role.SELLER, manager).code
    sign_in.set_pin(shop, seller, "9876", manager)
    people.change_limits(shop, Role.SELLER, Limits(), manager)
    for refused in (
        lambda: people.engage(shop, "Zoé", Role.MANAGER, manager),
        lambda: people.change_role(shop, seller, Role.OWNER, manager),
        lambda: people.change_role(shop, OWNER, Role.SELLER, manager),
        lambda: people.rename(shop, OWNER, "Personne", manager),
        lambda: people.change_limits(shop, Role.MANAGER, EVERYTHING, manager),
        lambda: sign_in.set_pin(shop, OWNER, "1212", manager),
        lambda: sign_in.drop_pin(shop, OWNER, manager),
    ):
        with pytest.raises(RefusedError, match="role_above_yours"):
            refused()
    with pytest.raises(RefusedError, match="needs_approval"):
        people.engage(shop, "Zoé", Role.SELLER, seller)
    people.engage(shop, "Zoé", Role.MANAGER, manager, approved_by=OWNER)


def test_limits_hold_from_the_next_act_on_and_are_told_to_the_journal(shop: Shop) -> None:
    seller = engaged(shop, "Louis", Role.SELLER, "9876")
    generous = Limits(acts=frozenset({Act.DISCOUNT}), discount_bp=3_000, refund_cap=Money(0))

    people.change_limits(shop, Role.SELLER, generous, OWNER)

    ask(shop, seller, Act.DISCOUNT, basis_points=3_000)
    with pytest.raises(RefusedError, match="needs_approval"):
        ask(shop, seller, Act.OPEN_DRAWER)
    told = {"what": "limits", "role": "seller", "acts": ["discount"], "bp": 3_000, "cents": 0}
    assert events(shop, EventCode.RIGHTS_CHANGED)[-1] == (OWNER, told)
    assert people.limits(shop, Role.SELLER) == generous


def test_limits_that_make_no_sense_are_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="discount_out_of_range"):
        people.change_limits(shop, Role.SELLER, Limits(discount_bp=10_001), OWNER)
    with pytest.raises(RefusedError, match="amount_out_of_range"):
        people.change_limits(shop, Role.SELLER, Limits(refund_cap=Money(-1)), OWNER)


def test_an_approval_takes_the_pin_of_somebody_who_may(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER, "9876")
    manager = engaged(shop, "Paul", Role.MANAGER, "1357")
    sign_in.sign_in(shop, seller, "9876")

    assert [each.code for each in sign_in.approvers(shop, Act.MOVE_CASH)] == [OWNER, manager]
    with pytest.raises(RefusedError, match="cannot_approve"):
        sign_in.approve(shop, seller, "9876", Act.MOVE_CASH)
    with pytest.raises(RefusedError, match="pin_wrong"):
        sign_in.approve(shop, manager, "9876", Act.MOVE_CASH)
    assert sign_in.approve(shop, "Paul", "1357", Act.MOVE_CASH) == manager
    assert staff.current(shop).code == seller


def test_a_till_goes_from_hand_to_hand_with_its_drawer_counted(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER, "9876")

    state = till_sessions.hand_over(shop, OWNER, seller, Money(99_50), {50_00: 1, 49_50: 1})

    assert state.is_open
    assert state.expected_cash == Money(99_50)
    with shop.look() as look:
        store = SqlStore(look.connection, "T01")
        count = [row.record() for row in store.of_kind(Kind.CASH, 0)][-1]
    assert (count.op, count.b["move"], count.b["amount"], count.b["diff"]) == (
        OWNER,
        "COUNT",
        99_50,
        -50,
    )
    handed = {"what": "hand_over", "to": seller, "cents": 99_50}
    assert events(shop, EventCode.STOP)[-1] == (OWNER, handed)
    assert staff.current(shop).code == ""
    sign_in.sign_in(shop, seller, "9876")
    assert events(shop, EventCode.STOP)[-1] == (OWNER, handed)


@pytest.mark.parametrize("counted", [None, Money(99_48), Money(110_00)])
def test_what_a_hand_over_found_missing_is_told_by_the_closing_and_nothing_else_is_mixed_with_it(
    tmp_path: Path, counted: Money | None
) -> None:
    with a_shop(tmp_path).with_product("Lampe", 10_02).opened() as shop:
        seller = engaged(shop, "Nadia", Role.SELLER)
        sell(shop, "lampe")
        till_sessions.hand_over(shop, OWNER, seller, Money(99_00))
        sell(shop, "lampe")
        reading = till_sessions.read_x(shop)

        z = till_sessions.close_till(shop, counted, seller)

        missing = Money(99_00 - 110_02)
        by_end = Money(0) if counted is None else counted - Money(109_02)
        assert (reading.expected_cash, reading.counted_cash) == (Money(120_04), None)
        assert reading.difference == missing
        assert (z.expected_cash, z.counted_cash) == (Money(120_04), counted)
        assert z.difference == missing + by_end
        assert till_sessions.reports(shop)[0] == z


def test_a_till_is_handed_to_somebody_else_who_works_here(shop: Shop) -> None:
    for taker in (OWNER, "99", ""):
        with pytest.raises(RefusedError, match="unknown_person"):
            till_sessions.hand_over(shop, OWNER, taker, None)


def test_a_till_handed_over_uncounted_has_no_count(shop: Shop) -> None:
    seller = engaged(shop, "Nadia", Role.SELLER)

    till_sessions.hand_over(shop, OWNER, seller, None)

    assert events(shop, EventCode.STOP)[-1] == (OWNER, {"what": "hand_over", "to": seller})
    assert events(shop, EventCode.START)[-1] == (seller, {"what": "hand_over", "from": OWNER})
    with shop.look() as look:
        cash = SqlStore(look.connection, "T01").of_kind(Kind.CASH, 0)
        assert [row.record().b["move"] for row in cash] == ["FLOAT"]


def test_the_drawer_cash_and_closing_ask_for_the_right(shop: Shop) -> None:
    trainee = engaged(shop, "Zoé", Role.TRAINEE, "9876")

    for act, do in (
        (Act.OPEN_DRAWER, lambda by: till_sessions.kick_drawer(shop, trainee, "monnaie", by)),
        (Act.MOVE_CASH, lambda by: till_sessions.move_cash(shop, Money(-5_00), "x", trainee, by)),
        (Act.CLOSE_TILL, lambda by: till_sessions.close_till(shop, None, trainee, None, by)),
    ):
        with pytest.raises(RefusedError) as refused:
            do("")
        assert refused.value.facts["act"] == act.value
        if act is not Act.OPEN_DRAWER:  # there is no printer that would open one
            do(OWNER)
            told = events(shop, EventCode.RIGHTS_CHANGED)[-1]
            assert told[0] == trainee
            assert (told[1]["what"], told[1]["act"], told[1]["by"]) == (
                "override",
                act.value,
                OWNER,
            )
    assert not till_sessions.till_state(shop).is_open


def test_the_catalogue_and_the_settings_ask_for_the_right(shop: Shop) -> None:
    preparer = engaged(shop, "Louis", Role.PREPARER, "9876")
    bread = ProductDraft(name="Pain", vat=VatRate(550), variants=(VariantDraft(price=Money(1_15)),))
    saved = cataloguing.save_product(shop, bread, OWNER)
    product = saved.product.id
    english = structs.replace(shop.settings, language="en")

    for do in (
        lambda by: cataloguing.save_product(shop, bread, preparer, by),
        lambda by: cataloguing.archive_product(shop, product, preparer, by),
        lambda by: cataloguing.restore_product(shop, product, preparer, by),
        lambda by: cataloguing.set_online(shop, product, False, preparer, by),
        lambda by: cataloguing.undo(shop, saved.change_id, preparer, by),
        lambda by: house.change_settings(shop, english, preparer, by),
    ):
        with pytest.raises(RefusedError, match="needs_approval"):
            do("")
        do(OWNER)
        told = events(shop, EventCode.RIGHTS_CHANGED)[-1]
        assert (told[0], told[1]["what"], told[1]["by"]) == (preparer, "override", OWNER)
    assert shop.settings.language == "en"
