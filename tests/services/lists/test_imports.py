"""Lists from elsewhere become articles, product by product; what fails leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.product_file import Fault
from desktop.domain.product_layouts import Layout
from desktop.errors import RefusedError, WorldError
from desktop.services.goods.catalogue import ProductQuery, products
from desktop.services.goods.catalogue_history import history
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft, save_product
from desktop.services.lists import imports
from desktop.services.lists.import_runs import interrupted, undo_run
from desktop.services.lists.imports import ImportReport, Mode, Wishes, import_products, look_at
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop, found

LIST = """Désignation;Rayon;Prix TTC;TVA;Code-barres;Référence;Stock;Unité
Thé noir « Œillet »;Thés;7,90 €;5,5;3017620422003;TH-1;12;
Comté 18 mois;Fromages;24,90;5,5;;FR-1;3,250;kg
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def take(shop: Shop, text: str, *, encoding: str = "utf-8", dry_run: bool = False) -> ImportReport:
    file = shop.folder.parent / "liste.csv"
    file.write_bytes(text.encode(encoding))
    return import_products(shop, file, OWNER, dry_run=dry_run)


def names(shop: Shop) -> list[str]:
    return [view.name for view in products(shop, ProductQuery()).products]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_on_the_shelf_whatever_it_was_written_in(shop: Shop, encoding: str) -> None:
    report = take(shop, LIST, encoding=encoding)
    assert report == ImportReport(made=2, known=0, faults=(), assumed_vat=0)
    tea, cheese = found(shop, "3017620422003"), found(shop, "comte")
    assert (tea.label, tea.price, tea.vat, tea.on_hand) == (
        "Thé noir « Œillet »",
        Money(790),
        VatRate(550),
        Quantity.pieces(12),
    )
    assert (cheese.unit, cheese.on_hand) == (Unit.KILOGRAM, Quantity.grams(3250))
    assert not products(shop, ProductQuery(is_online=True)).products


def test_a_list_done_again_doubles_nothing(shop: Shop) -> None:
    take(shop, LIST)
    again = take(shop, LIST)
    assert (again.made, again.known) == (0, 2)
    assert found(shop, "th 1").on_hand == Quantity.pieces(12)
    assert len(names(shop)) == 2


def test_articles_without_code_and_reference_are_known_by_their_names(shop: Shop) -> None:
    text = "nom;prix;options\nTarte au citron;18;\nPull;39;taille: S\n"
    assert take(shop, text).made == 2
    again = take(shop, text + "Pull;39;taille: M\n")
    assert (again.made, again.known) == (1, 2)


def test_sizes_that_follow_each_other_are_one_product(shop: Shop) -> None:
    report = take(
        shop,
        "nom;prix;options;stock\nPull;39;taille: S;1\nPull;39;taille: M;2\nPull;45;taille: XL;\n"
        "Bonnet;12;couleur: bleu;\n",
    )
    assert report.made == 4
    assert names(shop) == ["Bonnet", "Pull"]
    pull = products(shop, ProductQuery(text="pull")).products[0]
    assert [(each.options_text, each.price, each.on_hand) for each in pull.variants] == [
        ("S", Money(39_00), Quantity.pieces(1)),
        ("M", Money(39_00), Quantity.pieces(2)),
        ("XL", Money(45_00), Quantity.pieces(0)),
    ]


def test_a_new_size_joins_the_product_the_shop_has(shop: Shop) -> None:
    take(shop, "nom;prix;options;ref\nPull;39;taille: S;P-S\n")
    report = take(shop, "nom;prix;options;ref\nPull;39;taille: S;P-S\nPull;41;taille: M;P-M\n")
    assert (report.made, report.known) == (1, 1)
    (pull,) = products(shop, ProductQuery()).products
    assert [each.sku for each in pull.variants] == ["P-S", "P-M"]


def test_a_line_that_cannot_be_is_told_and_the_others_are_taken(shop: Shop) -> None:
    save_product(
        shop,
        ProductDraft(
            name="Ancien",
            vat=VatRate(550),
            variants=(VariantDraft(price=Money(1), sku="TAKEN", codes=("3017620422003",)),),
        ),
        OWNER,
    )
    report = take(
        shop,
        "nom;prix;ref;ean\n;1;;\nPain;oups;;\nThé;7;;3017620422004\n"
        "Lait;1;NEUF;\nBeurre;2;NEUF2;\n",
    )
    assert report.made == 2
    assert report.faults == (
        Fault(2, "line_no_name", ""),
        Fault(3, "line_bad_price", "oups"),
        Fault(4, "line_bad_code", "3017620422004"),
    )
    assert names(shop) == ["Ancien", "Beurre", "Lait"]


def test_a_refused_product_leaves_nothing_and_its_neighbours_stay(shop: Shop) -> None:
    """Two lines with one reference and different codes: the second product is refused whole."""
    text = "nom;prix;ref;ean;options\n" + "".join(
        f"Pull;39;{ref};{code};taille: {size}\n"
        for size, ref, code in (("S", "P1", ""), ("M", "P1", ""))
    )
    report = take(shop, "nom;prix;ref;ean;options\nThé;7;;;\n" + text.split("\n", 1)[1])
    assert [fault.code for fault in report.faults] == ["sku_taken", "sku_taken"]
    assert names(shop) == ["Thé"]


def test_a_dry_run_says_the_same_and_writes_nothing(shop: Shop) -> None:
    text = LIST + "Thé noir;Thés;8;5,5;3017620422003;;;\n;;1;;;;;\n"
    tried = take(shop, text, dry_run=True)
    assert names(shop) == []
    assert take(shop, text) == tried
    assert (tried.made, tried.known, len(tried.faults)) == (2, 1, 1)


def test_a_rate_that_was_not_in_the_list_is_told(shop: Shop) -> None:
    report = take(shop, "nom;prix;tva;nature\nVase;20;;\nPain;1;5,5;\nBocal;0,50;;consigne\n")
    assert (report.made, report.assumed_vat) == (3, 1)
    assert found(shop, "vase").vat == VatRate(2000)
    assert found(shop, "bocal").vat == VatRate(0)


def test_a_long_list_tells_how_far_it_is(shop: Shop) -> None:
    file = shop.folder.parent / "liste.csv"
    file.write_text("nom;prix\n" + "".join(f"Tarte {n};1\n" for n in range(600)), "utf-8")
    told: list[int] = []
    report = import_products(shop, file, OWNER, on_progress=told.append)
    assert (report.made, told[0], told[-1]) == (600, 250, 600)
    assert told == sorted(set(told))


@pytest.mark.parametrize(
    ("held_ms", "count"), [(40, 250), (80, 187), (20, 375), (9_000, 125), (0, 1_000)]
)
def test_a_transaction_is_as_long_as_a_sale_may_wait(held_ms: int, count: int) -> None:
    assert imports._next_count(250, 1_000 * held_ms) == count
    assert imports._next_count(50, 9_000_000) == 50


def test_the_log_of_a_long_list_is_folded_back_on_the_way(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AT_ONCE", "_MOST"):
        monkeypatch.setattr(imports, name, 50)
    log = shop.database.file.with_name(f"{shop.database.file.name}-wal")
    shop.database.checkpoint()
    take(shop, "nom;prix\n" + "".join(f"Tarte {n};1\n" for n in range(200)))
    unfolded = log.stat().st_size
    shop.database.checkpoint()
    monkeypatch.setattr(imports, "_FOLD_AFTER", 1)
    take(shop, "nom;prix\n" + "".join(f"Flan {n};1\n" for n in range(400)))
    # The log's file keeps its greatest length: twice as many left it as it was.
    assert log.stat().st_size == unfolded


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nom\nPain\n", "import_no_header"),
        (b"", "import_no_header"),
        (b"PK\x03\x04\x00\x00", "import_broken_workbook"),
        (b"%PDF-1.7 x", "import_no_text"),
    ],
)
def test_what_is_no_list_is_refused(shop: Shop, content: bytes, code: str) -> None:
    file = shop.folder.parent / "liste.xlsx"
    file.write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        import_products(shop, file, OWNER)
    assert refused.value.code == code


def test_a_list_that_is_not_there_says_so(shop: Shop) -> None:
    with pytest.raises(WorldError) as failed:
        import_products(shop, shop.folder / "rien.csv", OWNER)
    assert failed.value.code == "import_missing"
    with pytest.raises(WorldError) as failed:
        import_products(shop, shop.folder, OWNER)
    assert failed.value.code == "import_unreadable"


WOO = (
    "ID,Type,SKU,Name,Published,Regular price,Stock,Categories,Parent,"
    "Attribute 1 name,Attribute 1 value(s)\n"
    '10,variable,PULL,Pull marin,1,,,"Mode > Pulls",,Taille,"S, M"\n'
    "11,variation,PULL-S,Pull marin - S,1,39.90,2,,PULL,Taille,S\n"
    "12,variation,PULL-M,Pull marin - M,1,39.90,3,,id:10,Taille,M\n"
    '13,simple,MUG,Tasse,1,12.50,7,"Maison",,,\n'
)
PRESTA = (
    '"Product ID";"Image";"Name";"Reference";"Category";"Price (tax excl.)";"Quantity"\n'
    '1;"";"Lampe";"L-1";"Maison";"10.000000";4\n'
)
ODOO = (
    "External ID,Name,Internal Reference,Barcode,Sales Price,Cost,Product Category,"
    "Quantity On Hand,Unit of Measure,Customer Taxes\n"
    "a.b,Miel,M-1,3017620422003,7.5,4.2,All / Épicerie / Miels,9.0,Units,5.5%\n"
)


def test_variations_of_a_web_shop_are_forms_of_their_parent(shop: Shop) -> None:
    assert look_at(written(shop, WOO)).columns.layout is Layout.WOOCOMMERCE
    assert take(shop, WOO).made == 3
    pull = products(shop, ProductQuery(text="pull")).products[0]
    assert (pull.name, pull.category) == ("Pull marin", "Pulls")
    assert [(each.sku, each.options_text) for each in pull.variants] == [
        ("PULL-S", "S"),
        ("PULL-M", "M"),
    ]


def test_a_net_price_is_told_with_vat(shop: Shop) -> None:
    assert look_at(written(shop, PRESTA)).columns.layout is Layout.PRESTASHOP
    report = take(shop, PRESTA)
    assert (report.made, report.assumed_vat) == (1, 1)
    assert found(shop, "lampe").price == Money(12_00)


def test_an_export_of_odoo_brings_code_cost_and_rate(shop: Shop) -> None:
    assert look_at(written(shop, ODOO)).columns.layout is Layout.ODOO
    assert take(shop, ODOO).made == 1
    honey = products(shop, ProductQuery(text="miel")).products[0]
    assert (honey.category, honey.vat, honey.variants[0].purchase_price) == (
        "Miels",
        VatRate(550),
        Money(420),
    )


def test_an_update_changes_price_and_stock_and_makes_nothing(shop: Shop) -> None:
    take(shop, LIST)
    report = take_as(
        shop,
        "ref;prix;stock\nTH-1;8,50;20\nFR-1;24,90;\nRIEN;1;1\n",
        Wishes(mode=Mode.UPDATE),
    )
    assert (report.made, report.changed, report.known, report.faulty) == (0, 1, 1, 1)
    assert report.faults == (Fault(4, "line_unknown", "RIEN"),)
    tea = found(shop, "th 1")
    assert (tea.price, tea.on_hand) == (Money(850), Quantity.pieces(20))


def test_one_act_takes_a_whole_run_back(shop: Shop) -> None:
    take(shop, LIST)
    report = take_as(
        shop, "nom;ref;prix;stock\nThé;TH-1;8,50;20\nPain;P-1;1;5\n", Wishes(mode=Mode.BOTH)
    )
    assert (report.made, report.changed) == (1, 1)
    assert undo_run(shop, report.run_id, OWNER) == 2
    assert names(shop) == ["Comté 18 mois", "Thé noir « Œillet »"]
    tea = found(shop, "th 1")
    assert (tea.price, tea.on_hand) == (Money(790), Quantity.pieces(12))
    with pytest.raises(RefusedError) as refused:
        undo_run(shop, report.run_id, OWNER)
    assert refused.value.code == "import_undone"


def test_all_that_a_run_did_to_one_product_is_taken_back_together(shop: Shop) -> None:
    head = "nom;ref;prix;options;ean\n"
    take(shop, head + "Pull;P-S;39;taille: S;3017620422003\nBonnet;B;12;;\n")
    before = products(shop, ProductQuery()).products
    report = take_as(
        shop,
        head + "Pull;P-M;41;taille: M;5449000000996\nPull;P-S;45;taille: S;\nBonnet;B;13;;\n",
        Wishes(mode=Mode.BOTH),
    )
    assert (report.made, report.changed) == (1, 2)
    assert undo_run(shop, report.run_id, OWNER) == 3
    assert products(shop, ProductQuery()).products == before
    assert all(change.is_undone for change in history(shop) if change.run_id == report.run_id)


def test_what_was_taken_back_can_be_imported_again(shop: Shop) -> None:
    first = take(shop, LIST)
    undo_run(shop, first.run_id, OWNER)
    assert names(shop) == []
    assert take(shop, LIST).made == 2
    assert found(shop, "3017620422003").label == "Thé noir « Œillet »"


def test_an_import_that_was_stopped_goes_on_and_is_one_run(shop: Shop) -> None:
    text = "nom;prix\n" + "".join(f"Tarte {n};1\n" for n in range(600))
    source = written(shop, text)
    stopped = import_products(shop, source, OWNER, is_cancelled=lambda: True)
    assert (stopped.made, stopped.is_complete) == (250, False)
    standing = interrupted(shop, look_at(source).sha256)
    assert standing is not None
    assert standing.id == stopped.run_id
    rest = import_products(shop, source, OWNER, Wishes(resume=True))
    assert (rest.made, rest.known, rest.run_id) == (600, 0, stopped.run_id)
    assert interrupted(shop, look_at(source).sha256) is None
    assert undo_run(shop, rest.run_id, OWNER) == 600
    assert names(shop) == []


def test_nothing_is_gone_on_with_that_was_not_begun(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        import_products(shop, written(shop, LIST), OWNER, Wishes(resume=True))
    assert refused.value.code == "import_not_begun"


def test_a_person_says_which_column_is_which(shop: Shop) -> None:
    text = "colonne a;colonne b;c\nPain;1,20;3017620422003\n"
    seen = look_at(written(shop, text))
    assert dict(seen.columns.places) == {}
    assert seen.samples == (("Pain",), ("1,20",), ("3017620422003",))
    report = take_as(shop, text, Wishes(places={"name": 0, "price": 1, "barcodes": 2}))
    assert report.made == 1
    assert found(shop, "3017620422003").price == Money(120)


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "utf-16-le", "utf-16-be"])
def test_older_encodings_are_guessed_by_their_accents(shop: Shop, encoding: str) -> None:
    assert (
        take(shop, LIST.replace("« Œillet »", "été").replace("€", ""), encoding=encoding).made == 2
    )
    assert found(shop, "3017620422003").label == "Thé noir été"


def test_a_list_of_mixed_encodings_is_read_line_by_line(shop: Shop) -> None:
    file = shop.folder.parent / "liste.csv"
    file.write_bytes("nom;prix\nThé;1\n".encode() + "Café;2\n".encode("cp1252"))
    assert import_products(shop, file, OWNER).made == 2
    assert names(shop) == ["Café", "Thé"]


def test_nul_quotes_and_formulas_are_told_or_text(shop: Shop) -> None:
    lines = "".join(f"Tarte {n};{n},00\n" for n in range(1, 200))
    report = take(shop, f'nom;prix\n{lines}Pa\x00in;1\n"Lait;2\nBeurre;3\n=1+cmd|calc;4\n')
    assert [fault.code for fault in report.faults] == ["line_broken"]
    assert {"Pain", "Beurre", "=1+cmd|calc"} <= set(names(shop))


def written(shop: Shop, text: str) -> Path:
    file = shop.folder.parent / "liste.csv"
    file.write_text(text, "utf-8")
    return file


def take_as(shop: Shop, text: str, wishes: Wishes) -> ImportReport:
    return import_products(shop, written(shop, text), OWNER, wishes)
