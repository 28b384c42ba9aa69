"""Behind the counter: a supplier's list, the delivery of it, the tags for the shelf, the evening."""

from PySide6.QtWidgets import QAbstractButton, QComboBox

from demo import sides
from demo.room import Room
from demo.shops import demo_shop
from demo.stock_room import FROM_PAPER
from demo.town.pictures import render_photograph
from sync.kernel import gtin

_NEW = (
    ("Miel de lavande de Valensole 250 g", gtin.make_in_store(900_011), "7,90"),
    ("Tapenade noire au basilic 90 g", gtin.make_in_store(900_012), "4,20"),
    ("Sirop de verveine 50 cl", gtin.make_in_store(900_013), "6,50"),
)
_CAME = 2
_EVENING = "Gâteau de Noël aux marrons"
_RECEIVING = 1
_FLOWS = ("sweep", "delivery")


class BackRoom(Room):
    """What a grocer does when the shop is quiet, in the rooms of the catalogue."""

    def import_list(self) -> None:
        """Take a supplier's new articles in, tried before anything is written."""
        with self.record.step("a supplier's list is tried and imported") as step:
            source = self._folder.parent / "nouveautes.csv"
            lines = [f"{name};{code};{price};5,5" for name, code, price in _NEW]
            head = "Désignation;Code-barres;Prix TTC;TVA"
            source.write_text("\r\n".join([head, *lines]), "cp1252")
            before = len(sides.read_shop(self._folder).stock)
            self._enter("imports")
            self.record_picture("import-start")
            self.stage.drop("imports", source)
            self.stage.find("imports-try")
            self.record_picture("import-columns")
            self.stage.click("imports-try")
            self.stage.find("imports-take")
            step.check("trying wrote nothing", holds=self._articles() == before)
            self.record_picture("import-tried")
            self.stage.click("imports-take")
            self.stage.find("imports-undo")
            self.record_picture("import-taken")
            step.check("each line is an article", holds=self._articles() == before + len(_NEW))

    def receive(self) -> None:
        """Put what came into stock by scanning it."""
        with self.record.step("what came with it is received by scanning") as step:
            self._enter("stock")
            self.stage.tap_row("stock-pages", _RECEIVING)
            self.stage.click("receive-free")
            self.stage.find("receive-lines")
            for code in [code for _name, code, _price in _NEW] * _CAME:
                self.stage.scan(code)
                self.stage.settle()
            self.record_picture("receive-lines")
            before = self._pieces()
            self.stage.click("receive-done")
            self.stage.until(
                lambda: self._pieces() == before + _CAME * len(_NEW) or None, "the goods in stock"
            )
            self.record_picture("received")
            step.check("the stock has each piece", holds=True)

    def print_tags(self) -> None:
        """Print the shelf's tags that are due at the counter's printer."""
        with self.record.step("the tags that are due come out of the printer") as step:
            self._enter("tags")
            self.stage.find("tags-list")
            printers = self.stage.find("tags-printer", QComboBox)
            self.stage.choose("tags-printer", printers.itemText(printers.count() - 1))
            self.stage.settle(400)
            self.record_picture("tags-due")
            self.stage.click("tags-print")
            name, _code, price = _NEW[1]
            paper = self._next_paper(name.split()[0])
            said = paper.replace(".", ",")
            step.check("a tag says the price", holds=price in said)
            self.stage.find("tags-none")
            self.record_picture("tags-done")

    def review(self) -> None:
        """Say yes to a photograph taken during the day, then to a line of the supplier's paper."""
        with self.record.step("the evening's review makes articles of what waits") as step:
            model = demo_shop(self._folder.name).products[0]
            picture = self._folder.parent / "marrons.png"
            render_photograph(model, size=(640, 640)).save(picture, "PNG")
            before = self._articles()
            self._enter("review")
            self.stage.until(
                lambda: self.stage.text_of("review-name") == FROM_PAPER.name or None, "its card"
            )
            waiting = sum(len(sides.read_drafts(self._folder, each)) for each in _FLOWS)
            self.stage.drop("review", picture)
            self.stage.until(
                lambda: str(waiting + 1) in self.stage.text_of("review-count") or None,
                "the photograph among what waits",
            )
            # What was just dropped comes before the card that was open.
            self.stage.until(
                lambda: not self.stage.text_of("review-name") or None, "the photograph's card"
            )
            self.stage.type("review-name", _EVENING)
            self.stage.type("review-price", "12,50")
            self.record_picture("review-card")
            self._say_yes(before + 1)
            self.stage.until(
                lambda: self.stage.text_of("review-name") == FROM_PAPER.name or None, "its card"
            )
            self.stage.type("review-price", "8,90")
            self.record_picture("review-paper")
            self._say_yes(before + 2)
            self.record_picture("review-done")
            kept = sides.read_article(self._folder, FROM_PAPER.code)
            step.check(
                "the paper's line is an article, its pieces are in stock",
                holds=kept is not None and kept.on_hand == FROM_PAPER.pieces * 1000,
            )
            step.check("the photograph is an article", holds=True)

    def _say_yes(self, articles: int) -> None:
        self.stage.until(
            lambda: self.stage.find("review-yes", QAbstractButton).isEnabled() or None, "yes"
        )
        self.stage.click("review-yes")
        self.stage.until(lambda: self._articles() == articles or None, "the article")

    def _articles(self) -> int:
        return len(sides.read_shop(self._folder).stock)

    def _pieces(self) -> int:
        return sum(sides.read_shop(self._folder).stock.values()) // 1000
