"""Suppliers, the reorder list and orders to them."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.shop import Shop
from desktop.services.stockroom import reorder, supplier_orders, supplies
from desktop.services.stockroom.supplier_orders import Wanted
from desktop.services.stockroom.supplies import SupplierDraft, SupplierView
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_shop, found, sell


def a_tea_shop(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé vert", 790, stock=10, code="4006381333931")
        .with_product("Café moulu", 450, stock=4)
        .with_product("Vase", 4000, stock=1)
    )


def a_supplier(shop: Shop, name: str = "Maison Lointaine") -> SupplierView:
    return supplies.add_supplier(
        shop, SupplierDraft(name=name, account="C-77" if "Lointaine" in name else ""), OWNER
    )


def comes_from(shop: Shop, article: str, supplier: SupplierView, **columns: object) -> str:
    """Say in the tables where an article comes from, and return it."""
    variant = found(shop, article).variant_id
    values = {"supplier_id": supplier.id, **columns}
    with shop.begin() as work:
        setting = ", ".join(f"{name} = :{name}" for name in values)
        work.connection.execute(
            text(f"UPDATE variant SET {setting} WHERE id = :id"),  # noqa: S608 the test's own names
            {**values, "id": variant},
        )
        work.commit()
    return variant


def test_a_supplier_is_found_by_any_word_and_archived_not_lost(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        far = a_supplier(shop)
        a_supplier(shop, "Épices du Port")
        assert [each.name for each in supplies.suppliers(shop)] == [
            "Épices du Port",
            "Maison Lointaine",
        ]
        assert [each.name for each in supplies.suppliers(shop, "epic")] == ["Épices du Port"]
        assert [each.name for each in supplies.suppliers(shop, "c-77 lointaine")] == [far.name]
        with pytest.raises(RefusedError, match="supplier_known"):
            a_supplier(shop, "MAISON LOINTAINE")
        supplies.change_supplier(shop, far.id, SupplierDraft(name="Maison Proche"), OWNER)
        supplies.archive_supplier(shop, far.id, OWNER)
        assert [each.name for each in supplies.suppliers(shop)] == ["Épices du Port"]
        (gone,) = supplies.suppliers(shop, archived=True)
        assert gone.name == "Maison Proche"
        assert not supplies.restore_supplier(shop, far.id, OWNER).is_archived


def test_one_change_of_a_supplier_is_taken_back_and_what_came_after_stays(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        made = a_supplier(shop)
        renamed = supplies.change_supplier(
            shop, made.id, replace(made.draft, name="Maison Proche"), OWNER
        )
        supplies.change_supplier(shop, made.id, replace(renamed.draft, phone="04 75"), OWNER)
        assert not supplies.change_supplier(
            shop, made.id, replace(renamed.draft, phone="04 75"), OWNER
        ).change_id
        told = [
            [(each.field, each.before, each.after) for each in change.differences]
            for change in supplies.history(shop, made.id)
        ]
        assert told == [
            [("phone", made.draft.phone, "04 75")],
            [("name", "Maison Lointaine", "Maison Proche")],
            [],
        ]
        back = supplies.undo_change(shop, renamed.change_id, OWNER)
        assert back.draft == replace(made.draft, phone="04 75")
        with pytest.raises(RefusedError, match="change_undone"):
            supplies.undo_change(shop, renamed.change_id, OWNER)
        again = supplies.undo_change(shop, back.change_id, OWNER)
        assert again.name == "Maison Proche"
        away = supplies.archive_supplier(shop, made.id, OWNER)
        assert not supplies.undo_change(shop, away.change_id, OWNER).is_archived
        assert supplies.undo_change(shop, made.change_id, OWNER).is_archived


def test_no_undo_makes_two_suppliers_of_one_name(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        made = a_supplier(shop)
        renamed = supplies.change_supplier(shop, made.id, SupplierDraft(name="Autre"), OWNER)
        a_supplier(shop)
        with pytest.raises(RefusedError, match="supplier_known"):
            supplies.undo_change(shop, renamed.change_id, OWNER)
        away = supplies.archive_supplier(shop, made.id, OWNER)
        a_supplier(shop, "Autre")
        with pytest.raises(RefusedError, match="supplier_known"):
            supplies.undo_change(shop, away.change_id, OWNER)
        with pytest.raises(RefusedError, match="supplier_known"):
            supplies.restore_supplier(shop, made.id, OWNER)


def test_what_is_at_its_point_is_proposed_up_to_its_mark_less_what_is_on_its_way(
    tmp_path: Path,
) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        far = a_supplier(shop)
        tea = comes_from(shop, "the vert", far, reorder_at=10_000, reorder_to=24_000)
        (group,) = reorder.reorder_list(shop)
        assert (group.supplier, group.lines[0].proposed) == (far.name, Quantity.pieces(14))
        order = supplier_orders.draft_order(
            shop, far.id, [Wanted(variant_id=tea, quantity=Quantity.pieces(14))], OWNER
        )
        assert reorder.reorder_list(shop) == ()
        supplier_orders.cancel(shop, order.id, OWNER)
        assert len(reorder.reorder_list(shop)) == 1


def test_without_a_point_the_last_weeks_sales_decide(tmp_path: Path) -> None:
    shelf = a_tea_shop(tmp_path)
    with shelf.opened() as shop:
        for _ in range(8):
            sell(shop, "the vert")
        sell(shop, "vase")
        shelf.clock.instant += timedelta(hours=1)
        (group,) = reorder.reorder_list(shop, weeks=4)
        assert (group.supplier_id, group.supplier) == (None, "")
        # The tea lasts: 2 left, 2 a week. The vase does not: none left of one in four weeks.
        assert [line.article.label for line in group.lines] == ["Vase"]
        sell(shop, "the vert")
        lines = reorder.reorder_list(shop, weeks=4)[0].lines
        assert [(line.article.label, line.proposed) for line in lines] == [
            ("Thé vert", Quantity.pieces(4)),
            ("Vase", Quantity.pieces(1)),
        ]


def test_an_order_is_numbered_per_till_and_goes_from_draft_to_sent(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        far, tea = a_supplier(shop), found(shop, "the vert").variant_id
        wanted = Wanted(variant_id=tea, quantity=Quantity.pieces(6), price=Money(310))
        order = supplier_orders.draft_order(shop, far.id, [wanted], OWNER)
        coffee = found(shop, "cafe").variant_id
        more = Wanted(variant_id=coffee, quantity=Quantity.pieces(2))
        again = supplier_orders.draft_order(shop, far.id, [more], OWNER)
        assert (again.id, again.number, len(again.lines)) == (order.id, order.number, 2)
        assert order.number == f"{shop.settings.till}-F0001"
        assert again.total == Money(1860)
        more = supplier_orders.draft_order(shop, far.id, [wanted], OWNER)
        assert [line.quantity.thousandths for line in more.lines] == [2000, 12_000]
        sent = supplier_orders.send(shop, order.id, OWNER)
        assert sent.state == "sent"
        with pytest.raises(RefusedError, match="order_was_sent"):
            supplier_orders.set_line(shop, order.id, wanted, OWNER)
        assert supplier_orders.draft_order(shop, far.id, [wanted], OWNER).number.endswith("-F0002")
        with pytest.raises(RefusedError, match="supplier_has_orders"):
            supplies.archive_supplier(shop, far.id, OWNER)


def test_an_empty_order_is_not_sent_and_a_line_of_nothing_goes(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        far, tea = a_supplier(shop), found(shop, "the vert").variant_id
        wanted = Wanted(variant_id=tea, quantity=Quantity.pieces(6))
        order = supplier_orders.draft_order(shop, far.id, [wanted], OWNER)
        nothing = Wanted(variant_id=tea, quantity=Quantity.pieces(0))
        assert supplier_orders.set_line(shop, order.id, nothing, OWNER).lines == ()
        with pytest.raises(RefusedError, match="supplier_order_empty"):
            supplier_orders.send(shop, order.id, OWNER)


def test_an_order_leaves_as_a_page_and_as_a_list(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        far = a_supplier(shop)
        tea = comes_from(shop, "the vert", far, supplier_ref="=TV-100")
        order = supplier_orders.draft_order(
            shop,
            far.id,
            [Wanted(variant_id=tea, quantity=Quantity.pieces(6), price=Money(310))],
            OWNER,
        )
        page = PdfReader(io.BytesIO(supplier_orders.order_pdf(shop, order.id)))
        words = page.pages[0].extract_text()
        for part in (order.number, far.name, "C-77", "Thé vert", "4006381333931", "18,60"):
            assert part in words
        rows = list(
            csv.reader(
                io.StringIO(supplier_orders.order_csv(shop, order.id).decode("utf-8-sig")),
                delimiter=";",
            )
        )
        assert rows[1] == ["'=TV-100", "4006381333931", "Thé vert", "6,000", "piece", "3,10"]
