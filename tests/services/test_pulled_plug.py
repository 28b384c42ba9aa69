"""A till that is killed again and again loses no paid sale and doubles none."""

import os
from pathlib import Path
from random import Random

import pytest
from msgspec import Raw
from sqlalchemy import Connection, text

from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore, reading_journal
from desktop.services.shop import Shop
from fiscal import replay
from sync.contract import v1
from sync.engine.outbox import chain_after
from tests.support.a_shop import a_shop, open_again
from tests.support.loaded_program import LoadedProgram

REPOSITORY = Path(__file__).parents[2]
KILLS = 20
SELLER = LoadedProgram("tests.support.seller", ["tests.support.seller"], os.environ)


@pytest.mark.slow
def test_every_paid_sale_survives_being_killed_anywhere(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
    builder.open().close()
    chance = Random(20261123)
    told: list[tuple[str, str]] = []

    for _ in range(KILLS):
        told += sell_until_killed(builder.folder, chance)
        shop = open_again(builder.folder)
        try:
            must_hold(shop, told)
        finally:
            shop.close()
        (journal,) = inspect(builder.folder)
        assert journal.report.is_sound, journal.report.findings

    assert len(told) > KILLS


def sell_until_killed(folder: Path, chance: Random) -> list[tuple[str, str]]:
    """Return id and number of the sales a program said were paid before it was killed.

    It is killed from a fork of chance: after some sales, and then some microseconds more, so that
    the blow falls anywhere in the next one.
    """
    sales, spins = chance.randint(0, 9), chance.randint(0, 40_000)
    hearing, heard = os.pipe()
    with (
        os.fdopen(hearing, "rb") as said,
        SELLER.begin([str(folder)], os.environ, REPOSITORY, (0, heard, 2)) as program,
    ):
        os.close(heard)
        lines = [said.readline() for _ in range(sales)]
        for _ in range(spins):
            pass
        program.kill()
        lines += said.readlines()
    words = [line.decode().split() for line in lines if line.endswith(b"\n")]
    assert all(word[0] == "paid" for word in words)
    return [(word[1], word[2]) for word in words]


def must_hold(shop: Shop, told: list[tuple[str, str]]) -> None:
    with shop.look() as look:
        connection = look.connection
        kept = connection.execute(
            text("SELECT id, number, journal_seq, journal_hash FROM sale ORDER BY journal_seq")
        ).all()
        store = SqlStore(connection, shop.settings.till)
        records = list(store.after(0))

        assert set(told) <= {(row.id, row.number) for row in kept}
        numbers = [int(row.number[-6:]) for row in kept]
        assert numbers == list(range(1, len(kept) + 1))
        by_seq = {record.seq: record for record in records}
        assert all(by_seq[row.journal_seq].h.hex() == row.journal_hash for row in kept)
        assert [record.seq for record in records] == list(range(1, len(records) + 1))
        assert replay(records) == store.head()
        tickets = [record.number() for record in records if record.number()]
        assert tickets == [row.number for row in kept]
        must_add_up(connection)
        assert reading_journal(shop, connection).head().degraded_from == 0


def must_add_up(connection: Connection) -> None:
    unequal = connection.execute(
        text(
            "SELECT l.variant_id FROM stock_level l WHERE l.on_hand <> "
            "(SELECT SUM(delta) FROM stock_movement m WHERE m.variant_id = l.variant_id)"
        )
    ).all()
    untold = connection.execute(
        text(
            "SELECT s.id FROM sale s WHERE (SELECT COUNT(*) FROM outbox o WHERE "
            "o.kind = 'sale.closed' AND json_extract(CAST(o.body AS TEXT), '$.sale') = s.id) <> 1"
        )
    ).all()
    stream = connection.execute(text("SELECT * FROM stream")).one()
    rows = connection.execute(
        text("SELECT seq, op_id, kind, v, at, body, hash FROM outbox ORDER BY seq")
    ).all()
    assert unequal == []
    assert untold == []
    ops = [
        v1.Op(seq=row.seq, id=row.op_id, kind=row.kind, v=row.v, at=row.at, body=Raw(row.body))
        for row in rows
    ]
    chained = chain_after(stream.incarnation, v1.first_link(stream.incarnation), ops)
    assert [each.hash for each in chained] == [row.hash for row in rows]
    assert stream.next_seq == len(rows) + 1
