"""Invented delivery notes and invoices, no two of one shape, with what is truly on them."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from sync.kernel.gtin import check_digit


def a_gtin(number: int) -> str:
    body = f"3760{number:08d}"
    return body + str(check_digit(body))


@dataclass(frozen=True, slots=True)
class Good:
    """What one line of a paper truly says; quantity in thousandths, price in cents."""

    code: str
    reference: str
    label: str
    quantity: int
    cents: int

    @property
    def total(self) -> int:
        return (self.quantity * self.cents + 500) // 1000


NAMES = (
    "Thé vert Sencha 100 g", "Café moulu Éthiopie 250 g", "Miel de lavande 500 g",
    "Huile d'olive 75 cl", "Savon de Marseille 300 g", "Bougie figue 180 g",
    "Confiture d'abricot 370 g", "Sirop de violette 1 l", "Moutarde à l'ancienne 200 g",
    "Carnet ligné A5", "Chocolat noir 70 % 100 g", "Tisane du soir 40 g",
)  # fmt: skip


def goods(seed: int, count: int = 8) -> list[Good]:
    """Return some goods, always the same for a seed."""
    return [
        Good(
            a_gtin(seed * 100 + place),
            f"{chr(65 + seed % 26)}{seed:02d}-{place:03d}",
            NAMES[(seed + place) % len(NAMES)],
            1000 * (1 + (seed * 7 + place * 5) % 24),
            95 + (seed * 131 + place * 317) % 2400,
        )
        for place in range(count)
    ]


def fr(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def fr_long(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02d}"


def en(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


def count(good: Good) -> str:
    return str(good.quantity // 1000)


Row = Sequence[object]


def as_csv(rows: Sequence[Row], separator: str = ";", encoding: str = "utf-8") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return a workbook of one sheet, numbers as numbers."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for place, value in enumerate(row):
            at = f'r="{chr(65 + place)}{number}"'
            if isinstance(value, int | float):
                cells.append(f"<c {at}><v>{value}</v></c>")
            else:
                words = escape(str(value))
                cells.append(f'<c {at} t="inlineStr"><is><t>{words}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return a_workbook("".join(lines))


def a_workbook(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="BL" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a page: where it begins, or where it ends when it is set to the right."""

    head: str
    x: int
    write: Callable[[Good], str]
    is_right: bool = False


def as_pdf(
    columns: Sequence[Column],
    lines: Sequence[Good],
    *,
    size: float = 9,
    per_page: int = 40,
    above: Sequence[str] = ("MAISON LOINTAINE SARL", "12 quai du Port, 13002 Marseille",
                            "SIRET 732 829 320 00074", "FACTURE N° 2026-1187 du 23/11/2026"),
    below: Sequence[tuple[str, str]] = (),
    has_heads: bool = True,
    wraps: bool = False,
) -> bytes:  # fmt: skip
    """Return an invoice as a page, columns set left or right."""
    target = io.BytesIO()
    page = Canvas(target, A4, invariant=1)
    y = 0.0
    for place, good in enumerate(lines):
        if place % per_page == 0:
            if place:
                page.showPage()
            page.setFont("Helvetica", size)
            y = _top(page, above, columns if has_heads else ())
        for column in columns:
            _put(page, column, y, column.write(good))
        y -= 14
        if wraps:
            page.drawString(columns[1].x, y, "origine France, carton recyclé")
            y -= 14
    y -= 10
    for words, amount in below:
        page.drawString(330, y, words)
        page.drawRightString(550, y, amount)
        y -= 14
    page.save()
    return target.getvalue()


def _top(page: Canvas, above: Sequence[str], heads: Sequence[Column]) -> float:
    y = 800.0
    for line in above:
        page.drawString(40, y, line)
        y -= 14
    y -= 20
    for column in heads:
        _put(page, column, y, column.head)
    return y - 18 if heads else y


def _put(page: Canvas, column: Column, y: float, text: str) -> None:
    if column.is_right:
        page.drawRightString(column.x, y, text)
    else:
        page.drawString(column.x, y, text)


def feet(lines: Sequence[Good], write: Callable[[int], str] = fr) -> list[tuple[str, str]]:
    net = sum(line.total for line in lines)
    return [
        ("Total HT", f"{write(net)} €"),
        ("TVA 5,5 %", f"{write(net * 55 // 1000)} €"),
        ("Net à payer", f"{write(net + net * 55 // 1000)} €"),
    ]


def papers() -> list[tuple[str, bytes, list[Good]]]:
    """Return twenty papers: the file's name, its bytes, and what is truly on it."""
    made: list[tuple[str, bytes, list[Good]]] = []

    def add(name: str, content: bytes, truth: list[Good]) -> None:
        made.append((name, content, truth))

    g = goods(1)
    add(
        "01.csv",
        as_csv(
            [
                ["EAN", "Désignation", "Qté", "PU HT", "Montant HT"],
                *[[x.code, x.label, count(x), fr(x.cents), fr(x.total)] for x in g],
            ]
        ),
        g,
    )
    g = goods(2)
    add(
        "02.csv",
        as_csv(
            [
                ["ref", "name", "quantity", "unit price", "line total", "barcode"],
                *[[x.reference, x.label, count(x), en(x.cents), en(x.total), x.code] for x in g],
            ],
            ",",
        ),
        g,
    )
    g = goods(3)
    add(
        "03.txt",
        as_csv(
            [
                ["Bon de livraison 4411"],
                [],
                ["Code article", "Libellé", "Gencod", "Quantité livrée", "Prix unitaire HT"],
                *[[x.reference, x.label, x.code, count(x), fr(x.cents)] for x in g],
                ["", "Total", "", str(sum(x.quantity for x in g) // 1000), ""],
            ],
            "\t",
            "cp1252",
        ),
        g,
    )
    g = goods(4)
    add("04.csv", as_csv([[x.code, x.label, count(x), fr(x.cents), fr(x.total)] for x in g]), g)
    g = goods(5)
    add(
        "05.csv",
        as_csv(
            [
                ["Réf.", "Désignation", "Qté", "P.U. HT", "Total HT"],
                *[[x.reference, x.label, count(x), fr(x.cents), fr(x.total)] for x in g],
            ],
            ";",
            "utf-16",
        ),
        g,
    )
    g = goods(6)
    add(
        "06.xlsx",
        as_xlsx(
            [
                ["EAN13", "Produit", "Quantité", "Prix HT", "Montant"],
                *[
                    [int(x.code), x.label, x.quantity // 1000, x.cents / 100, x.total / 100]
                    for x in g
                ],
            ]
        ),
        g,
    )
    g = goods(7)
    add(
        "07.xlsx",
        as_xlsx(
            [
                ["Livraison du 23 novembre"],
                ["Client C-77"],
                [],
                ["Ligne", "Référence", "Description", "Unité", "Qty", "Unit price", "Amount"],
                *[
                    [
                        n,
                        x.reference,
                        x.label,
                        "PCE",
                        x.quantity // 1000,
                        x.cents / 100,
                        x.total / 100,
                    ]
                    for n, x in enumerate(g, 1)
                ],
                ["", "", "Total HT", "", "", "", sum(x.total for x in g) / 100],
            ]
        ),
        g,
    )
    g = goods(8)
    add(
        "08.xlsx",
        as_xlsx(
            [
                [x.code, x.reference, x.label, x.quantity // 1000, x.cents / 100, x.total / 100]
                for x in g
            ]
        ),
        g,
    )
    g = goods(9)
    add(
        "09.csv",
        as_csv(
            [
                [
                    "Code barres",
                    "Désignation",
                    "Colis",
                    "Qté",
                    "Prix unitaire",
                    "Remise",
                    "Montant HT",
                ],
                *[[x.code, x.label, "2", count(x), fr(x.cents * 2), "50", fr(x.total)] for x in g],
            ]
        ),
        g,
    )
    g = goods(10)
    add(
        "10.csv",
        as_csv(
            [
                ["EAN", "Produit", "Quantité", "PU"],
                *[[x.code, x.label, f"{count(x)} pcs", f"{fr(x.cents)} €"] for x in g],
            ],
            "|",
        ),
        g,
    )

    def col(head: str, x: int, write: Callable[[Good], str], *, right: bool = False) -> Column:
        return Column(head, x, write, right)

    g = goods(11)
    usual = [
        col("Réf", 40, lambda x: x.reference),
        col("Désignation", 110, lambda x: x.label),
        col("Code EAN", 270, lambda x: x.code),
        col("Qté", 390, count, right=True),
        col("P.U. HT", 460, lambda x: fr(x.cents), right=True),
        col("Montant HT", 550, lambda x: fr(x.total), right=True),
    ]
    add("11.pdf", as_pdf(usual, g, below=feet(g)), g)
    g = goods(12)
    add(
        "12.pdf",
        as_pdf(
            [
                col("Qty", 40, count),
                col("Description", 80, lambda x: x.label),
                col("Item code", 250, lambda x: x.reference),
                col("Unit price", 430, lambda x: f"€{en(x.cents)}", right=True),
                col("Amount", 550, lambda x: f"€{en(x.total)}", right=True),
            ],
            g,
            above=("FAR AWAY TRADING LTD", "Invoice 88121", "VAT GB 123 4567 82"),
        ),
        g,
    )
    g = goods(13)
    add(
        "13.pdf",
        as_pdf(
            [
                col("", 40, lambda x: x.code),
                col("", 140, lambda x: x.label),
                col("", 340, count, right=True),
                col("", 420, lambda x: fr(x.cents), right=True),
                col("", 520, lambda x: fr(x.total), right=True),
            ],
            g,
            has_heads=False,
            below=feet(g),
        ),
        g,
    )
    g = goods(14, 95)
    add("14.pdf", as_pdf(usual, g, per_page=40, below=feet(g, fr_long)), g)
    g = goods(15)
    add("15.pdf", as_pdf(usual, g, wraps=True, below=feet(g)), g)
    g = goods(16)
    add(
        "16.pdf",
        as_pdf(
            [
                col("Code EAN", 40, lambda x: x.code),
                col("Libellé", 130, lambda x: x.label),
                col("TVA", 330, lambda _: "5,50", right=True),
                col("Quantité", 390, count, right=True),
                col("Prix net", 460, lambda x: fr(x.cents), right=True),
                col("Total", 550, lambda x: fr(x.total), right=True),
            ],
            g,
            size=8,
            below=feet(g),
        ),
        g,
    )
    g = [Good(x.code, x.reference, x.label, x.quantity * 10, x.cents * 40) for x in goods(17)]
    add(
        "17.pdf",
        as_pdf(
            [
                usual[0],
                usual[1],
                usual[2],
                usual[3],
                col("P.U. HT", 460, lambda x: fr_long(x.cents), right=True),
                col("Montant HT", 550, lambda x: fr_long(x.total), right=True),
            ],
            g,
            below=feet(g, fr_long),
        ),
        g,
    )
    g = goods(18)
    add(
        "18.pdf",
        as_pdf(
            [
                col("Désignation", 40, lambda x: x.label),
                col("Qté livrée", 330, count, right=True),
                col("Code EAN", 400, lambda x: x.code),
            ],
            g,
            above=("BON DE LIVRAISON 77",),
        ),
        g,
    )
    g = goods(19)
    add(
        "19.pdf",
        as_pdf(
            [
                col("N°", 40, lambda x: x.reference[-3:]),
                col("Article", 70, lambda x: x.reference),
                col("Désignation", 140, lambda x: x.label),
                col("Lot", 290, lambda x: f"L{x.code[-6:-1]}"),
                col("Qté", 380, lambda x: f"{count(x)},000", right=True),
                col("PU", 450, lambda x: fr(x.cents), right=True),
                col("Montant", 550, lambda x: fr(x.total), right=True),
            ],
            g,
            size=8,
            below=feet(g),
        ),
        g,
    )
    g = goods(20)
    add(
        "20.csv",
        as_csv(
            [
                ["SKU", "Product", "Units", "Unit cost", "Amount"],
                *[[x.reference, x.label, count(x), f"{x.cents / 100:.4f}", en(x.total)] for x in g],
            ],
            ",",
        ),
        g,
    )
    return made  # fmt: skip


def written(folder: Path) -> list[tuple[Path, list[Good]]]:
    """Write the papers into a folder and return their files with what is truly on them."""
    made = []
    for name, content, truth in papers():
        (folder / name).write_bytes(content)
        made.append((folder / name, truth))
    return made
