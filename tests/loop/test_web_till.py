"""What a customer pays online is in the books of the shop, whichever of its counters is asked."""

import io
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from demo.shops import demo_shop, draft_of
from demo.still_town import How, StillTown
from desktop.domain.accounting import Posting
from desktop.services.books import accounting, web_till
from desktop.services.books.inspection import inspect
from desktop.services.counter import selling
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods import cataloguing
from desktop.services.online import orders, pickup, preparation
from desktop.services.shop import Shop
from fiscal import Sealed
from marketplace.services.web_till_rows import rows_of
from tests.support.a_shop import OWNER

MORNING = datetime(2026, 11, 27, 8, tzinfo=UTC)
BAKERY = "la-mie-doree"


def a_photo(shop: Shop) -> str:
    content = io.BytesIO()
    Image.new("RGB", (32, 32), "#c07020").save(content, "PNG")
    seen = photos.prepare(content.getvalue(), wish=photos.Wish(cuts=False))
    return kept_photos.keep(shop, seen).sha256


def test_an_order_paid_online_is_turnover_once_and_at_every_counter(tmp_path: Path) -> None:
    with closing(StillTown(tmp_path, MORNING, is_durable=False)) as town:
        first = town.open_counter(BAKERY, sells=False)
        loaf = demo_shop(BAKERY).products[0]
        cataloguing.save_product(first.shop, draft_of(loaf, a_photo(first.shop)), OWNER)
        first.talk()
        second = town.open_counter(BAKERY, sells=False)
        variant = selling.tiles(first.shop, None, 1)[0].variant_id
        bought = town.order({variant: 2000}, how=How(mode="locker"))
        town.talk(2)
        orders.accept(first.shop, bought.order_id)
        orders.start_preparing(first.shop, bought.order_id)
        (line,) = orders.order(first.shop, bought.order_id).lines[:1]
        preparation.pick_by_hand(first.shop, bought.order_id, line.id)
        orders.mark_ready(first.shop, bought.order_id)
        pickup.hand_over(first.shop, bought.order_id, OWNER, reason="test")
        paid = town.kept_online(bought.order_id)
        town.clock.advance(timedelta(days=1))
        town.talk(2)
        town.do_jobs()
        town.talk(2)

        with town.hub.database.read() as session:
            shop_id = (
                session.connection()
                .exec_driver_sql("SELECT shop_id FROM shop_order WHERE id = ?", (bought.order_id,))
                .scalar_one()
            )
            told = list(rows_of(session, shop_id))
        for counter in (first, second):
            with counter.shop.look() as look:
                kept: list[Sealed] = list(web_till.KeptRows(look.connection).after(0))
            assert kept == told
            (entry,) = accounting.entries(
                counter.shop, MORNING.date(), MORNING.date(), web_till.TILL
            )
            assert Posting("online", debit=paid.cents) in entry.postings
            reports = {each.till: each.report for each in inspect(counter.folder)}
            assert reports[web_till.TILL].is_sound
