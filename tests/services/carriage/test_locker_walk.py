"""A walk through everything that can happen to parcels and doors."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.devices.locker import Answer
from desktop.devices.locker_simulators import (
    BankFault,
    LockerBankSimulator,
)
from desktop.domain.lockers import Size
from desktop.errors import ShopError
from desktop.services.carriage import (
    locker_emptying,
    lockers,
)
from desktop.services.carriage.locker_lines import line_to
from desktop.services.carriage.locker_rows import DepositState, DepositView
from desktop.services.carriage.lockers import Asked
from desktop.services.online import orders
from desktop.settings import LockerSettings
from tests.services.carriage.a_locker import SIZES, ask, code_on_disk, to_lock, with_banks
from tests.services.carriage.test_rounds import told
from tests.support.a_shop import OWNER, AShop, open_again

ACTS = ("ask", "answer", "restart", "say", "confirm", "other", "give_up", "fetch", "back", "hear")


@settings(max_examples=3, deadline=None)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.sampled_from([*BankFault])),
        min_size=10,
        max_size=30,
    )
)
def test_whatever_happens_each_parcel_is_in_one_place_and_each_door_has_one_parcel(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, BankFault]]
) -> None:
    quick = frozenset(BankFault) - {BankFault.HANGS, BankFault.DRIBBLES, BankFault.FLOODS}
    with LockerBankSimulator(SIZES, shuts_itself=True) as bank:
        wall = LockerSettings(code="wall", address=bank.address)
        builder = with_banks(tmp_path_factory.mktemp("walk"), wall)
        walk = _Walk(builder, bank)
        try:
            for act, which, fault in acts:
                bank.fault = fault if fault in quick else BankFault.NONE
                walk.do(act, which)
                bank.fault = BankFault.NONE
                walk.judge()
            walk.finish()
        finally:
            walk.close()


class _Walk:
    def __init__(self, builder: AShop, bank: LockerBankSimulator) -> None:
        self.builder, self.bank = builder, bank
        self.shop = builder.open()
        self.orders = [to_lock(self.shop) for _each in range(3)]
        self.sent: dict[str, tuple[str, Answer]] = {}

    def close(self) -> None:
        self.shop.close()

    def held(self, which: int) -> DepositView | None:
        return lockers.stop_for(self.shop, self.orders[which].id).deposit

    def do(self, act: str, which: int) -> None:
        if act == "restart":
            self.close()
            self.shop = open_again(self.builder.folder, self.builder.clock)
            self.sent = {}
            return
        try:
            self._try(act, which)
        except ShopError as error:
            assert not error.code.startswith("unknown"), error  # noqa: PT017 any other refusal is an answer

    def _try(self, act: str, which: int) -> None:
        shop, held = self.shop, self.held(which)
        acts: dict[str, Callable[[DepositView], object]] = {
            "answer": self._answer,
            "say": lambda each: lockers.say_door(shop, each.id, is_open=True),
            "confirm": lambda each: lockers.confirm(shop, each.id, OWNER),
            "give_up": lambda each: lockers.give_up(shop, each.id),
            "fetch": lambda each: self._send(locker_emptying.ask_to_fetch(shop, each.id, OWNER)),
            "back": lambda each: locker_emptying.confirm_back(shop, each.id, OWNER),
            "other": lambda each: self._send(
                lockers.ask_other(
                    shop, each.id, OWNER, size=Size.SMALL, report=line_to(shop, "wall").report()
                )
            ),
        }
        if act == "ask" and held is None:
            self._send(ask(shop, self.orders[which].id))
        elif act == "hear":
            self._collect_one()
            line = line_to(shop, "wall")
            line.release(locker_emptying.hear(shop, "wall", line.report()).to_release)
        elif held is not None and act in acts:
            acts[act](held)

    def _send(self, asked: Asked) -> None:
        answer = line_to(self.shop, "wall").send(asked.opening)
        self.sent[asked.deposit.id] = (asked.opening.key, answer)

    def _answer(self, each: DepositView) -> None:
        if each.id in self.sent:
            lockers.note_answer(self.shop, each.id, *self.sent[each.id])

    def _collect_one(self) -> None:
        """A customer only comes when there is a parcel: what was told is in, is in."""
        for each in locker_emptying.overview(self.shop).kept:
            if self.bank.code_of(each.id):
                assert code_on_disk(self.shop, each.id) == self.bank.code_of(each.id)
                self.bank.collect(each.id)
                return

    def judge(self) -> None:
        now = locker_emptying.overview(self.shop)
        held = [*now.unfinished, *now.kept, *now.due]
        assert len({each.box for each in held}) == len(held)
        assert len({each.order_id for each in held}) == len(held)
        for each in now.kept:
            order = orders.order(self.shop, each.order_id)
            assert (order.carriage, order.box) == ("deposited", each.box)
            # The customer of a parcel that is in can open its door.
            assert code_on_disk(self.shop, each.id)
        stages: dict[str, list[str]] = {}
        for word in told(self.shop):
            stages.setdefault(word.order, []).append(word.stage)
        for each_stage in stages.values():
            assert each_stage.count("delivered") <= 1
            assert "".join(stage[0:2] for stage in each_stage).replace("deba", "") in (
                "", "de", "dede",
            )  # fmt: skip

    def finish(self) -> None:
        """Whatever was left open can be brought to an end."""
        for which in range(3):
            held = self.held(which)
            if held is not None and held.state is DepositState.OPENING:
                lockers.give_up(self.shop, held.id)
            elif held is not None:
                locker_emptying.confirm_back(self.shop, held.id, OWNER)
        assert locker_emptying.overview(self.shop).unfinished == ()
        line = line_to(self.shop, "wall")
        line.release(locker_emptying.hear(self.shop, "wall", line.report()).to_release)
        assert {door.deposit for door in self.bank.doors.values()} == {""}
