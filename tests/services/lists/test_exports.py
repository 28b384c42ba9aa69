"""Leaving is free: what the shop has comes out whole, in files anybody can open."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from desktop.errors import WorldError
from desktop.services.counter import customers
from desktop.services.counter.customers import CustomerDraft
from desktop.services.drafting import kept_photos, photos
from desktop.services.goods.catalogue import ProductQuery, ProductView, products
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    save_product,
)
from desktop.services.lists.exports import (
    COLUMNS,
    export_everything,
    export_products,
    export_to_csv,
)
from desktop.services.lists.import_runs import undo_run
from desktop.services.lists.imports import import_products
from desktop.services.lists.list_exports import export_customers, export_sales, export_stock
from desktop.services.shop import Shop
from sync.kernel import gtin
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, a_shop, sell

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
titles = texts.filter(lambda words: any(sign.isalnum() for sign in words))
own_codes = st.integers(0, 10**6).map(gtin.make_in_store) | st.sampled_from(["=1+1", "INT-7"])


places = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)


def variants_in(unit: Unit) -> st.SearchStrategy[tuple[VariantDraft, ...]]:
    stock = st.integers(-50, 50).map(lambda count: Quantity(count * 1000, unit))
    variant = st.builds(
        VariantDraft,
        price=st.integers(0, 10**8).map(Money),
        options=st.dictionaries(titles, titles, min_size=1, max_size=2).map(
            lambda axes: tuple(axes.items())
        ),
        codes=own_codes.map(lambda code: (code,)),
        opening_stock=stock,
        purchase_price=st.none() | st.integers(0, 10**8).map(Money),
        content=st.none() | st.builds(Quantity, st.integers(1, 10**9), st.sampled_from([*Unit])),
        place=places,
        supplier_ref=places,
    )
    each = st.lists(variant, min_size=1, max_size=3, unique_by=lambda draft: draft.codes)
    return each.map(tuple)


drafts = st.sampled_from([Unit.PIECE, Unit.KILOGRAM]).flatmap(
    lambda unit: st.builds(
        ProductDraft,
        name=titles,
        vat=st.sampled_from([VatRate(550), VatRate(2000)]),
        brand=texts,
        description=texts,
        category_name=texts,
        kind=st.sampled_from(["goods", "service", "deposit"]),
        flags=st.frozensets(st.sampled_from(["fragile", "durable"])),
        allergens=st.sampled_from([(), ("none",), ("gluten", "milk"), ("nuts",)]),
        unit=st.just(unit),
        variants=variants_in(unit),
    )
)


def told_by(view: ProductView) -> tuple[object, ...]:
    """Return what a list can say of a product."""
    forms = [
        (
            *(each.sku, each.options, each.codes, each.price, each.on_hand),
            *(each.purchase_price, each.content, each.place, each.supplier_ref),
        )
        for each in view.variants
    ]
    sheet = (view.name, view.brand, view.category, view.description, view.kind)
    return (*sheet, view.flags, view.allergens, view.vat, view.unit, *forms)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Shop]]:
    """Two shops; each example puts away again what it made: what is put away is in no list."""
    folder = tmp_path_factory.mktemp("lists")
    with AShop(folder / "here").opened() as here, AShop(folder / "there").opened() as there:
        yield here, there


@settings(max_examples=25, deadline=None)
@given(draft=drafts)
def test_what_is_exported_is_imported_the_same(
    shops: tuple[Shop, Shop], draft: ProductDraft
) -> None:
    here, there = shops
    out = here.folder.parent / "produits.csv"
    saved = save_product(here, draft, OWNER).product
    export_to_csv(here, out)
    archive_product(here, saved.id, OWNER)
    report = import_products(there, out, OWNER)
    assert report.faults == ()
    taken = products(there, ProductQuery()).products
    undo_run(there, report.run_id, OWNER)
    assert [told_by(view) for view in taken] == [told_by(saved)]


def test_no_cell_of_a_list_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        evil = "=HYPERLINK(0)"
        draft = ProductDraft(
            name=evil,
            brand="+1",
            description="@x",
            category_name="-1",
            vat=VatRate(550),
            variants=(VariantDraft(price=Money(1), sku=evil, codes=("=1+1",)),),
        )
        save_product(shop, draft, OWNER)
        header, row = csv.reader(io.StringIO(export_products(shop)), delimiter=";")
    assert tuple(header) == COLUMNS
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_list_opens_in_the_spreadsheet_with_its_accents(tmp_path: Path) -> None:
    out = tmp_path / "produits.csv"
    with a_shop(tmp_path).with_product("Thé à l'œillet", 790, vat=550).opened() as shop:
        export_to_csv(shop, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";")
    assert (row["name"], row["price"], row["vat"], row["stock"]) == (
        "Thé à l'œillet",
        "7,90",
        "5,50",
        "10,000",
    )


def test_everything_comes_out_in_one_file(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    out, uncut = tmp_path / "tout.zip", photos.Wish(cuts=False)
    with a_shop(tmp_path).with_product("Thé", 790, vat=550).opened() as shop:
        sell(shop, "the")
        kept = kept_photos.keep(shop, photos.prepare(picture.getvalue(), wish=uncut))
        other = io.BytesIO()
        Image.new("RGB", (40, 30), "blue").save(other, "PNG")
        on_sheet = kept_photos.keep(shop, photos.prepare(other.getvalue(), wish=uncut))
        for name, sku in (("Pull", "../P 1"), ("Gilet", "..?P 1")):
            draft = ProductDraft(
                name=name,
                vat=VatRate(550),
                photos=(on_sheet.path.stem,),
                variants=(VariantDraft(price=Money(1), sku=sku),),
            )
            save_product(shop, draft, OWNER)
        with shop.begin() as work:
            work.connection.execute(text("UPDATE staff SET pin_hash = 'argon2-of-1234'"))
            work.commit()
        count = export_everything(shop, out)
        with shop.look() as look:
            signed = look.connection.execute(
                text("SELECT c, h FROM journal_record ORDER BY seq")
            ).all()
    with zipfile.ZipFile(out) as archive:
        tables = {
            Path(name).stem: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.startswith("tables/")
        }
        assert b"7,90" in archive.read("products.csv")
        assert archive.read(f"photos/{kept.path.name}") == kept.path.read_bytes()
        listed = csv.DictReader(
            io.StringIO(archive.read("photos.csv").decode("utf-8-sig")), delimiter=";"
        )
        files = {row["reference"]: row["file"] for row in listed}
        assert files == {"../P 1": "_._P_1-1.webp", "..?P 1": f"_._P_1-1-{on_sheet.path.stem}.webp"}
        for file in files.values():
            assert archive.read(f"photos/{file}") == on_sheet.path.read_bytes()
    assert sum(map(len, tables.values())) == count
    assert [row["gross_cents"] for row in tables["sale"]] == [790]
    assert [(row["c"], row["h"]) for row in tables["journal_record"]] == [
        (row.c.decode(), row.h.hex()) for row in signed
    ]
    assert [row["code"] for row in tables["staff"]] == [OWNER]
    assert not tables.keys() & {"outbox", "stream", "enrolment", "print_job"}
    assert b"argon2-of-1234" not in out.read_bytes() + json.dumps(tables).encode()
    assert [path.name for path in tmp_path.glob("tout*")] == ["tout.zip"]


def test_a_place_that_cannot_be_written_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "taken.csv").mkdir()
    (tmp_path / "file").write_text("here first")
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        for write in (export_to_csv, export_everything):
            for out in ("taken.csv", "file/tout.csv", "nowhere/tout.csv"):
                with pytest.raises(WorldError) as failed:
                    write(shop, tmp_path / out)
                assert failed.value.code == "export_not_written"
    assert (tmp_path / "file").read_text() == "here first"
    assert not list(tmp_path.rglob("*.part"))


def test_stock_and_prices_stand_in_quoted_cells_with_a_comma(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("=Thé", 790, stock=3, sku="TH-1").opened() as shop:
        stock, sales = tmp_path / "stock.csv", tmp_path / "ventes.csv"
        assert export_stock(shop, stock) == 1
        assert export_sales(shop, sales) == 0
        content = stock.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        assert (row["name"], row["reference"], row["stock"]) == ("'=Thé", "TH-1", "3,000")
        with pytest.raises(WorldError):
            export_stock(shop, tmp_path / "nowhere" / "stock.csv")


def test_customers_who_were_erased_are_in_no_list(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        customers.add(shop, CustomerDraft(name="Ada Roux"))
        gone = customers.add(shop, CustomerDraft(name="Jean Noir"))
        customers.erase(shop, gone.id)
        target = tmp_path / "clients.csv"
        assert export_customers(shop, target) == 1
        assert "Ada Roux" in target.read_text("utf-8-sig")
