"""Asking the customer about a missing line: once, in time, never dearer, without JavaScript."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.errors import NotFoundError, Refusal
from marketplace.jobs.runner import JobRunner
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.services import order_entities, questions
from sync.contract import v1
from sync.kernel.clock import milliseconds
from tests.marketplace.test_orders import line_of, order_of, place, set_line, step
from tests.marketplace.towns import OpenTown, Web

HOUR = timedelta(hours=1)
BRIOCHE, BREAD = "Brioche tressée", "Pain de campagne"


def instead(town: OpenTown, gross: int = 380, **more: object) -> v1.Substitute:
    fields: dict[str, object] = {
        "variant": town.market.variants[BREAD],
        "label": "Pain de campagne <b>",
        "quantity": 1000,
        "unit_price_cents": gross,
        "gross_cents": gross,
        "vat_bp": 550,
    }
    return v1.Substitute(**(fields | more))  # type: ignore[arg-type]  # fields of any kind


def ask(
    town: OpenTown,
    order_id: str,
    *choices: v1.Substitute,
    line: str = "",
    time: timedelta = HOUR,
) -> None:
    found = order_of(town, order_id)
    message = v1.OrderAsk(
        order=order_id,
        line=line or line_of(town, order_id).id,
        choices=choices,
        until=milliseconds(town.clock.now() + time),
    )
    with town.database.write() as session:
        questions.ask(session, found.shop_id, message, town.clock.now())


def answer(town: OpenTown, order_id: str, said: str) -> None:
    with town.database.write() as session:
        group = session.get_one(OrderGroup, session.get_one(ShopOrder, order_id).group_id)
        questions.answer(session, group, line_of(town, order_id).id, said, town.clock.now())


def asked(town: OpenTown, order_id: str) -> v1.Asked:
    """What the counter is told of the question."""
    with town.database.read() as session:
        shop_id = session.get_one(ShopOrder, order_id).shop_id
        entity = order_entities.order_entity(session, shop_id, order_id)
    assert entity is not None
    [line] = entity.lines
    assert line.asked is not None
    return line.asked


@pytest.fixture
def waiting(town: OpenTown) -> tuple[OpenTown, str]:
    """An order of a brioche about which the shop asks."""
    (order_id,) = place(town, (BRIOCHE, "1"))
    step(town, order_id, "order.accept")
    ask(town, order_id, instead(town))
    return town, order_id


def test_answer_is_kept_once_and_sent_down(waiting: tuple[OpenTown, str]) -> None:
    town, order_id = waiting
    before = order_of(town, order_id).ver
    answer(town, order_id, town.market.variants[BREAD])
    answer(town, order_id, town.market.variants[BREAD])
    told = asked(town, order_id)
    assert (told.answer, told.choice) == ("choice", town.market.variants[BREAD])
    assert order_of(town, order_id).ver == before + 1
    with pytest.raises(Refusal, match="already_answered"):
        answer(town, order_id, "none")
    with pytest.raises(Refusal, match="already_answered"):
        ask(town, order_id, instead(town))


def test_a_counter_knows_before_it_asks_whom_no_letter_reaches(town: OpenTown) -> None:
    (order_id,) = place(town, (BRIOCHE, "1"))

    def is_told() -> bool:
        with town.database.read() as session:
            shop_id = session.get_one(ShopOrder, order_id).shop_id
            entity = order_entities.order_entity(session, shop_id, order_id)
        assert entity is not None
        return entity.has_no_mail

    assert is_told()
    with town.database.write() as session:
        session.get_one(
            OrderGroup, session.get_one(ShopOrder, order_id).group_id
        ).email = "camille@example.org"
    assert not is_told()


def test_what_the_preparer_decides_ends_the_question(waiting: tuple[OpenTown, str]) -> None:
    town, order_id = waiting
    step(town, order_id, "order.prepare")
    set_line(town, order_id, v1.LineState.PICKED)
    assert line_of(town, order_id).asked is None
    # Undone, the line is as if nobody had been asked; it may be asked about anew.
    set_line(town, order_id, v1.LineState.OPEN)
    ask(town, order_id, instead(town), time=timedelta(days=365))
    told = asked(town, order_id)
    longest = milliseconds(town.clock.now() + questions.LONGEST_WAIT)
    assert (told.answer, told.until) == ("", longest)


@pytest.mark.parametrize("said", ["none", "phone"])
def test_nothing_and_a_call_are_answers_too(waiting: tuple[OpenTown, str], said: str) -> None:
    town, order_id = waiting
    assert asked(town, order_id).phone == ""
    answer(town, order_id, said)
    told = asked(town, order_id)
    # The shop can call whoever wants to be called, and knows nobody else's number.
    number = "0639981234" if said == "phone" else ""
    assert (told.answer, told.choice, told.phone) == (said, "", number)
    assert "0639981234" not in str(line_of(town, order_id).asked)
    step(town, order_id, "order.cancel")
    assert asked(town, order_id).phone == ""


@pytest.mark.parametrize(
    ("rule", "expected"), [("ask", "none"), ("refund", "none"), ("substitute", "choice")]
)
def test_the_customers_rule_answers_when_nobody_did(
    waiting: tuple[OpenTown, str], rule: str, expected: str
) -> None:
    town, order_id = waiting
    with town.database.write() as session:
        session.get_one(ShopOrder, order_id).if_missing = rule
    runner = JobRunner(town.hub)
    town.clock.advance(HOUR / 2)
    # Asked anew, the customer has all of the time again.
    ask(town, order_id, instead(town))
    town.clock.advance(HOUR - timedelta(seconds=1))
    while runner.do_one():
        pass
    assert asked(town, order_id).answer == ""
    town.clock.advance(timedelta(seconds=1))
    with pytest.raises(Refusal, match="too_late_to_answer"):
        answer(town, order_id, "none")
    while runner.do_one():
        pass
    told = asked(town, order_id)
    assert (told.answer, told.timed_out) == (expected, True)
    for said in ("phone", told.choice or told.answer):
        with pytest.raises(Refusal, match="too_late_to_answer"):
            answer(town, order_id, said)


def test_what_the_shop_has_settled_needs_no_answer(waiting: tuple[OpenTown, str]) -> None:
    town, order_id = waiting
    set_line(town, order_id, v1.LineState.PICKED)
    with pytest.raises(NotFoundError):
        answer(town, order_id, "none")
    step(town, order_id, "order.cancel")
    (other_id,) = place(town, (BREAD, "2"))
    step(town, other_id, "order.accept")
    ask(town, other_id, instead(town))
    step(town, other_id, "order.cancel")
    with pytest.raises(Refusal, match="question_closed"):
        answer(town, other_id, "none")


def test_what_is_dearer_or_nonsense_is_never_asked(town: OpenTown) -> None:
    (order_id,) = place(town, (BRIOCHE, "1"))
    step(town, order_id, "order.accept")
    with pytest.raises(Refusal, match="dearer_than_ordered"):
        ask(town, order_id, instead(town, 721))
    for wrong in (
        (),
        (instead(town),) * 2,
        (instead(town, variant="none"),),
        (instead(town, quantity=0),),
        (instead(town, vat_bp=10_000),),
        (instead(town, label="x" * 1_000_000),),
    ):
        with pytest.raises(Refusal, match="wrong_value"):
            ask(town, order_id, *wrong)
    with pytest.raises(Refusal, match="unknown_line"):
        ask(town, order_id, instead(town), line="another")


def test_another_checkouts_key_does_not_answer(waiting: tuple[OpenTown, str]) -> None:
    town, order_id = waiting
    (other_id,) = place(town, (BREAD, "1"))
    with town.database.write() as session:
        other = session.get_one(OrderGroup, session.get_one(ShopOrder, other_id).group_id)
        line_id = session.scalars(select(OrderLine.id).where(OrderLine.order_id == order_id)).one()
        with pytest.raises(NotFoundError):
            questions.answer(session, other, line_id, "none", town.clock.now())


def test_page_asks_with_choices_and_says_what_was_decided(web: Web) -> None:
    town, shopper = web
    shopper.add("/boutiques/la-mie-doree/brioche-tressee")
    page = shopper.order()
    with town.database.read() as session:
        order_id = session.scalars(select(ShopOrder.id)).one()
    ask(town, order_id, instead(town))
    path = str(page.url.path)
    page = shopper.get(path)
    assert "Pain de campagne &lt;b&gt;" in page.text
    assert "3,40\u00a0€ de moins" in page.text.replace("\u202f", "\u00a0")
    form = shopper.form(page, f"{path}/repondre")
    bad = shopper.post(f"{path}/repondre", form | {"answer": "something"})
    assert (bad.status_code, "Choisissez une des réponses" in bad.text) == (409, True)
    foreign = shopper.post("/commandes/nobodys/repondre", form | {"answer": "none"})
    assert foreign.status_code == 404
    told = shopper.post(f"{path}/repondre", form | {"answer": town.market.variants[BREAD]})
    assert "Vous avez choisi\xa0: Pain de campagne" in told.text
    twice = shopper.post(f"{path}/repondre", form | {"answer": "none"})
    assert (twice.status_code, "première réponse" in twice.text) == (409, True)
