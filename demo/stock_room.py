"""The stock: a supplier's paper taken in, and a shelf counted while the shop sells from it."""

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import Qt
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from demo import sides
from demo.photographs import product_of
from demo.room import Room
from sync.kernel import gtin

_COUNTING, _RECEIVING = 0, 1
_NOTE = "BL-20461"


class Line(NamedTuple):
    """What the paper says of one article; the price is of one, without VAT."""

    code: str
    name: str
    pieces: int
    cents: int


_KNOWN = (
    Line(product_of("EPI-023").gtin, "Cornichons au naturel 350 g", 6, 391),
    Line(product_of("EPI-025").gtin, "Rillettes de canard 180 g", 12, 448),
)
FROM_PAPER = Line(gtin.make_in_store(900_021), "Rillettes d'oie 180 g", 6, 512)
"""Becomes an article in the evening."""
_WAITS = Line(gtin.make_in_store(900_022), "Terrine de lièvre 200 g", 4, 575)
_HONEY, _APRICOT, _STRAWBERRY = map(product_of, ("EPI-028", "EPI-029", "EPI-030"))
_COUNTED = (_HONEY, _APRICOT, _STRAWBERRY)
_MISSING, _SOLD = 1, 1


class StockRoom(Room):
    """What a grocer does among the shelves."""

    _left: Mapping[str, int] = MappingProxyType({})

    def take_in_paper(self) -> None:
        """Drop a supplier's PDF: what is known is received, what is new becomes a draft."""
        with self.record.step("a supplier's delivery note is read and taken in") as step:
            note = self._folder.parent / f"{_NOTE}.pdf"
            note.write_bytes(delivery_note())
            before = {code: self._on_hand(code) for code, *_ in _KNOWN}
            self._enter("stock")
            self.stage.tap_row("stock-pages", _RECEIVING)
            self.stage.drop("stock-receiving", note)
            self.stage.find("receive-drafts")
            self.record_picture("paper-read")
            self.stage.click("receive-drafts")
            self.stage.until(
                lambda: sides.read_drafts(self._folder, "delivery") or None, "the drafts"
            )
            self.record_picture("paper-drafts")
            step.check(
                "each unknown line is a draft with its pieces",
                holds=self._are_drafted(FROM_PAPER, _WAITS),
            )
            self.stage.click("receive-done")
            self.stage.until(lambda: self._came(before) or None, "the goods in stock")
            self.record_picture("paper-received")
            step.check("each known line is in stock", holds=self._came(before))

    def count_while_selling(self) -> None:
        """Count the jars by scanning; a customer buys one in between."""
        with self.record.step("a shelf is counted while the shop sells from it") as step:
            before = {each.gtin: self._on_hand(each.gtin) for each in _COUNTED}
            self._enter("stock")
            self.stage.tap_row("stock-pages", _COUNTING)
            self.stage.type("count-name", "Miels et confitures")
            self.stage.choose("count-category", "iels et confitures")
            self.record_picture("count-begin")
            self.stage.click("count-begin")
            self._count(_APRICOT.gtin, before[_APRICOT.gtin])
            self._count(_HONEY.gtin, before[_HONEY.gtin] - _MISSING)
            self._sell_one(_APRICOT.gtin)
            self._enter("stock")
            self._count(_STRAWBERRY.gtin, before[_STRAWBERRY.gtin])
            self.record_picture("count-lines")
            self.stage.click("count-report")
            self.stage.find("report-book")
            self.record_picture("count-report")
            self.stage.click("report-book")
            self.stage.click("count-confirm-yes")
            self.stage.find("report-undo")
            self.record_picture("count-booked")
            self._left = {
                _HONEY.gtin: before[_HONEY.gtin] - _MISSING,
                _APRICOT.gtin: before[_APRICOT.gtin] - _SOLD,
                _STRAWBERRY.gtin: before[_STRAWBERRY.gtin],
            }
            step.check(
                "one jar is missing, and the one that was sold is not counted as missing",
                holds=self._is_as_counted(),
            )

    def settled(self) -> dict[str, bool]:
        """Return what must still hold in the evening."""
        return {
            "the shelf is as it was counted": self._is_as_counted(),
            "the paper's other draft waits": self._are_drafted(_WAITS),
        }

    def _count(self, code: str, pieces: int) -> None:
        """Scan one, then type how many there are: the multiplier before the code."""
        self.stage.type("count-scan", f"{pieces}*{code}")
        self.stage.key(Qt.Key.Key_Return)
        self.stage.until(
            lambda: str(pieces) in self.stage.text_of("count-last") or None, "the count"
        )

    def _sell_one(self, code: str) -> None:
        self.stage.key(Qt.Key.Key_F1)
        before = self.stage.text_of("sale-total")
        self.stage.scan(code)
        self.stage.until(
            lambda: self.stage.text_of("sale-total") != before or None, "the jar on the ticket"
        )
        self.stage.click("sale-pay")
        self.stage.click("pay-cash-exact")
        self.stage.find("done-words")

    def _on_hand(self, code: str) -> int:
        """Return how many pieces the shop has."""
        found = sides.read_article(self._folder, code)
        return 0 if found is None else found.on_hand // 1000

    def _came(self, before: dict[str, int]) -> bool:
        return all(
            self._on_hand(code) == before[code] + pieces for code, _name, pieces, _cents in _KNOWN
        )

    def _are_drafted(self, *lines: Line) -> bool:
        wanted = {each.code: each.pieces * 1000 for each in lines}
        return sides.read_drafts(self._folder, "delivery") == wanted

    def _is_as_counted(self) -> bool:
        return {code: self._on_hand(code) for code in self._left} == self._left


def delivery_note() -> bytes:
    """Return a supplier's delivery note as the PDF that came with the mail."""
    target = io.BytesIO()
    page = Canvas(target, A4, invariant=1)
    page.setFont("Helvetica-Bold", 13)
    page.drawString(40, 800, "CONSERVERIE DES DEUX RIVES")
    page.setFont("Helvetica", 9)
    page.drawString(40, 784, "8 quai des Gabares, 33190 La Réole")
    page.drawString(40, 762, f"BON DE LIVRAISON {_NOTE}")
    for x, words in ((40, "Code EAN"), (140, "Désignation")):
        page.drawString(x, 730, words)
    for x, words in ((390, "Qté"), (460, "P.U. HT"), (550, "Montant HT")):
        page.drawRightString(x, 730, words)
    y, total = 712, 0
    for code, name, pieces, cents in (*_KNOWN, FROM_PAPER, _WAITS):
        page.drawString(40, y, code)
        page.drawString(140, y, name)
        for x, words in ((390, str(pieces)), (460, _euros(cents)), (550, _euros(pieces * cents))):
            page.drawRightString(x, y, words)
        y, total = y - 14, total + pieces * cents
    page.drawString(400, y - 10, "Total HT")
    page.drawRightString(550, y - 10, _euros(total))
    page.save()
    return target.getvalue()


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
