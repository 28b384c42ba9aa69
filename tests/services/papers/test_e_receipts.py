"""The receipt on a phone: a real till, a real marketplace, the page a customer opens."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import func, select

from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.papers import e_receipts
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.town import link
from fiscal import EventCode, Kind
from marketplace.models.sales import SharedReceipt
from marketplace.services import receipts as hub_receipts
from sync.kernel.money import Money
from tests.services.town.test_link import (
    RunningHub,
    a_talking_shop,
    await_that,
    catalogue_jam,
    is_told,
    serving,
)
from tests.support.a_shop import OWNER, a_shop, sell


@dataclass
class Customer:
    """Somebody with a phone, before the counter of an enrolled shop."""

    hub: RunningHub
    shop: Shop

    def opens(self, address: str) -> tuple[int, str]:
        """Return what the phone shows: the answer's code and the page's words."""
        answer = httpx2.get(address)
        return answer.status_code, html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def bodies(shop: Shop, kind: Kind) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = SqlStore(look.connection, shop.settings.till).of_kind(kind, 0)
        return [row.record().b for row in rows]


def test_a_customer_opens_the_receipt_with_the_code_and_nobody_else_does(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        link.enrol(shop, hub.url, hub.invite())
        catalogue_jam(shop)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        done = sell(shop, ("figue", 2))
        await_that(shop, lambda: is_told(shop))
        given = e_receipts.share(shop, done.sale_id, staff=OWNER)
        await_that(shop, lambda: is_told(shop))
        customer = Customer(hub, shop)
        status, page = customer.opens(given.address)

        assert status == 200
        for words in (done.number, "Confiture de figue", "9,00", "73282932000074"):
            assert words in page
        assert "DUPLICATA" not in page
        assert len(given.modules) == len(given.modules[0]) >= 25
        stranger = given.address[:-1] + ("A" if given.address[-1] != "A" else "B")
        assert customer.opens(stranger)[0] == 404
        assert "Ticket introuvable" in customer.opens(stranger)[1]

        again = e_receipts.share(shop, done.sale_id, staff=OWNER)
        await_that(shop, lambda: is_told(shop))
        assert "DUPLICATA n° 1" in customer.opens(again.address)[1]

        codes = [
            body["data"] for body in bodies(shop, Kind.EVENT) if body["code"] == EventCode.E_RECEIPT
        ]
        assert codes == [{"no": done.number, "channel": "qr"}] * 2
        assert [(body["n"], body["fmt"]) for body in bodies(shop, Kind.COPY)] == [(1, "link")]
        assert selling.sale(shop, done.sale_id).copies == 2
        secret = urlsplit(given.address).path.rpartition("/")[2]
        assert secret not in str(bodies(shop, Kind.EVENT))
        with shop.look() as look:
            sent = look.connection.exec_driver_sql("SELECT body FROM outbox").all()
        assert secret not in str(sent)


def test_the_marketplace_forgets_receipts_after_their_month(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub, a_talking_shop(tmp_path / "shop") as shop:
        link.enrol(shop, hub.url, hub.invite())
        catalogue_jam(shop)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        done = sell(shop, "figue")
        await_that(shop, lambda: is_told(shop))
        e_receipts.share(shop, done.sale_id, staff=OWNER)
        await_that(shop, lambda: is_told(shop))
        now = hub.hub.clock.now()
        for age, left in ((timedelta(days=29), 1), (timedelta(days=31), 0)):
            with hub.hub.database.write() as session:
                hub_receipts.forget_old(session, now + age)
                kept = session.scalar(select(func.count()).select_from(SharedReceipt))
                assert kept == left


def test_without_the_marketplace_paper_is_offered_and_nothing_is_counted(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        done = sell(shop, "Vin")
        with pytest.raises(RefusedError) as refused:
            e_receipts.share(shop, done.sale_id, staff=OWNER)

        assert refused.value.code == "receipt_offline"
        assert selling.sale(shop, done.sale_id).copies == 0
        assert [
            body for body in bodies(shop, Kind.EVENT) if body["code"] == EventCode.E_RECEIPT
        ] == []
