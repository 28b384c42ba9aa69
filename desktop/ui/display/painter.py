"""Paints a page of the customer's display, grown with the screen it stands on."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from desktop.ui.display.page import Figure, Page, Row
from desktop.ui.theme.dress import type_of
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours

_DRAWN_FOR = (1024, 600)
"""The smallest display these measures were drawn for; others grow from it."""
_LINE, _NOTE, _LARGE, _MAIN, _FIGURE, _HEADLINE, _LOUD = 30, 24, 46, 92, 34, 76, 132
"""Heights of type there. 28 px is 6 mm on a ten-inch panel: readable from two metres."""
_SMALLEST = 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAPS = Qt.TextFlag.TextWordWrap
_BOLD, _HEAVY, _PLAIN = QFont.Weight.DemiBold, QFont.Weight.Bold, QFont.Weight.Normal


@dataclass(frozen=True, slots=True)
class _Words:
    """A text, its type and its colour."""

    text: str
    px: int
    weight: QFont.Weight
    colour: str


class PagePainter:
    """Paints one page into one rectangle."""

    def __init__(self, painter: QPainter, room: QRect, colours: Colours) -> None:
        self._painter = painter
        self._room = room
        self._colours = colours
        self._scale = min(room.width() / _DRAWN_FOR[0], room.height() / _DRAWN_FOR[1])

    def paint(self, page: Page) -> None:
        """Paint everything."""
        self._painter.fillRect(self._room, QColor(self._colours.canvas))
        body = self._paint_edges(page)
        if page.large is None:
            self._paint_middle(page, body)
        else:
            self._paint_basket(page, page.large, body)

    def _px(self, drawn: int) -> int:
        return max(round(drawn * self._scale), _SMALLEST if drawn >= _NOTE else 1)

    def _paint_edges(self, page: Page) -> QRect:
        """Paint the shop's name and the foot; return what is left between them."""
        gap = self._px(24)
        inner = self._room.adjusted(gap, gap, -gap, -gap)
        if page.warning:
            strip = self._slice(inner, self._px(44))
            self._painter.fillRect(strip, QColor(self._colours.look_soft))
            self._line(strip, page.warning, _NOTE, _BOLD, self._colours.look_text, _CENTRE)
        if page.shop:
            strip = self._slice(inner, self._px(34))
            self._line(strip, page.shop, _NOTE, _BOLD, self._colours.muted, _LEFT)
        if page.foot:
            high = self._px(44)
            foot = QRect(inner.left(), inner.bottom() - high, inner.width(), high)
            self._line(foot, page.foot, _NOTE + 2, _PLAIN, self._colours.muted, _CENTRE)
            inner.setBottom(foot.top() - gap // 2)
        return inner

    @staticmethod
    def _slice(inner: QRect, height: int) -> QRect:
        """Cut a strip off the top of a room."""
        strip = QRect(inner.left(), inner.top(), inner.width(), height)
        inner.setTop(strip.bottom() + height // 3)
        return strip

    def _paint_middle(self, page: Page, body: QRect) -> None:
        """Paint what is said in the middle: a welcome, a wish, thanks with the change."""
        colours = self._colours
        parts: list[tuple[int, _Words]] = []
        if page.main is not None:
            tone = self._ink(page.main)
            parts.append((54, _Words(page.main.words, _FIGURE + 4, _BOLD, colours.muted)))
            parts.append((150, _Words(page.main.amount, _LOUD, _HEAVY, tone)))
            parts.append((76, _Words(page.headline, _LARGE, _BOLD, colours.text)))
            parts.append((54, _Words(page.under, _FIGURE, _PLAIN, colours.muted)))
        else:
            parts.append((190, _Words(page.headline, _HEADLINE, _HEAVY, colours.text)))
            parts.append((54, _Words(page.under, _FIGURE, _PLAIN, colours.muted)))
        icon = self._px(120) if page.icon else 0
        parts = [(height, words) for height, words in parts if words.text]
        high = sum(self._px(height) for height, _words in parts) + icon
        top = body.top() + max((body.height() - high) // 2, 0)
        if page.icon:
            at = QRect(body.center().x() - icon // 2, top, icon, icon)
            self._painter.drawPixmap(at, picture(page.icon, colours.accent, icon))
            top += icon
        narrow = body.width() // 12
        for height, words in parts:
            place = QRect(body.left(), top, body.width(), self._px(height))
            place = place.adjusted(narrow, 0, -narrow, 0)
            self._block(place, words)
            top += self._px(height)

    def _paint_basket(self, page: Page, large: Row, body: QRect) -> None:
        gap = self._px(24)
        side = body.width() * 2 // 5
        left = QRect(body.left(), body.top(), body.width() - side - gap, body.height())
        right = QRect(body.right() - side, body.top(), side, body.height())
        self._paint_lines(page, large, left)
        self._card(right)
        self._paint_figures(page, right.adjusted(gap, gap, -gap, -gap))

    def _paint_lines(self, page: Page, large: Row, left: QRect) -> None:
        """Paint the last line large at the bottom, and as many before it as there is room for."""
        high = self._px(188)
        box = QRect(left.left(), left.bottom() - high, left.width(), high)
        self._card(box)
        self._paint_large(large, box.adjusted(self._px(20), self._px(12), -self._px(20), 0))
        step = self._px(62)
        bottom = box.top() - self._px(10)
        for row in reversed(page.rows):
            place = QRect(left.left(), bottom - step, left.width(), step)
            if place.top() < left.top():
                return
            self._paint_row(row, place)
            bottom -= step

    def _paint_row(self, row: Row, place: QRect) -> None:
        colours = self._colours
        self._painter.fillRect(
            QRect(place.left(), place.bottom(), place.width(), 1), QColor(colours.line)
        )
        amount = self._width(row.amount, _LINE, _BOLD)
        self._line(place, row.amount, _LINE, _BOLD, colours.text, _RIGHT)
        words = place.adjusted(0, 0, -amount - self._px(16), 0)
        detail = " · ".join(part for part in (row.detail, row.saved) if part)
        if not detail:
            self._line(words, row.name, _LINE, _PLAIN, colours.text, _LEFT)
            return
        half = round(place.height() * 0.54)
        top = QRect(words.left(), words.top(), words.width(), half)
        below = QRect(words.left(), top.bottom(), words.width(), place.height() - half - 2)
        self._line(top, row.name, _LINE - 2, _PLAIN, colours.text, _LEFT)
        ink = colours.go_text if row.saved else colours.muted
        self._line(below, detail, _NOTE - 3, _PLAIN, ink, _LEFT)

    def _paint_large(self, row: Row, box: QRect) -> None:
        colours = self._colours
        name = QRect(box.left(), box.top(), box.width(), self._px(96))
        self._block(name, _Words(row.name, _LARGE - 8, _HEAVY, colours.text), _LEFT)
        below = QRect(box.left(), name.bottom(), box.width(), box.bottom() - name.bottom())
        below.setHeight(self._px(62))
        amount = self._width(row.amount, _LARGE, _HEAVY)
        self._line(below, row.amount, _LARGE, _HEAVY, colours.accent, _RIGHT)
        words = below.adjusted(0, 0, -amount - self._px(16), 0)
        if row.detail and row.saved:
            half = words.height() // 2
            up = QRect(words.left(), words.top(), words.width(), half)
            down = QRect(words.left(), words.top() + half, words.width(), half)
            self._line(up, row.detail, _NOTE, _PLAIN, colours.muted, _LEFT)
            self._line(down, row.saved, _NOTE, _BOLD, colours.go_text, _LEFT)
            return
        ink = colours.go_text if row.saved else colours.muted
        self._line(words, row.detail or row.saved, _NOTE + 2, _PLAIN, ink, _LEFT)

    def _paint_figures(self, page: Page, box: QRect) -> None:
        """Paint the amounts: those beside above, the one that matters at the bottom."""
        colours = self._colours
        top = box.top()
        for figure in page.others:
            place = QRect(box.left(), top, box.width(), self._px(54))
            self._line(place, figure.words, _NOTE + 2, _PLAIN, colours.muted, _LEFT)
            self._line(place, figure.amount, _FIGURE, _BOLD, colours.text, _RIGHT)
            top += self._px(60)
        if page.main is not None:
            self._paint_main(page.main, box)
        if page.saved:
            place = QRect(box.left(), box.bottom() - self._px(216), box.width(), self._px(44))
            self._line(place, page.saved, _NOTE, _BOLD, colours.go_text, _RIGHT)

    def _paint_main(self, figure: Figure, box: QRect) -> None:
        words = QRect(box.left(), box.bottom() - self._px(164), box.width(), self._px(48))
        amount = QRect(box.left(), box.bottom() - self._px(116), box.width(), self._px(116))
        self._line(words, figure.words, _FIGURE, _BOLD, self._colours.muted, _RIGHT)
        self._block(amount, _Words(figure.amount, _MAIN, _HEAVY, self._ink(figure)), _RIGHT)

    def _ink(self, figure: Figure) -> str:
        colours = self._colours
        tones = {"go": colours.go_text, "accent": colours.accent}
        return tones.get(figure.tone, colours.text)

    def _card(self, place: QRect) -> None:
        radius = self._px(14)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(QColor(self._colours.line))
        self._painter.setBrush(QColor(self._colours.surface))
        self._painter.drawRoundedRect(QRectF(place), radius, radius)

    def _width(self, text: str, px: int, weight: QFont.Weight) -> int:
        return QFontMetrics(type_of(self._px(px), weight)).horizontalAdvance(text)

    def _line(
        self,
        place: QRect,
        text: str,
        px: int,
        weight: QFont.Weight,
        colour: str,
        where: Qt.AlignmentFlag,
    ) -> None:
        """Write one line; what does not fit gets a little smaller, then ends in an ellipsis."""
        size = self._px(px)
        smallest = max(size * 3 // 4, _SMALLEST)
        while size > smallest and _advance(text, size, weight) > place.width():
            size -= 1
        font = type_of(size, weight)
        elide = Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(text, elide, place.width())
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(place, int(where), shown)

    def _block(self, place: QRect, words: _Words, where: Qt.AlignmentFlag = _CENTRE) -> None:
        """Write a text on as many lines as its place has, as large as fits whole."""
        size = self._px(words.px)
        wraps = " " in words.text
        while size > _SMALLEST and not _fits(words.text, size, words.weight, place, wraps=wraps):
            size -= max(size // 20, 1)
        font = type_of(size, words.weight)
        self._painter.setFont(font)
        self._painter.setPen(QColor(words.colour))
        flags = int(where) | (int(_WRAPS) if wraps else 0)
        text = words.text
        if not _fits(text, size, words.weight, place, wraps=wraps):
            metrics = QFontMetrics(font)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        self._painter.drawText(place, flags, text)


def _advance(text: str, px: int, weight: QFont.Weight) -> int:
    return QFontMetrics(type_of(px, weight)).horizontalAdvance(text)


def _fits(text: str, px: int, weight: QFont.Weight, place: QRect, *, wraps: bool) -> bool:
    metrics = QFontMetrics(type_of(px, weight))
    if not wraps:
        return metrics.horizontalAdvance(text) <= place.width() and metrics.height() <= (
            place.height() + metrics.descent()
        )
    flags = int(_WRAPS)
    needed = metrics.boundingRect(QRect(0, 0, place.width(), 10_000), flags, text)
    longest = max(map(metrics.horizontalAdvance, text.split()), default=0)
    return longest <= place.width() and needed.height() <= place.height()
