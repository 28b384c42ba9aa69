"""The studio: photograph, price, publish."""

from pathlib import Path

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.domain.scan import ProductCode, read
from desktop.errors import ShopError
from desktop.services import catalogue, cataloguing, selling, staff
from desktop.services.catalogue import ProductView
from desktop.services.cataloguing import ProductDraft
from desktop.services.selling import ProductFound, Scanned
from desktop.services.shop import Shop
from desktop.ui.desk import Desk
from desktop.ui.product.form import ProductForm
from desktop.ui.product.photo_field import PhotoField
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.camera_view import CameraView
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row

_PHOTO_PX = 380


class StudioScreen(Screen):
    """Takes one product after the other; publishing leaves everything ready for the next.

    A photograph whose code the shop knows is added to that product instead of making a second one.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "studio", desk.say("studio.title"))
        self._photos: tuple[str, ...] = ()
        self._standing: ProductView | None = None
        self._build()
        bind(self, "publish", self._publish)
        desk.changes.on(self, ("catalogue",), self._read_categories)
        self._read_categories()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        back = Button(
            "studio-back",
            role="icon",
            picture="back",
            spoken=say("studio.back"),
            clicked=lambda: self.asks.emit(Errand("catalogue")),
        )
        self.photo = PhotoField(desk, "studio-photo", _PHOTO_PX)
        self.photo.kept.connect(self._on_photo)
        self.photo.refused.connect(self.refuse)
        self.camera = CameraView(desk, "studio-camera")
        self.camera.read.connect(self._on_seen)
        self.camera.lost.connect(self.refuse)
        self._take_button = Button(
            "studio-take", say("studio.take"), picture="camera", clicked=self._take
        )
        self._take_button.hide()
        self.camera.sees.connect(self._take_button.setVisible)
        self._code = label("", "heading", wraps=True)
        self._code.setObjectName("studio-code-read")
        self.form = ProductForm(desk, "studio", is_short=True)
        self._publish_button = Button(
            "studio-publish",
            say("studio.publish"),
            role="primary",
            is_large=True,
            clicked=self._publish,
        )
        keep = Button("studio-keep", say("studio.keep"), clicked=self._keep)
        left = QFrame()
        left.setProperty("role", "pane")
        shown = column(
            row(back, label(say("studio.step_photo"), "title"), None, gap=4),
            self.photo,
            self.camera,
            self._take_button,
            self._code,
            gap=12,
            margins=16,
        )
        shown.setStretch(1, 1)
        left.setLayout(shown)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(column(self.form, None, margins=(0, 0, 8, 0)))
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        acts = row(keep, self._publish_button)
        acts.setStretch(1, 1)
        right = QFrame()
        right.setProperty("role", "pane")
        asked = column(label(say("studio.step_price"), "title"), scroll, acts, gap=12, margins=16)
        asked.setStretch(1, 1)
        right.setLayout(asked)
        body = row(left, right, gap=16, margins=16)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        self.setLayout(body)

    # What the window asks

    def arrive(self) -> None:
        """Be ready for a name or a photograph."""
        self.form.name.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the camera while something may be photographed."""
        super().showEvent(event)
        self.camera.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the camera go."""
        super().hideEvent(event)
        self.camera.rest()

    def scanned(self, text: str) -> None:
        """Take a scanned code for the product in hand."""
        self.form.code.setText(text)
        self._look_up(text)

    def run(self, errand: Errand) -> None:
        """Begin with a code that nobody knew at the till, or with an image file."""
        if errand.what == "catalogue":
            self._reset()
            self.form.code.setText(str(errand.thing))
        elif errand.what == "photograph":
            self.take(Path(str(errand.thing)))

    def step_back(self) -> bool:
        """Go back to the catalogue; the fields keep what was typed."""
        self.asks.emit(Errand("catalogue"))
        return True

    def take(self, path: Path) -> None:
        """Use an image file as the photograph."""
        self.photo.take(path)

    # The photograph

    def _take(self) -> None:
        """Make a photograph of what is before the camera."""
        camera = self.desk.camera
        self.desk.tasks.outside(self, camera.take_picture, self.photo.take, self.refuse)

    def _on_seen(self, text: str) -> None:
        """Take an article's number that the camera sees, until one is written down."""
        if isinstance(read(text), ProductCode) and not self.form.code.text():
            self.scanned(text)

    def _on_photo(self, sha256: str, codes: tuple[str, ...]) -> None:
        self._photos = (sha256,)
        say = self.desk.say
        if codes:
            self.form.code.setText(codes[0])
            self._say_code(say("studio.code_read", code=codes[0]), "go")
            self._look_up(codes[0])
        else:
            self._say_code(say("studio.code_none"), "muted")
        (self.form.price if self.form.name.text() else self.form.name).setFocus()

    def _look_up(self, code: str) -> None:
        shop = self.desk.shop

        def find() -> ProductView | None:
            found: Scanned = selling.understand(shop, code)
            if isinstance(found, ProductFound):
                return catalogue.product(shop, found.item.product_id)
            return None

        self.desk.tasks.ledger(self, find, self._on_looked_up, self.refuse)

    def _on_looked_up(self, view: ProductView | None) -> None:
        if view is None:
            return
        self._standing = view
        self.form.show_product(view)
        self._say_code(self.desk.say("studio.known", name=view.name), "look")

    def _say_code(self, words: str, tone: str) -> None:
        self._code.setText(words)
        set_tone(self._code, tone)

    # Publishing

    def _publish(self) -> None:
        self._save(is_online=True)

    def _keep(self) -> None:
        self._save(is_online=False)

    def _save(self, *, is_online: bool) -> None:
        shop = self.desk.shop
        known = self._standing.photos if self._standing else ()
        photos = self._photos + tuple(each for each in known if each not in self._photos)
        was_online = self._standing is not None and self._standing.is_online
        draft = self.form.draft(photos, is_online=was_online)
        if not any(each.price for each in draft.variants):
            self.form.price.setFocus()
            self.tells.emit(Notice(self.desk.say("product.price_needed"), "look"))
            return
        self.attempt(lambda by: _save(shop, draft, by, is_online=is_online), self._on_saved)

    def _on_saved(self, done: tuple[ProductView, ShopError | None]) -> None:
        view, refusal = done
        if refusal is not None:
            self._standing = view
            self.form.show_product(view)
            self.refuse(refusal)
            return
        say = self.desk.say
        words = "studio.published" if view.is_online else "studio.kept"
        self.tells.emit(
            Notice(
                say(words, name=view.name),
                "go",
                act=say("studio.see"),
                then=lambda: self.asks.emit(Errand("catalogue", "open", view.id)),
            )
        )
        self._reset()

    def _reset(self) -> None:
        """Be ready for the next product; its section is likely the same."""
        section = self.form.category.currentText()
        self._photos, self._standing = (), None
        self.photo.clear()
        self.form.show_product(None)
        self.form.category.setCurrentText(section)
        self._say_code("", "muted")
        self.form.name.setFocus()

    def _read_categories(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: selling.categories(shop), self.form.show_categories, self.refuse
        )


def _save(
    shop: Shop, draft: ProductDraft, approved_by: str, *, is_online: bool
) -> tuple[ProductView, ShopError | None]:
    """Save the product and put it online. Runs on the ledger thread.

    The product is kept even when it cannot go online yet: why comes back beside it.
    """
    who = staff.current(shop).code
    view = cataloguing.save_product(shop, draft, who, approved_by).product
    if not is_online or view.is_online:
        return view, None
    try:
        return cataloguing.set_online(shop, view.id, True, who, approved_by).product, None
    except ShopError as refusal:
        return view, refusal
