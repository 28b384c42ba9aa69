"""What the marketplace did not take is told until somebody has seen it, one word after the other."""

from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.services.shop import Shop
from desktop.services.till import alarms
from desktop.services.town import outbox, refused_words
from desktop.services.town.outbox import OutboxRows
from desktop.ui.refused_words import told
from desktop.ui.wording import Language, Wording
from sync.contract import v1
from sync.kernel.ids import new_id
from tests.support.a_shop import a_shop
from tests.support.an_order import placed

FRENCH = Wording(Language.FRENCH, ZoneInfo("Europe/Paris"))


def refused(shop: Shop, kind: str, message: v1.Message, code: str) -> None:
    """Say something, and have the marketplace not take it."""
    with shop.begin() as work:
        outbox.append(work, kind, message)
        work.commit()
    (stream,) = OutboxRows(shop).streams()
    with shop.begin() as work:
        seq = stream.last_seq
        outbox.note_result(work.connection, stream.incarnation, seq, "rejected", code)
        work.commit()


def sentence(shop: Shop) -> str:
    alarm = alarms.alarm_of(shop)
    return "" if alarm is None or alarm.word is None else told(FRENCH, alarm.word)


def test_what_was_not_taken_is_told_until_it_was_seen(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, vat=550).opened() as shop:
        order = placed(shop, ("the", 1)).view
        (line,) = order.lines
        price = v1.PriceSet(variant=line.variant_id, price_cents=1)
        refused(shop, "price.set", price, "wrong_value")
        refused(shop, "draft.shared", v1.DraftShared(draft=new_id()), "too_many_shared")
        refused(shop, "order.accept", v1.OrderStep(order=order.id, base_ver=1), "order_closed")
        heard = []
        while words := sentence(shop):
            heard.append(words.replace("\u00a0", " "))
            alarm = alarms.alarm_of(shop)
            assert alarm is not None
            assert alarm.word is not None
            refused_words.see(shop, alarm.word)
        first, second, third = heard
        assert "le prix de « Thé » : une valeur ne convient pas" in first
        assert "Et 2 autres envois." in first
        assert "trop de photos attendent déjà le référent" in second
        assert f"la commande {order.number} : la commande avait déjà changé" in third
        with shop.look() as look:
            assert outbox.count_waiting(look.connection).rejected == 0


def test_a_word_of_a_newer_version_is_told_without_its_subject(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        count = v1.StockCount(count=new_id(), variant=new_id(), counted=1, delta=1)
        refused(shop, "stock.count", count, "unexpected")
        assert "n'a pas pris un envoi : elle ne l'a pas compris" in sentence(shop).replace(
            "\u00a0", " "
        )
