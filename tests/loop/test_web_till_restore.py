"""A marketplace put back from a backup takes its lost records of W01 back from the counters."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from demo.shops import demo_shop, draft_of
from demo.still_town import Counter, How, StillTown
from desktop.services.books import web_till
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.goods import cataloguing
from desktop.services.online import order_returns, orders, pickup, preparation
from desktop.services.till import till_sessions
from fiscal import EventCode, Kind, Sealed, verify_journal
from marketplace.errors import Refusal
from marketplace.models.town import Shop as TownShop
from marketplace.services import checkup, greeting, web_till_regaining, web_till_waiting
from marketplace.services.web_till_rows import rows_of
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.loop.test_web_till import a_photo
from tests.support.a_shop import OWNER

MORNING = datetime(2026, 11, 27, 8, tzinfo=UTC)
BAKERY = "la-mie-doree"


@dataclass
class Street:
    """A town with one shop and its two counters."""

    town: StillTown
    folder: Path
    first: Counter
    second: Counter
    variant: str

    def pay(self, loaves: int = 1) -> str:
        """Have somebody order loaves and pay them; return the order."""
        bought = self.town.order({self.variant: loaves * 1000}, how=How(mode="locker"))
        self.town.clock.advance(timedelta(minutes=1))
        return bought.order_id

    def hand_over(self, order_id: str) -> None:
        self.town.talk(2)
        shop = self.first.shop
        orders.accept(shop, order_id)
        orders.start_preparing(shop, order_id)
        (line,) = orders.order(shop, order_id).lines[:1]
        preparation.pick_by_hand(shop, order_id, line.id)
        orders.mark_ready(shop, order_id)
        pickup.hand_over(shop, order_id, OWNER, reason="test")
        self.town.talk(2)

    def back_up(self) -> Path:
        place = self.folder / f"backup-{len(list(self.folder.glob('backup-*')))}"
        self.town.back_up(place)
        return place

    def settle(self) -> None:
        """Let everybody who can speak do so, as after every start of the marketplace."""
        for _ in range(2):
            for counter in self.town.counters:
                counter.talk()
            self.town.do_jobs()
        self.town.talk(2)

    @property
    def shop_id(self) -> str:
        with self.town.hub.database.read() as session:
            return session.scalars(select(TownShop.id).where(TownShop.slug == BAKERY)).one()

    def told(self) -> list[Sealed]:
        with self.town.hub.database.read() as session:
            return list(rows_of(session, self.shop_id))

    def kept(self, counter: Counter) -> list[Sealed]:
        with counter.shop.look() as look:
            return list(web_till.KeptRows(look.connection).after(0))

    def money(self) -> list[tuple[str, str]]:
        """Kind and order of every record of money, in order."""
        records = [row.record() for row in self.told()]
        return [(each.k.value, each.b["ord"]) for each in records if "ord" in each.b]

    def events(self) -> list[tuple[int, dict[str, object]]]:
        records = [row.record() for row in self.told()]
        return [(one.b["code"], one.b["data"]) for one in records if one.k is Kind.EVENT]

    def wrong(self) -> dict[str, str]:
        found = checkup.examine(self.town.hub)
        return {one.name: one.detail for one in found if not one.is_well and one.name != "disk"}


@pytest.fixture
def street(tmp_path: Path):  # noqa: ANN201 a generator of one
    with closing(StillTown(tmp_path, MORNING, is_durable=False)) as town:
        first = town.open_counter(BAKERY, sells=False)
        loaf = demo_shop(BAKERY).products[0]
        cataloguing.save_product(first.shop, draft_of(loaf, a_photo(first.shop)), OWNER)
        first.talk()
        second = town.open_counter(BAKERY, sells=False)
        variant = selling.tiles(first.shop, None, 1)[0].variant_id
        town.clock.advance(timedelta(minutes=1))
        yield Street(town, tmp_path, first, second, variant)


def forgeries(lost: Sealed, other: Sealed) -> list[v1.WebRecordEntity]:
    """A lost record with one thing of it made up."""
    whole = v1.WebRecordEntity(seq=lost.seq, c=lost.c.decode(), h=lost.h.hex(), s=lost.s.hex())
    return [
        replace(whole, c=whole.c.replace("PREPAY", "REFUND")),
        replace(whole, h="00" * 32),
        replace(whole, s=other.s.hex()),
        replace(whole, seq=lost.seq + 1),
    ]


def give_back(street: Street, record: v1.WebRecordEntity) -> None:
    with street.town.hub.database.write() as session:
        message = v1.WebRecordsKept(question="q", records=(record,))
        web_till_regaining.take_back(
            session, street.shop_id, "device", message, street.town.clock.now()
        )


def test_lost_records_come_back_before_anything_new_is_written(street: Street) -> None:
    old = street.pay(loaves=2)
    street.hand_over(old)
    backup = street.back_up()
    lost = street.pay()
    (line,) = orders.order(street.first.shop, old).lines[:1]
    one = {line.id: order_returns.Part(Quantity.pieces(1), Quantity.pieces(2))}
    order_returns.take_back(street.first.shop, old, [line.id], OWNER, reason="test", parts=one)
    street.town.talk(2)
    before = street.told()
    assert [kind for kind, _ in street.money()[-2:]] == ["PREPAY", "REFUND"]

    street.town.put_back(backup)
    assert len(street.told()) < len(before)
    new = street.pay()
    assert len(street.told()) < len(before), "nothing is written until the counters were heard"
    assert street.wrong() == {"web_wait": "La Mie Dorée"}
    for forged in forgeries(before[len(street.told())], before[0]):
        with pytest.raises(Refusal, match="web_record_strange"):
            give_back(street, forged)
    with pytest.raises(Refusal, match="web_till_waits"):
        street.town.hub.web_tills.archive(
            street.town.hub.database, street.shop_id, street.folder / "w01.zip"
        )
    street.settle()

    after = street.told()
    assert after[: len(before)] == before, "as they were, to the byte"
    assert verify_journal(after, bytes.fromhex(after[0].record().b["pub"])).is_sound
    assert street.kept(street.first) == street.kept(street.second) == after
    (told,) = [data for code, data in street.events() if code == EventCode.RESTORED]
    assert (told["from"], told["to"]) == (before[-1].seq - 1, before[-1].seq)
    entered = street.money()
    assert entered.count(("PREPAY", lost)) == entered.count(("PREPAY", new)) == 1
    assert entered.count(("REFUND", old)) == 1, "the counter tells again that it came back"
    order_returns.take_back(street.first.shop, old, [line.id], OWNER, reason="test")
    street.settle()
    assert street.money().count(("REFUND", old)) == 2, "the other loaf is another refund"
    assert street.wrong() == {"web_lost": lost}


def test_counter_that_never_comes_is_waited_for_three_days(street: Street) -> None:
    """Nobody said that a backup was put back: a counter that knows more did, of its own shop."""
    street.pay()
    backup = street.back_up()
    lost = street.pay()
    street.first.talk()
    street.second.is_cut_off = True
    street.town.clock.advance(timedelta(minutes=15))
    street.town.put_back(backup, is_noted=False)
    street.first.restart()
    street.first.talk()
    with street.town.hub.database.read() as session:
        now = street.town.clock.now()
        assert len(web_till_waiting.silent_counters(session, street.shop_id, now)) == 1
        assert not web_till_waiting.silent_counters(session, "another shop", now)
    new = street.pay()
    street.settle()
    assert ("PREPAY", lost) in street.money(), "what the one gave back is there at once"
    assert ("PREPAY", new) not in street.money()
    street.town.clock.advance(web_till_waiting.PATIENCE)
    street.town.do_jobs()
    assert ("PREPAY", new) in street.money()
    assert street.wrong() == {"web_lost": lost}


def test_number_that_was_signed_twice_stays_in_both_journals(street: Street) -> None:
    """Nobody said that a backup was put back, and it went on before a counter spoke."""
    till_sessions.open_till(street.first.shop, Money(100_00), OWNER)
    street.pay()
    backup = street.back_up()
    lost = street.pay()
    street.town.talk(2)
    kept = street.kept(street.first)
    street.town.put_back(backup, is_noted=False)
    new = street.pay()
    forked = street.told()
    assert forked[-1].seq == kept[-1].seq
    assert forked[-1] != kept[-1]
    with street.town.hub.database.write() as session:
        greeting.note_restore(session, street.town.clock.now())
    street.settle()

    assert street.kept(street.first)[: len(kept)] == kept, "what was told first is kept"
    assert street.told()[: len(forked)] == forked
    assert ("PREPAY", lost) not in street.money()
    assert ("PREPAY", new) in street.money()
    here = [data for code, data in street.events() if code == EventCode.INTEGRITY_DEFECT]
    assert {data["kept"] for data in here} == {kept[-1].h.hex()}
    assert len(here) == 2, "both counters keep it"
    assert street.wrong() == {"web_fork": street.shop_id}
    with street.first.shop.look() as look:
        till = street.first.shop.settings.till
        events = [row.record().b for row in SqlStore(look.connection, till).of_kind(Kind.EVENT, 0)]
    (there,) = [one["data"] for one in events if one["code"] == EventCode.INTEGRITY_DEFECT]
    assert there == {
        "till": "W01",
        "seq": kept[-1].seq,
        "kept": kept[-1].h.hex(),
        "told": forked[-1].h.hex(),
    }
