"""Four ways into the catalogue that need no typing: camera, telephone, colours in a row, a shelf."""

import time

from PySide6.QtCore import Qt

from demo import photographs, sides
from demo.phone import hold_before_camera
from demo.record import StepFailedError
from demo.room import Room
from demo.sides import Article
from demo.telephone import Telephone
from demo.town import Look
from desktop.ui.studio.screen import StudioScreen
from sync.kernel import gtin
from sync.kernel.vat import VatRate

_HELD = photographs.product_of("PAR-025")
_HELD_PRICE, _HELD_CENTS, _HELD_PIECES = "5,90", 590, 12
_SENT = photographs.product_of("FLO-029")
_SENT_NAME = "Bougies de Noël à la cire d’abeille"
_SENT_PRICE, _SENT_CENTS = "12,50", 1250
_SOCKS = "Chaussettes en laine du Jura"
_COLOURS = ("#b3202c", "#22304f", "#cf9a2f", "#23483a", "#e9b6b8")
_SIZES, _SIZE_COUNT = "36-44", 9
_STANDARD = VatRate(2000)
_SOAP, _CANDLE, _SEEDS, _CREAM, _HONEY = map(
    photographs.product_of, ("PAR-010", "PAR-027", "FLO-025", "PAR-007", "EPI-028")
)
_SHELF = ((_SOAP, _SOAP, _SOAP, _SEEDS, _SEEDS), (_CANDLE, _CREAM, _CREAM, _HONEY, _HONEY))
_NEW_ON_SHELF = {_SOAP.gtin: 3000, _SEEDS.gtin: 2000, _CANDLE.gtin: 1000, _CREAM.gtin: 2000}
"""The honey is in the shop's catalogue already."""


class StudioRoom(Room):
    """What comes into the catalogue through the studio."""

    def camera(self) -> None:
        """Hold a box before the counter camera, front and back; type its price."""
        with self.record.step(
            "a box is held before the counter camera; its price is typed"
        ) as step:
            front, back = photographs.before_the_camera(_HELD)
            folder = self._folder.parent.parent / "camera"
            self._open()
            held = time.perf_counter()
            hold_before_camera(front, folder, "box-front")
            self._await_pictures(1)
            self.record_picture("camera-front")
            hold_before_camera(back, folder, "box-back")
            self._await_pictures(2)
            self.stage.until(lambda: self.stage.text_of("studio-name") or None, "a proposed name")
            step.figure("camera_ms", round((time.perf_counter() - held) * 1000))
            step.check(
                "the automatic shutter took both sides, the stripes were read",
                holds=_HELD.gtin in self.stage.text_of("studio-code-read"),
            )
            step.check(
                "the town knows its name", holds=self.stage.text_of("studio-name") == _HELD.name
            )
            self.stage.type("studio-price", _HELD_PRICE)
            self.stage.type("studio-stock", str(_HELD_PIECES))
            self.stage.choose("studio-category", "afés")
            self.stage.settle(300)
            self.record_picture("camera-ready")
            self.stage.key(Qt.Key.Key_F12)
            kept = self._kept(_HELD.gtin)
            self.record_picture("camera-published")
            step.check("its price and pieces are kept", holds=_is_held(kept))
            step.check("both pictures are kept", holds=kept.photos == 2)
            step.check("it is on sale online", holds=kept.is_online)

    def telephone(self) -> None:
        """Scan the code on the screen with a telephone and send a photograph from its page."""
        with self.record.step("a telephone sends a photograph to the counter") as step:
            self._open()
            self._studio().sources.phone.phone.listen_at("127.0.0.1")
            self.stage.click("studio-phone")
            self.stage.find("studio-phone-code")
            self.stage.settle()
            self.record_picture("phone-code")
            telephone = Telephone(self.stage.find("studio-phone-code").grab())
            sign = self._window.desk.shop.profile.name
            step.check("the page says whose it is", holds=sign in telephone.open())
            sent = time.perf_counter()
            answer = telephone.send(photographs.by_phone(_SENT))
            step.check("the photograph is taken in", holds=answer == 201)
            self._await_pictures(1)
            step.figure("phone_ms", round((time.perf_counter() - sent) * 1000))
            self.stage.click("studio-phone-end")
            step.check(
                "closed, the page takes nothing more",
                holds=telephone.send(photographs.by_phone(_SENT)) == 410,
            )
            self.stage.scan(_SENT.gtin)
            self.stage.until(
                lambda: self.stage.text_of("studio-name") == _SENT.name or None, "the town's name"
            )
            self.stage.type("studio-name", _SENT_NAME)
            self.stage.type("studio-price", _SENT_PRICE)
            self.stage.settle(300)
            self.record_picture("phone-ready")
            self.stage.click("studio-keep")
            kept = self._kept(_SENT.gtin)
            step.check("the name is the one that was typed", holds=kept.name == _SENT_NAME)
            step.check("its price is kept", holds=kept.price_cents == _SENT_CENTS)
            step.check("kept without publishing", holds=not kept.is_online)

    def colours(self) -> None:
        """Lay five colours side by side, type the sizes: the grid, its codes and its labels."""
        with self.record.step(
            "five colours in one photograph and 36-44 are forty-five forms"
        ) as step:
            picture = self._folder.parent / "colours.png"
            photographs.side_by_side(Look("socks"), _COLOURS).save(picture, "PNG")
            self._open("colours")
            self.record_picture("colours-empty")
            self.stage.drop("studio-photo", picture)
            self._await_pictures(len(_COLOURS))
            self.stage.type("studio-name", _SOCKS)
            self.stage.type("studio-price", "14,90")
            self.stage.choose("studio-category", "onfiseries")
            # The shop's goods are food: what is proposed for socks is looked at, and changed.
            self.stage.choose_chip("studio-vat", self._window.desk.say.rate(_STANDARD))
            self.stage.type("studio-values-1", _SIZES)
            self.stage.settle(300)
            self.record_picture("colours-ready")
            self.stage.key(Qt.Key.Key_F12)
            forms = self.stage.until(lambda: sides.read_forms(self._folder, _SOCKS), "the forms")
            step.check("each form is there", holds=len(forms) == len(_COLOURS) * _SIZE_COUNT)
            step.check(
                "each has a number of the shop's own",
                holds=len(set(forms)) == len(forms) and all(map(gtin.is_in_store, forms)),
            )
            self.stage.click("studio-labels")
            self.stage.find("tags-list")
            self.stage.settle(500)
            self.record_picture("colours-labels")
            step.check(
                "a label of each waits", holds=str(len(forms)) in self.stage.text_of("tags-count")
            )
            self.stage.click("tags-back-to-due")

    def shelf(self) -> None:
        """Photograph a shelf: each article that is new becomes a draft with its pieces."""
        with self.record.step("one photograph of a shelf makes its drafts") as step:
            picture = self._folder.parent / "shelf.png"
            photographs.shelf(_SHELF).save(picture, "PNG")
            self._open("shelf")
            self.stage.drop("studio-photo", picture)
            self.stage.find("studio-shelf-keep")
            self.record_picture("shelf-read")
            self.stage.click("studio-shelf-keep")
            self.stage.until(
                lambda: sides.read_drafts(self._folder, "sweep") or None, "the shelf's drafts"
            )
            self.stage.settle(300)
            self.record_picture("shelf-drafts")
            step.check(
                "each new article with its pieces, the known one not",
                holds=sides.read_drafts(self._folder, "sweep") == _NEW_ON_SHELF,
            )
            self.stage.choose_chip("studio-mode", self._window.desk.say("studio.mode_one"))

    def settled(self) -> dict[str, bool]:
        """Return what must still hold in the evening, after all that was sold."""
        held = sides.read_article(self._folder, _HELD.gtin)
        return {
            "what the camera saw is in stock": held is not None and _is_held(held),
            "the forty-five forms have their codes": len(sides.read_forms(self._folder, _SOCKS))
            == len(_COLOURS) * _SIZE_COUNT,
            "the shelf's drafts wait": sides.read_drafts(self._folder, "sweep") == _NEW_ON_SHELF,
        }

    def _open(self, mode: str = "one") -> None:
        self.stage.key(Qt.Key.Key_F4)
        self.stage.settle(250)
        if self._window.room != "studio":
            self.stage.click("catalogue-photograph")
        self.stage.find("studio-photo")
        self.stage.choose_chip("studio-mode", self._window.desk.say(f"studio.mode_{mode}"))
        self.stage.settle(250)

    def _studio(self) -> StudioScreen:
        found = self._window.screen_of("studio")
        if not isinstance(found, StudioScreen):
            raise StepFailedError("there is no studio")
        return found

    def _await_pictures(self, count: int) -> None:
        photo = self._studio().photo
        self.stage.until(
            lambda: (len(photo.shas) == count and not photo.is_coming) or None,
            f"{count} pictures made ready",
        )
        self.stage.settle()

    def _kept(self, code: str) -> Article:
        return self.stage.until(
            lambda: sides.read_article(self._folder, code), f"the article {code}"
        )


def _is_held(kept: Article) -> bool:
    return (kept.price_cents, kept.on_hand) == (_HELD_CENTS, _HELD_PIECES * 1000)
