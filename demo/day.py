"""The day: from a photograph to a Z, through the real windows and the real storefront.

The acts are a person's: clicks, keys, scans, files dropped, a phone held before the camera, forms
sent by a browser. The checks read what both sides hold.
"""

import re
import time
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from demo import papers, phone, sides
from demo.back_room import BackRoom
from demo.record import DayRecord, StepFailedError
from demo.scene import SLUG, Scene
from demo.shopper import PageError, Shopper
from demo.shops import demo_shop
from demo.stage import Stage
from demo.stock_room import StockRoom
from demo.studio_room import StudioRoom
from demo.town import DemoProduct
from demo.town.pictures import render_photograph
from desktop.services.books.inspection import inspect
from desktop.ui.wording import Wording
from sync.kernel import gtin, pickup_code
from sync.kernel.gtin import WeighedLayout
from sync.kernel.vat import VatRate

_ON_SCREEN_MS = 1000
_JAM = "Confiture d’abricot du Roussillon"
_JAM_CODE = gtin.make_in_store(900_001)
_SMALL, _LARGE = "250 g", "500 g"
_Z_TITLES = {"fr": "CLÔTURE Z", "en": "Z CLOSING"}


@dataclass(frozen=True)
class Order:
    """An order as its customer holds it."""

    page: str
    number: str
    qr: Image.Image


class Day:
    """A day at the grocer's."""

    def __init__(self, town: Scene, record: DayRecord) -> None:
        """Stand before the window."""
        self.town = town
        self.record = record
        self.stage = Stage(town.opened.window)
        self.goods = demo_shop(SLUG)
        place = (self.stage, record, town, self._next_paper)
        self.back_room, self.studio = BackRoom(*place), StudioRoom(*place)
        self.stock_room = StockRoom(*place)
        self._papers_seen = self._jobs_kept = 0

    def run(self) -> None:
        """Live the day; a step that does not happen ends it.

        Raises:
            StepFailedError: the message says which, and what was missing.
        """
        self._morning()
        self._photograph()
        self._published()
        self.studio.camera()
        self.studio.telephone()
        self.studio.colours()
        self.back_room.import_list()
        self.back_room.receive()
        self.stock_room.take_in_paper()
        self.stock_room.count_while_selling()
        self.back_room.print_tags()
        order = self._ordered("order", "Camille Durand", with_last_piece=True)
        self._walk_in_takes_the_last_piece()
        self._prepare(order, "order", lacks_one=True)
        self._collect(order, "order", pays_by_card=True)
        number = self._sell("counter", self._five_pieces())
        self._receipt_on_request()
        self._refund_one(number, "counter")
        self.studio.shelf()
        self.back_room.review()
        self._close_the_till("evening")
        second = self._ordered("second order", "Noé Lambert", with_last_piece=False)
        self._cut()
        self._open_the_till("offline morning")
        self._prepare(second, "offline", lacks_one=False)
        self._collect(second, "offline", pays_by_card=False)
        number = self._sell("offline", self._pieces_and_cheese())
        self._receipt_by_itself()
        self._refund_one(number, "offline")
        self._close_the_till("offline evening")
        self._reconnect()
        self._look_around()
        self._agree()
        self._settled()

    # --- the till -------------------------------------------------------------------------------

    def _morning(self) -> None:
        self._shot("sale-closed")
        self._open_the_till("morning")
        self._shot("sale-ready")

    def _open_the_till(self, when: str) -> None:
        with self.record.step(f"{when}: the till is opened with a float") as step:
            self.stage.key(Qt.Key.Key_F5)
            self.stage.type("till-float", "150")
            self._shot("till-opening")
            self.stage.click("till-open")
            self.stage.find("sale-scan")
            self.stage.settle(250)
            step.check("the till is open", holds=not _is_offered(self.stage, "sale-open-till"))

    def _five_pieces(self) -> list[str]:
        return [product.gtin for product in self._pieces(5)]

    def _pieces_and_cheese(self) -> list[str]:
        pieces = [product.gtin for product in self._pieces(3)]
        return [*pieces, self._portion(0, 310), self._portion(1, 185)]

    def _sell(self, when: str, codes: list[str]) -> str:
        """Sell what is scanned for cash and card; return the ticket's number."""
        with self.record.step(f"{when}: five things are sold, in cash and by card") as step:
            self.stage.key(Qt.Key.Key_F1)
            for code in codes:
                self._scan_in(code)
            self._shot(f"{when}-basket")
            self.stage.click("sale-pay")
            self.stage.type("pay-amount", "20")
            self._shot(f"{when}-payment")
            self.stage.click("pay-cash-exact")
            self.stage.click("pay-card")
            number = self._await_sale()
            self._shot(f"{when}-sold")
            step.check("the ticket has a number", holds=bool(number))
            return number

    def _await_sale(self) -> str:
        self.stage.find("done-words")
        return self.stage.until(lambda: _ticket_number(self.stage.texts()), "the ticket's number")

    def _receipt_on_request(self) -> None:
        with self.record.step("the receipt is printed on request") as step:
            self.stage.click("done-print")
            paper = self._next_paper("T01-")
            step.check("it names the seller", holds=self.goods.siret in paper.replace(" ", ""))

    def _receipt_by_itself(self) -> None:
        with self.record.step("goods sold by weight get their receipt unasked") as step:
            paper = self._next_paper("T01-")
            step.check("it names the seller", holds=self.goods.siret in paper.replace(" ", ""))

    def _refund_one(self, number: str, when: str) -> None:
        with self.record.step(f"{when}: one thing is returned with its receipt") as step:
            self.stage.key(Qt.Key.Key_F1)
            self.stage.click("sale-refund")
            self.stage.scan(number)
            self.stage.click("refund-more-0")
            self._shot(f"{when}-return")
            self.stage.click("refund-give")
            self.stage.find("done-words")
            self.stage.settle()
            self._shot(f"{when}-returned")
            side = sides.read_shop(self.town.folder)
            refunds = [gross for gross, _ in side.sales.values() if gross < 0]
            step.check("the refund is a ticket of its own", holds=bool(refunds))

    def _close_the_till(self, when: str) -> None:
        with self.record.step(f"{when}: the till is counted and closed with a Z") as step:
            self.stage.key(Qt.Key.Key_F5)
            self.stage.settle()
            self._shot("till-day")
            expected = _amount(self.stage.text_of("till-expected"))
            self.stage.click("till-read-x")
            self.stage.find("report")
            self._shot("till-x")
            self.stage.click("report-back")
            self.stage.click("till-close")
            self.stage.type("count-lump", expected)
            self._shot("till-count")
            self.stage.click("count-close")
            self.stage.click("count-confirm-yes")
            self.stage.find("report")
            self.stage.settle(400)
            self._shot("till-z")
            self.stage.click("report-print")
            z = self._next_paper(_Z_TITLES[self.town.opened.shop.settings.language])
            step.check("the Z on paper says what the drawer holds", holds=expected in _amount(z))
            self.stage.click("report-back")
            step.check("the next step offered is to open", holds=bool(self.stage.find("till-open")))

    # --- the product ----------------------------------------------------------------------------

    def _photograph(self) -> None:
        with self.record.step("a product is photographed and catalogued with a variant") as step:
            model = next(product for product in self.goods.products if "onfiture" in product.name)
            picture = self.town.folder.parent / "jar.png"
            render_photograph(model, size=(640, 640)).save(picture, "PNG")
            self.stage.key(Qt.Key.Key_F4)
            self.stage.settle(300)
            self._shot("catalogue")
            self.stage.click("catalogue-photograph")
            self.stage.find("studio-photo")
            self._shot("studio-empty")
            self.stage.drop("studio-photo", picture)
            self.stage.until(
                lambda: self.stage.text_of("studio-code-read") or None, "the photograph"
            )
            self.stage.type("studio-name", _JAM)
            self.stage.type("studio-price", "5,90")
            self.stage.choose_chip("studio-vat", self._words.rate(VatRate(550)))
            self.stage.type("studio-axis-1", "contenance")
            self.stage.type("studio-values-1", f"{_SMALL}, {_LARGE}")
            self.stage.write_cell("studio-variants", 0, 3, "6")
            self.stage.write_cell("studio-variants", 1, 1, "9,80")
            self.stage.write_cell("studio-variants", 1, 2, _JAM_CODE)
            self.stage.write_cell("studio-variants", 1, 3, "1")
            self.stage.choose("studio-category", "onfitures")
            self.stage.settle(300)
            self._shot("studio-ready")
            self._published_at = time.perf_counter()
            self.stage.click("studio-publish")
            self.stage.await_words(_JAM)
            self._shot("studio-published")
            step.check("the sheet was kept and published", holds=True)

    def _published(self) -> None:
        with (
            self.record.step("the product is on the storefront") as step,
            self._shopper() as shopper,
        ):
            page = self.stage.until(lambda: _find_product(shopper, _JAM), "the product online")
            step.figure("published_ms", round((time.perf_counter() - self._published_at) * 1000))
            step.check("its page shows both sizes", holds=_SMALL in page and _LARGE in page)
            step.check("its page shows the price", holds="9,80" in page)

    # --- the order ------------------------------------------------------------------------------

    def _ordered(self, what: str, customer: str, *, with_last_piece: bool) -> Order:
        with self.record.step(f"{what}: a shopper orders for click & collect") as step:
            self.stage.key(Qt.Key.Key_F1)
            with self._shopper() as shopper:
                if with_last_piece:
                    _open_product(shopper, _JAM)
                    form = shopper.form("/panier/ajouter")
                    shopper.submit(form, offer=form.choice("offer", _LARGE))
                for product, quantity in ((self._pieces(1)[0], "2"), (self._cheese(0), "0.2")):
                    _open_product(shopper, product.name)
                    shopper.submit(shopper.form("/panier/ajouter"), quantity=quantity)
                shopper.open("/commander")
                form = shopper.form("/commander")
                before = set(sides.read_shop(self.town.folder).orders)
                placed = time.perf_counter()
                shopper.submit(form, name=customer, phone="06 99 00 12 34")
                answered = time.perf_counter()
                self.stage.until(lambda: self._sees_new_order(before), "the order on the counter")
                seen = time.perf_counter()
                order = _order_on(shopper)
            checkout_ms, on_counter_ms = (answered - placed) * 1000, (seen - answered) * 1000
            step.figure("checkout_ms", round(checkout_ms))
            step.figure("on_counter_ms", round(on_counter_ms))
            step.check("the order's page shows a QR code of 34 digits", holds=True)
            step.check("the counter shows it within a second", holds=on_counter_ms <= _ON_SCREEN_MS)
            self._shot(f"{what.replace(' ', '-')}-arrived")
            return order

    def _walk_in_takes_the_last_piece(self) -> None:
        with self.record.step("a walk-in customer buys the last piece of an ordered line") as step:
            self.stage.key(Qt.Key.Key_F1)
            self._scan_in(_JAM_CODE)
            self.stage.click("sale-pay")
            self.stage.click("pay-cash-exact")
            number = self._await_sale()
            step.check("nothing stopped the sale", holds=bool(number))

    def _prepare(self, order: Order, when: str, *, lacks_one: bool) -> None:
        with self.record.step(f"{when}: accepted, picked by scanning, labelled") as step:
            self.stage.key(Qt.Key.Key_F2)
            card = f"order-card-{order.number[-4:]}"
            self.stage.find(card)
            self._shot(f"{when}-board")
            self._open_card(card)
            self.stage.click("order-accept")
            self.stage.click("order-prepare")
            self.stage.find("order-pick-scan")
            self._shot(f"{when}-picking")
            wrong = self._pieces(3)[2].gtin
            self.stage.scan(wrong)
            self.stage.until(lambda: self.stage.text_of("order-pick-said"), "a word on the article")
            step.check("a wrong article is refused aloud", holds=True)
            for _ in range(2):
                self.stage.scan(self._pieces(1)[0].gtin)
                self.stage.settle()
            self.stage.scan(self._portion(0, 195))
            self.stage.settle()
            if lacks_one:
                self.stage.click("order-line-missing-0")
                self.stage.find("order-without")
                self._shot(f"{when}-missing")
                self.stage.click(self._substitute())
                self.stage.until(lambda: self._is_replaced(order), "the missing line's fate")
                step.check("the missing line was replaced or struck", holds=True)
                if self.stage.window.findChild(QWidget, "order-line-pick-0") is not None:
                    self.stage.click("order-line-pick-0")
            self.stage.type("order-shelf", "B2")
            self._shot(f"{when}-picked")
            self.stage.click("order-ready")
            self._next_paper(order.number[-4:])
            step.check("the label came out with the order's number", holds=True)
            step.check(
                "its QR code is no pickup code",
                holds=not any(
                    pickup_code.read(code)
                    for paper in self.town.printer.papers
                    for code in paper.qr_codes
                ),
            )
            self._shot(f"{when}-ready")

    def _is_replaced(self, order: Order) -> bool:
        fates = sides.read_fates(self.town.folder, order.number)
        return fates.count("substituted") + fates.count("missing") == 1

    def _substitute(self) -> str:
        offered = self.stage.window.findChild(QWidget, "order-instead-0")
        return "order-without" if offered is None else "order-instead-0"

    def _open_card(self, card: str) -> None:
        self.stage.tap(card)
        self.stage.find("order-accept")

    def _collect(self, order: Order, when: str, *, pays_by_card: bool) -> None:
        with self.record.step(
            f"{when}: the QR code on a phone is read from pixels; the bag leaves"
        ) as step:
            self.stage.key(Qt.Key.Key_F3)
            self.stage.find("pickup-scan")
            self.stage.settle(300)
            self._shot(f"{when}-pickup")
            frame = phone.photograph_phone(order.qr)
            frame.save(self.record.folder / f"{when}-phone.png")
            held = time.perf_counter()
            phone.hold_before_camera(frame, self.town.camera, f"{when}-phone")
            self.stage.find("pickup-give")
            step.figure("verdict_ms", round((time.perf_counter() - held) * 1000))
            self._shot(f"{when}-verdict")
            self.stage.click("pickup-give")
            self.stage.click("pay-card" if pays_by_card else "pay-cash-exact")
            self.stage.find("pickup-another")
            self.stage.until(
                lambda: (
                    sides.read_shop(self.town.folder).orders.get(order.number) == "handed_over"
                    or None
                ),
                "the hand-over",
            )
            self._shot(f"{when}-handed-over")
            step.check("the order is handed over", holds=True)
            self._next_customer()
            self.stage.scan(pickup_text(order))
            self.stage.await_words(order.number[-4:])
            self._shot(f"{when}-second-time")
            step.check(
                "the same code is refused the second time",
                holds=not _is_offered(self.stage, "pickup-give"),
            )
            self._next_customer()

    def _next_customer(self) -> None:
        """Go on to the next code, where the screen has not gone on by itself."""
        if _is_offered(self.stage, "pickup-another"):
            self.stage.click("pickup-another")

    # --- the network ----------------------------------------------------------------------------

    def _cut(self) -> None:
        with self.record.step("the network is cut") as step:
            self.town.cable.pull()
            self.stage.key(Qt.Key.Key_F1)
            self.stage.await_words(
                self.town.opened.window.desk.say("link.offline", at="")[:10], 60_000
            )
            self._shot("offline")
            step.check("the window says so", holds=True)

    def _reconnect(self) -> None:
        with self.record.step("the network comes back and everything is told") as step:
            back = time.perf_counter()
            self.town.cable.plug()
            self.stage.until(
                lambda: self._all_told() or None, "the marketplace to know all", 90_000
            )
            step.figure("caught_up_ms", round((time.perf_counter() - back) * 1000))
            self.stage.settle(500)
            self._shot("online-again")
            step.check("nothing waits any more", holds=True)

    def _agree(self) -> None:
        with self.record.step("both sides agree to the cent and to the piece") as step:
            shop = sides.read_shop(self.town.folder)
            hub = sides.read_hub(self.town.hub.folder, SLUG)
            differences = shop.differences(hub)
            step.check(f"no difference: {differences[:5]}", holds=not differences)
            step.figure("tickets", len(shop.sales))
            step.figure("variants", len(shop.stock))
            step.figure("gross_cents", sum(gross for gross, _ in shop.sales.values()))
            for journal in inspect(self.town.folder):
                step.figure("journal_records", journal.report.records)
                step.check("the fiscal journal verifies", holds=journal.report.is_sound)

    def _settled(self) -> None:
        with self.record.step("what was photographed, received and counted still stands") as step:
            for claim, holds in (self.studio.settled() | self.stock_room.settled()).items():
                step.check(claim, holds=holds)

    def _all_told(self) -> bool:
        shop = sides.read_shop(self.town.folder)
        return not shop.differences(sides.read_hub(self.town.hub.folder, SLUG))

    def _look_around(self) -> None:
        with self.record.step("every other screen is looked at") as step:
            for key, name in ((Qt.Key.Key_F4, "catalogue"), (Qt.Key.Key_F2, "orders")):
                self.stage.key(key)
                self.stage.settle(300)
                self._shot(f"end-{name}")
            self.stage.click("open-help")
            self._shot("help")
            self.stage.click("open-settings")
            self.stage.settle(300)
            self._shot("settings")
            step.check("help and settings open", holds=True)

    # --- small things ---------------------------------------------------------------------------

    @property
    def _words(self) -> Wording:
        """What the window says, in its language."""
        return self.town.opened.window.desk.say

    def _shopper(self) -> Shopper:
        return Shopper(self.town.hub.url)

    def _shot(self, name: str) -> None:
        self.stage.picture(self.record.picture_path(name))

    def _pieces(self, count: int) -> list[DemoProduct]:
        """Return goods sold by the piece that the basket and the preparers share."""
        found = [
            product
            for product in self.goods.products
            if not product.plu and not product.has_options and product.stock_thousandths >= 10_000
        ]
        return found[:count]

    def _cheese(self, place: int) -> DemoProduct:
        return [product for product in self.goods.products if product.plu][place]

    def _portion(self, place: int, grams: int) -> str:
        """Return the code a scale prints on a portion of cheese."""
        return WeighedLayout("21").write(self._cheese(place).gtin, grams)

    def _scan_in(self, code: str) -> None:
        """Scan an article into the basket and see the total move."""
        before = self.stage.text_of("sale-total")
        self.stage.scan(code)
        self.stage.until(
            lambda: self.stage.text_of("sale-total") != before or None, f"{code} on the ticket"
        )

    def _sees_new_order(self, before: set[str]) -> bool:
        """Tell whether the counter says that an order waits, and has one it had not before."""
        banner = self.stage.window.findChild(QWidget, "waiting-orders")
        is_told = banner is not None and banner.isVisible()
        return is_told and bool(set(sides.read_shop(self.town.folder).orders) - before)

    def _next_paper(self, words: str) -> str:
        """Wait for a paper with these words, keep what came out since, and return its text.

        A refund prints by itself, so more than one may have come.
        """
        printer = self.town.printer

        def coming() -> str | None:
            fresh = printer.papers[self._papers_seen :]
            return next((paper.text for paper in fresh if words in paper.text), None)

        text = self.stage.until(coming, f"a paper that says «{words}»", 30_000)
        self._papers_seen = len(printer.papers)
        self._jobs_kept = papers.keep_new(self.record, self.town.opened.shop, self._jobs_kept)
        return text


def pickup_text(order: Order) -> str:
    """Return the digits in an order's QR code, read from its picture."""
    from desktop.devices.code_reader import read_codes  # noqa: PLC0415 OpenCV costs
    from desktop.devices.imaging import as_frame  # noqa: PLC0415

    for code in read_codes(as_frame(order.qr)):
        if pickup_code.read(code.text):
            return code.text
    raise StepFailedError("the QR code on the order's page cannot be read")


def _order_on(shopper: Shopper) -> Order:
    drawn = re.search(r"<svg[^>]*class=\"[^\"]*qr[^\"]*\".*?</svg>", shopper.html, re.DOTALL)
    if drawn is None:
        drawn = re.search(r"<figure[^>]*qr.*?(<svg.*?</svg>)", shopper.html, re.DOTALL)
    if drawn is None:
        raise StepFailedError("the order's page shows no QR code")
    svg = drawn.group(drawn.lastindex or 0)
    order = Order(shopper.url, "", _drawn(svg))
    code = pickup_code.read(pickup_text(order))
    if code is None:
        raise StepFailedError("the QR code is no pickup code")
    return Order(shopper.url, code.order_number, order.qr)


def _drawn(svg: str) -> Image.Image:
    if "xmlns" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    image = QImage(500, 500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    bits = image.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombuffer(
        "RGB", (500, 500), bytes(bits.constBits()), "raw", "RGB", bits.bytesPerLine(), 1
    ).copy()


def _open_product(shopper: Shopper, name: str) -> None:
    if _find_product(shopper, name) is None:
        raise StepFailedError(f"the storefront does not show {name}")


def _find_product(shopper: Shopper, name: str) -> str | None:
    """Go to a product's page from its shop's; return its text, or None while it is not there."""
    try:
        return shopper.open(f"/boutiques/{SLUG}").follow(name).text
    except PageError:
        return None


def _ticket_number(texts: list[str]) -> str | None:
    for text in texts:
        found = re.search(r"T\d+-\d{4}-\d+", text)
        if found:
            return found.group()
    return None


def _amount(text: str) -> str:
    """Return a figure of the screen as one would type it."""
    return re.sub(r"[^\d,]", "", text)


def _is_offered(stage: Stage, name: str) -> bool:
    widget = stage.window.findChild(QWidget, name)
    return widget is not None and widget.isVisible()
