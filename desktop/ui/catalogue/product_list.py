"""The products as a list: photograph, name, price, stock, and whether the town sees them."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.sellable import LineKind
from desktop.services.goods.catalogue import ProductView
from desktop.ui.desk import Desk
from desktop.ui.theme.dress import type_of
from desktop.ui.theme.icons import picture
from desktop.ui.widgets.touch import scroll_by_finger

_Index = QModelIndex | QPersistentModelIndex
_ROW_PX = 64
_PHOTO_PX = 48
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ProductModel(QAbstractListModel):
    """At most one page of products."""

    VIEW = Qt.ItemDataRole.UserRole

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._views: tuple[ProductView, ...] = ()

    def show(self, views: tuple[ProductView, ...]) -> None:
        """Replace the page."""
        self.beginResetModel()
        self._views = views
        self.endResetModel()

    @property
    def views(self) -> tuple[ProductView, ...]:
        """Return the page."""
        return self._views

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Return how many products are on the page."""
        return 0 if parent.isValid() else len(self._views)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the product for its painter, its words for a screen reader."""
        view = self._views[index.row()]
        if role == self.VIEW:
            return view
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            say = self._desk.say
            place = say("catalogue.online") if view.is_online else say("catalogue.offline")
            return f"{view.name}, {price_words(view, self._desk)}, {place}"
        return None


def price_words(view: ProductView, desk: Desk) -> str:
    """Return one price, or the lowest and the highest."""
    low, high = view.price_range
    say = desk.say
    if low == high:
        return say.price(low, view.unit)
    return f"{say.amount(low)} – {say.price(high, view.unit)}"


def stock_words(view: ProductView, desk: Desk) -> str:
    """Return how much there is of it; a service has no stock to run out of."""
    if view.kind == LineKind.SERVICE:
        return desk.say("catalogue.no_stock_kept")
    return desk.say("catalogue.in_stock", stock=view.on_hand)


class ProductPainter(QStyledItemDelegate):
    """Paints a row from the tokens."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        sizes = desk.tokens.sizes
        self._name_type = type_of(sizes.body, QFont.Weight.Medium)
        self._detail_type = type_of(sizes.small)
        self._price_type = type_of(sizes.body, QFont.Weight.DemiBold)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return the same height for all."""
        return QSize(200, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw photograph, name over section and stock, price over its mark."""
        view: ProductView = index.data(ProductModel.VIEW)
        colours, place = self._desk.tokens.colours, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.accent_soft))
            bar = QRect(place.left(), place.top(), 4, place.height())
            painter.fillRect(bar, QColor(colours.accent))
        line = QRect(place.left(), place.bottom(), place.width(), 1)
        painter.fillRect(line, QColor(colours.line))
        inner = place.adjusted(12, 0, -12, 0)
        self._paint_photo(painter, inner, view)
        inner.setLeft(inner.left() + _PHOTO_PX + 12)
        right = self._paint_price(painter, inner, view)
        self._paint_name(painter, inner.adjusted(0, 0, -right - 12, 0), view)
        painter.restore()

    def _paint_photo(self, painter: QPainter, inner: QRect, view: ProductView) -> None:
        colours = self._desk.tokens.colours
        top = inner.center().y() - _PHOTO_PX // 2
        frame = QRectF(inner.left(), top, _PHOTO_PX, _PHOTO_PX)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 6, 6)
        painter.fillPath(outline, QColor(colours.sunken))
        size, sharpness = QSize(_PHOTO_PX, _PHOTO_PX), painter.device().devicePixelRatioF()
        photo = self._desk.photos.get(view.photo, size, sharpness) if view.photo else None
        if photo is not None:
            painter.save()
            painter.setClipPath(outline)
            painter.drawPixmap(inner.left(), top, photo)
            painter.restore()
        elif view.photo is None:
            sign = picture("photo", colours.edge, 22)
            painter.drawPixmap(inner.left() + 13, top + 13, sign)

    def _paint_name(self, painter: QPainter, words: QRect, view: ProductView) -> None:
        colours = self._desk.tokens.colours
        name, detail = QFontMetrics(self._name_type), QFontMetrics(self._detail_type)
        top = words.top() + (words.height() - name.height() - detail.height() - 2) // 2
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(self._name_type)
        painter.setPen(QColor(colours.text))
        upper = QRect(words.left(), top, words.width(), name.height())
        painter.drawText(upper, _LEFT, name.elidedText(view.name, elide, words.width()))
        stock = stock_words(view, self._desk)
        text = f"{view.category} · {stock}" if view.category else stock
        painter.setFont(self._detail_type)
        painter.setPen(QColor(colours.muted))
        lower = QRect(words.left(), top + name.height() + 2, words.width(), detail.height())
        painter.drawText(lower, _LEFT, detail.elidedText(text, elide, words.width()))

    def _paint_price(self, painter: QPainter, inner: QRect, view: ProductView) -> int:
        colours, say = self._desk.tokens.colours, self._desk.say
        price = price_words(view, self._desk)
        place = say("catalogue.online") if view.is_online else say("catalogue.offline")
        figure, mark = QFontMetrics(self._price_type), QFontMetrics(self._detail_type)
        width = max(figure.horizontalAdvance(price), mark.horizontalAdvance(place) + 20)
        top = inner.top() + (inner.height() - figure.height() - mark.height() - 2) // 2
        painter.setFont(self._price_type)
        painter.setPen(QColor(colours.text))
        painter.drawText(QRect(inner.left(), top, inner.width(), figure.height()), _RIGHT, price)
        ink = colours.go_text if view.is_online else colours.muted
        lower = QRect(inner.left(), top + figure.height() + 2, inner.width(), mark.height())
        painter.setFont(self._detail_type)
        painter.setPen(QColor(ink))
        painter.drawText(lower, _RIGHT, place)
        icon = picture("link" if view.is_online else "offline", ink, 16)
        painter.drawPixmap(inner.right() - mark.horizontalAdvance(place) - 20, lower.top(), icon)
        return width


class ProductList(QListView):
    """The page of products; choosing one opens it."""

    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("catalogue-list")
        self.setAccessibleName(desk.say("catalogue.list"))
        self._page = ProductModel(desk, self)
        self.setModel(self._page)
        self.setItemDelegate(ProductPainter(desk, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        desk.photos.arrived.connect(self.viewport().update)

    def show_page(self, views: tuple[ProductView, ...], chosen_id: str) -> None:
        """Replace the page; the product that is open stays marked."""
        self._page.show(views)
        self.mark(chosen_id)

    def mark(self, chosen_id: str) -> None:
        """Show which product is open; none of them for an empty id."""
        for place, view in enumerate(self._page.views):
            if view.id == chosen_id:
                self.setCurrentIndex(self._page.index(place, 0))
                return
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def product_at(self, place: int) -> ProductView:
        """Return the product at a place counted from 0."""
        return self._page.views[place]

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._page.views[index.row()])
