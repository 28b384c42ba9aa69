"""Lists from elsewhere become articles, product by product; what fails leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.product_file import Fault
from desktop.errors import RefusedError, WorldError
from desktop.services.catalogue import ProductQuery, products
from desktop.services.cataloguing import ProductDraft, VariantDraft, save_product
from desktop.services.imports import ImportReport, import_products
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
    file.write_text("nom;prix\n" + "".join(f"Tarte {n};1\n" for n in range(120)), "utf-8")
    told: list[int] = []
    report = import_products(shop, file, OWNER, on_progress=told.append)
    assert (report.made, told) == (120, [50, 100, 120])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nom\nPain\n", "import_no_header"),
        (b"", "import_no_header"),
        (b"PK\x03\x04\x00\x00", "import_no_text"),
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
