"""Suppliers' papers of every shape: what is read without a doubt is right."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import text

from desktop.domain.proposal import Proposal
from desktop.domain.supply_paper import Cell, Doubt, PaperLine, read
from desktop.errors import RefusedError, WorldError
from desktop.services.drafting import drafts, reviewing
from desktop.services.drafting.reviewing import Confirmed
from desktop.services.stockroom import receiving, supplies, supply_papers
from desktop.services.stockroom.receiving import Arrival
from desktop.services.stockroom.supplies import SupplierDraft
from desktop.services.stockroom.supply_papers import MatchedBy
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop, found
from tests.support.supplier_papers import Good, a_workbook, as_csv, as_pdf, goods, papers, written


def is_right(line: PaperLine, good: Good) -> bool:
    named = line.code == good.code or (not line.code and line.reference == good.reference)
    priced = line.price_cents in (None, good.cents)
    counted = line.quantity == good.quantity and line.label == good.label
    return named and counted and priced


def test_twenty_papers_of_different_shapes_give_their_lines_and_no_wrong_one_without_a_doubt(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    there = recovered = wrong = doubted = 0
    for path, truth in written(tmp_path):
        paper = supply_papers.read_paper(path)
        known = {each.code: each for each in truth} | {each.reference: each for each in truth}
        there += len(truth)
        for line in paper.lines:
            good = known.get(line.code) or known.get(line.reference)
            right = good is not None and is_right(line, good)
            recovered += right
            doubted += bool(line.doubts)
            wrong += not right and not line.doubts
        assert paper.adds_up is not False, path.name
    record_property("lines", there)
    record_property("recovered", recovered)
    record_property("doubted", doubted)
    assert wrong == 0
    assert recovered == there


def rows(*texts: str) -> list[list[Cell]]:
    return [
        [Cell(part, place, place + 1) for place, part in enumerate(each.split("|"))]
        for each in texts
    ]


HEADS = "EAN|Désignation|Qté|PU HT|Montant HT"


@given(quantity=st.integers(1, 99), cents=st.integers(1, 9999), off=st.integers(-50, 50))
def test_a_misread_quantity_never_passes_beside_its_amount(
    quantity: int, cents: int, off: int
) -> None:
    total = quantity * cents
    said = max(quantity + off, 0)
    (line,) = read(
        rows(HEADS, f"3760000001014|Thé|{said}|{cents / 100:.2f}|{total / 100:.2f}")
    ).lines
    if line.quantity != quantity * 1000:
        assert line.doubts & {Doubt.SUM, Doubt.QUANTITY} or abs(off * cents) <= 1


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        ("3760000001015|Thé|2|3,00|6,00", Doubt.CODE),
        ("3760000001014|Thé||3,00|6,00", Doubt.QUANTITY),
        ("3760000001014|Thé|-2|3,00|-6,00", Doubt.QUANTITY),
        ("3760000001014|Thé|2||", Doubt.PRICE),
        ("3760000001014|Thé|1,234|3,00|", Doubt.NUMBER),
    ],
)
def test_what_is_wrong_on_the_paper_is_doubted(row: str, doubt: Doubt) -> None:
    (line,) = read(rows(HEADS, row)).lines
    assert doubt in line.doubts


def test_lines_that_do_not_come_to_the_stated_total_are_told() -> None:
    goods_row = "3760000001014|Thé|2|3,00|6,00"
    assert read(rows(HEADS, goods_row, "Total HT||||6,00")).adds_up
    assert read(rows(HEADS, goods_row, "Total HT||||9,00")).adds_up is False


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=8))
def test_no_paper_brings_the_reader_down(table: list[list[str]]) -> None:
    read([[Cell(part, n, n + 1) for n, part in enumerate(row)] for row in table])
    read(rows(HEADS)[:1] + [[Cell(p, n, n + 1) for n, p in enumerate(row)] for row in table])


def a_pdf(*objects: str) -> bytes:
    """Return a bare PDF of these objects, the first its root."""
    target = io.BytesIO(b"%PDF-1.4\n")
    target.seek(0, io.SEEK_END)
    places = []
    for number, each in enumerate(objects, 1):
        places.append(target.tell())
        target.write(f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1"))
    start = target.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    target.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF".encode()
    )
    return target.getvalue()


def a_billion_pages() -> bytes:
    kids = " ".join(["{} 0 R"] * 60)
    trees = [
        f"<</Type/Pages/Count 1/Kids[{kids.format(*[level + 3] * 60)}]>>" for level in range(5)
    ]
    return a_pdf("<</Type/Catalog/Pages 2 0 R>>", *trees, "<</Type/Page/MediaBox[0 0 9 9]>>")


def a_locked_page() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(papers()[10][1])))
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def a_bomb_page() -> bytes:
    drawn = zlib.compress(b"BT ET " * 500_000).decode("latin-1")
    stream = f"<</Length {len(drawn)}/Filter/FlateDecode>>stream\n{drawn}\nendstream"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return a_pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", "paper_no_goods"),
        (lambda: b"a;b\0;c\n", "paper_broken"),
        (lambda: b"%PDF-1.7 cut off", "paper_broken"),
        (lambda: papers()[10][1][:900], "paper_broken"),
        (lambda: b"PK\x03\x04 no archive", "paper_broken"),
        (lambda: a_workbook("<row r='1'>" + " " * (110 << 20)), "paper_too_large"),
        (
            lambda: a_workbook(
                "<row r='1'><c r='A1'><v>1</v></c></row>"
                "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
            ),
            "paper_too_large",
        ),
        (a_locked_page, "paper_locked"),
        (a_billion_pages, "paper_too_long"),
        (a_bomb_page, "paper_too_long"),
        (lambda: as_csv([["bonjour", "monde"]]), "paper_no_goods"),
        (lambda: b"x" * (supply_papers.MAX_BYTES + 1), "paper_too_large"),
    ],
    ids=["empty", "nul", "cut", "half", "no zip", "bomb", "far", "locked", "tree", "page", "prose", "huge"],
)  # fmt: skip
def test_a_paper_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, content: Callable[[], bytes], code: str
) -> None:
    path = tmp_path / "paper"
    path.write_bytes(content())
    with pytest.raises(RefusedError, match=code):
        supply_papers.read_paper(path)


def test_a_paper_of_too_many_pages_or_seconds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(as_pdf([], goods(1, 62), per_page=1, above=("x",)))
    with pytest.raises(RefusedError, match="paper_too_long"):
        supply_papers.read_paper(path)
    path.write_bytes(papers()[13][1])
    hours = iter(range(0, 100_000, 3600))
    with pytest.raises(RefusedError, match="paper_too_long"):
        supply_papers.read_paper(path, lambda: next(hours))


def test_a_missing_paper_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="paper_unreadable"):
        supply_papers.read_paper(tmp_path / "gone.pdf")


def test_what_a_script_in_a_page_would_do_is_never_looked_at(tmp_path: Path) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(papers()[10][1])))
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.launchURL('http://example.invalid')"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = script
    path = tmp_path / "script.pdf"
    with path.open("wb") as file:
        writer.write(file)
    assert len(supply_papers.read_paper(path).lines) == 8


def test_known_goods_become_lines_of_a_delivery_and_unknown_ones_drafts(tmp_path: Path) -> None:
    first, second, third, *_ = truth = goods(1)
    path = tmp_path / "bl.csv"
    path.write_bytes(papers()[0][1])
    shelf = a_shop(tmp_path).with_product("Ici", 900, stock=0, code=first.code)
    with shelf.with_product(second.label, 900, stock=0).opened() as shop:
        matched = supply_papers.match(shop, supply_papers.read_paper(path))
        # The second bears a number the shop does not know: another article may bear its name.
        assert [each.by for each in matched[:2]] == [MatchedBy.GTIN, MatchedBy.NOTHING]
        assert matched[0].is_sure
        assert matched[0].changes_price
        line = supply_papers.arrived(matched[0], takes_price=True)
        receiving.receive(shop, Arrival(lines=(line,), ref="BL 1"), OWNER)
        assert found(shop, "ici").on_hand.thousandths == first.quantity
        supplier = supplies.add_supplier(shop, SupplierDraft(name="Lointaine"), OWNER)
        told = supply_papers.propose_for(shop, matched)
        made = supply_papers.make_drafts(shop, matched, OWNER, supplier.id, told)
        assert len(made) == len(truth) - 1
        page = drafts.waiting(shop, source="delivery")
        draft = next(each for each in page.drafts if each.code == third.code)
        assert draft.proposals["name"][0] == Proposal(third.label, "paper", 95)
        assert draft.best("vat") == "550"
        assert draft.quantity == Quantity(third.quantity)
        yes = Confirmed(name=draft.best("name"), price=Money(1290), vat=VatRate(550))
        (variant,) = reviewing.accept(shop, draft.id, yes, OWNER).saved.product.variants
        assert (variant.purchase_price, variant.supplier_id) == (Money(third.cents), supplier.id)
        assert (variant.codes, variant.on_hand) == ((third.code,), Quantity(third.quantity))


def test_a_suppliers_reference_and_a_carton_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "bl.csv"
    path.write_bytes(
        as_csv([["EAN", "Réf", "Désignation", "Qté", "PU HT"],
                ["", "TV-1", "Sencha", "3", "4,00"],
                ["4006381333931", "", "Carton de café", "2", "12,00"],
                ["", "", "Vase bleu", "1", "9,00"]])
    )  # fmt: skip
    shelf = a_shop(tmp_path).with_product("Thé vert", 900, stock=0)
    shelf.with_product("Café", 300, code="4006381333931").with_product("Vase bleu", 2000)
    with shelf.opened() as shop:
        with shop.begin() as work:
            work.connection.execute(text("UPDATE variant_code SET pack = 6000"))
            work.connection.execute(
                text("UPDATE variant SET supplier_ref = 'TV-1' WHERE id = :id"),
                {"id": found(shop, "the vert").variant_id},
            )
            work.commit()
        tea, coffee, vase = supply_papers.match(shop, supply_papers.read_paper(path))
        assert (tea.by, tea.is_sure) == (MatchedBy.REFERENCE, True)
        arrived = supply_papers.arrived(coffee)
        assert (arrived.quantity, arrived.price) == (Quantity.pieces(12), Money(200))
        assert (vase.by, vase.is_sure) == (MatchedBy.NAME, False)
