"""The studio: photograph, price, publish."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget

from desktop.domain.scan import GOODS, Kind
from desktop.services.counter import selling
from desktop.services.drafting import photos, studio
from desktop.services.drafting.photos import Prepared, Shot
from desktop.services.drafting.proposals import Proposals
from desktop.services.drafting.studio import Kept, Swept
from desktop.services.goods.catalogue import ProductView
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.shortcuts import bind, bind_each
from desktop.ui.studio.finding import Finding
from desktop.ui.studio.pictures import Pictures, article_number
from desktop.ui.studio.product_pane import ProductPane
from desktop.ui.studio.saving import Saving
from desktop.ui.studio.shelf_pane import ShelfPane
from desktop.ui.studio.sources import Sources
from desktop.ui.studio.sweeps import Sweeps
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import column, row

_MODES = ("one", "colours", "shelf")


class StudioScreen(Screen):
    """Takes one product after the other; publishing leaves everything ready for the next.

    A photograph whose code the shop knows is added to that product instead of making a second one.
    In the mode of colours one photograph makes the variants of one product, in that of a shelf it
    makes a draft of each article on it.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "studio", desk.say("studio.title"))
        self._standing: ProductView | None = None
        self._last: ProductView | None = None
        self._saving = Saving(desk, self.attempt, self._on_saved, self._on_late)
        self._build()
        self._listen()
        desk.changes.on(self, ("catalogue",), self._read_categories)
        self._read_categories()
        self._reset()

    # --- built ----------------------------------------------------------------------------------

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        back = Button(
            "studio-back",
            role="icon",
            picture="back",
            spoken=say("studio.back"),
            clicked=lambda: self.asks.emit(Errand("catalogue")),
        )
        self._mode = Chips("studio-mode", say("studio.mode"))
        self._mode.show_choices([(each, say(f"studio.mode_{each}")) for each in _MODES], "one")
        self.photo = Pictures(desk)
        self.sources = Sources(desk, self.photo)
        stop = Button("studio-cancel", say("studio.cancel"))
        stop.hide()
        left = QFrame()
        left.setProperty("role", "pane")
        head = row(back, self._mode, stop, self.sources.other, self.sources.grey_button, gap=4)
        head.setStretch(1, 1)
        shown = column(head, self.sources, gap=8, margins=12)
        shown.setStretch(1, 1)
        left.setLayout(shown)
        self.pane = ProductPane(desk)
        self.form = self.pane.form
        self.finding = Finding(desk, self.form)
        self.shelf = ShelfPane(desk)
        self.sweeps = Sweeps(desk, self.shelf, stop, self.photo.say_empty)
        stop.clicked.connect(self.sweeps.stop)
        self._right = QStackedWidget()
        self._right.addWidget(self.pane)
        self._right.addWidget(self.shelf)
        body = row(left, self._right, gap=12, margins=12)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _listen(self) -> None:
        self._mode.chosen.connect(self._on_mode)
        self.photo.kept.connect(self._on_photo)
        self.photo.understood.connect(self._on_understood)
        self.photo.refused.connect(self.refuse)
        self.photo.changed.connect(self._on_pictures)
        self.sources.came.connect(self._on_came)
        self.sources.refused.connect(self.refuse)
        self.sources.says.connect(lambda words: self.tells.emit(Notice(words)))
        self.sources.phone.opened.connect(lambda is_open: self.photo.make_room(is_narrow=is_open))
        self.pane.ask_photo(self._has_photo)
        self.pane.publishes.connect(self._publish)
        self.pane.keeps.connect(self._keep)
        self.pane.likes_last.connect(self._like_last)
        self.pane.prints_labels.connect(self._print_labels)
        self.pane.shoots.connect(self.sources.shoot)
        self.pane.named.connect(self._on_named)
        self.pane.opens.connect(self.finding.open)
        self.finding.found.connect(self._on_known)
        self.finding.proposed.connect(self._on_proposed)
        self.finding.refused.connect(self.refuse)
        self.shelf.keeps.connect(self.sweeps.keep_shelf)
        self.sweeps.laid.connect(self._on_pieces)
        self.sweeps.swept.connect(self._on_swept)
        self.sweeps.refused.connect(self.refuse)
        self.sweeps.rested.connect(lambda: self._on_mode(self._mode.value))
        for name, act in {
            "publish": self._publish,
            "studio-shoot": self.sources.shoot,
            "studio-paste": self._paste,
            "studio-file": self.sources.ask,
            "studio-phone": self.sources.invite,
            "studio-grey": self.sources.balance,
            "studio-like-last": self._like_last,
            "studio-undo": self._undo,
            "studio-section": self.form.sections.go_on,
            "studio-same": self.pane.open_same,
        }.items():
            bind(self, name, act)
        bind_each(self, "studio-sections", self.form.sections.take)
        for field in self.pane.findChildren(QLineEdit):
            field.installEventFilter(self)

    # --- what the window asks -------------------------------------------------------------------

    @property
    def camera(self) -> QObject:
        """Return the camera's view."""
        return self.sources.camera

    def arrive(self) -> None:
        """Be ready for a name or a photograph."""
        self.form.name.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the camera while something may be photographed."""
        super().showEvent(event)
        self.sources.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the camera go, and the memory that cutting out takes."""
        super().hideEvent(event)
        self.sources.rest()
        if not self.photo.is_coming:
            self.desk.tasks.outside(self, photos.rest)
            self.finding.rest()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paste a picture though a field has the focus: none of them takes one."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and not QGuiApplication.clipboard().text()
            and self.sources.paste()
        ):
            return True
        return super().eventFilter(watched, event)

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep codes of goods, and what nobody knows yet."""
        del text
        return kind in GOODS

    def sees(self, kind: Kind, text: str) -> bool:
        """Take an article's number that the camera sees, until one is written down."""
        del text
        return kind is Kind.PRODUCT and not self.form.code.text()

    def scanned(self, text: str) -> None:
        """Take a scanned code for the product in hand."""
        self.form.take_code(text)
        self.finding.look_up(text)

    def run(self, errand: Errand) -> None:
        """Begin with a code that nobody knew at the till, or with an image file."""
        if errand.what == "catalogue":
            self._reset()
            self.form.code.setText(str(errand.thing))
            self.finding.look_up(str(errand.thing))
        elif errand.what == "photograph":
            self.take(Path(str(errand.thing)))

    def step_back(self) -> bool:
        """Go back to the catalogue; the fields keep what was typed."""
        if self.sources.close_panel():
            return True
        self.asks.emit(Errand("catalogue"))
        return True

    def take(self, path: Path) -> None:
        """Use an image file as the photograph."""
        self._on_came([path])

    # --- pictures -------------------------------------------------------------------------------

    def _on_mode(self, mode: object) -> None:
        self._right.setCurrentWidget(self.shelf if mode == "shelf" else self.pane)
        empty = "studio.empty" if mode == "one" else f"studio.empty_{mode}"
        self.photo.say_empty(self.desk.say(empty))

    def _on_came(self, sources: list[Path | bytes]) -> None:
        match self._mode.value:
            case "colours" if self.form.colours is None:
                self._refuse_colours()
            case "colours":
                self.sweeps.lay_apart(sources[0])
            case "shelf":
                self.sweeps.read_shelf(sources[0])
            case _:
                for each in sources:
                    self.photo.take(each)

    def _paste(self) -> None:
        if not self.sources.paste():
            self.tells.emit(Notice(self.desk.say("studio.no_picture_pasted"), "look"))

    def _on_pictures(self) -> None:
        self.sources.set_free(is_free=self.photo.is_empty)
        self.pane.tell_lacks()

    def _has_photo(self) -> bool:
        has_own = self._standing is not None and bool(self._standing.photos)
        return has_own or not self.photo.is_empty

    def _on_understood(self, shot: Shot) -> None:
        code, say = article_number(shot), self.desk.say
        self.finding.see(shot)
        if code and not self.form.code.text():
            self.form.take_code(code)
        code = self.form.code.text()
        if code:
            self.pane.say_code(say("studio.code_read", code=code), "go")
            self.finding.look_up(code)
        else:
            self.pane.say_code(say("studio.code_none"), "muted")
            self.finding.propose("")

    def _on_photo(self, _sha256: str, _codes: tuple[str, ...]) -> None:
        if not self.form.price.hasFocus():
            self.pane.take_focus()

    # --- what is known of it --------------------------------------------------------------------

    def _on_known(self, view: ProductView, variant_id: str) -> None:
        """Take a product of the shop in hand; of several sizes the scanned one is meant."""
        if self._standing is not None and self._standing.id == view.id:
            if self.form.hold(variant_id):
                self.pane.take_focus()
            return
        self._standing = view
        self.finding.stand()
        self.pane.show_product(view, variant_id)
        self.pane.say_code(self.desk.say("studio.known", name=view.name), "look")
        self.photo.show_file(view.photo)
        self.pane.take_focus()

    def _on_proposed(self, found: Proposals) -> None:
        self.pane.propose(found)
        self.pane.take_focus()

    def _on_named(self) -> None:
        if self._standing is None:
            self.finding.propose(self.form.code.text())

    # --- saving ---------------------------------------------------------------------------------

    def _publish(self) -> None:
        if self._mode.value == "shelf":
            self.sweeps.keep_shelf()
        else:
            self._save(wants_online=True)

    def _keep(self) -> None:
        self._save(wants_online=False)

    def _save(self, *, wants_online: bool) -> None:
        known = self._standing.photos if self._standing else ()
        pictures = tuple(dict.fromkeys((*self.photo.shas, *known)))
        was_online = self._standing is not None and self._standing.is_online
        draft = self.form.draft(pictures, is_online=was_online)
        if self.form.lacks_price:
            self.form.price.setFocus()
            self.tells.emit(Notice(self.desk.say("product.price_needed"), "look"))
            return
        self._saving.save(
            draft,
            self.form.saved_words,
            wants_online=wants_online,
            gives_codes=len(draft.variants) > 1,
            pictures=self.photo if self.photo.is_coming else None,
        )

    def _on_saved(self, kept: Kept, away: str, *, waits_for_photo: bool) -> None:
        say, view = self.desk.say, kept.product
        named = ", ".join(say(f"lack.{each}") for each in kept.lacks)
        if waits_for_photo:
            words, tone = say("studio.kept_photo_coming", name=view.name), "go"
        elif kept.lacks:
            words, tone = say("studio.kept_waits", name=view.name, lacks=named), "look"
        else:
            told = "studio.published" if view.is_online else "studio.kept"
            words, tone = say(told, name=view.name), "go"
        words, tone = f"{words} {away}".strip(), "look" if away else tone
        self.tells.emit(Notice(words, tone, act=say("studio.undo"), then=self._undo))
        self._last = view
        self.finding.section = view.category_id or ""
        self._reset()
        self.sources.hand_next()

    def _on_late(self, kept: Kept) -> None:
        """Tell that a product went online when its picture was ready, unless all is said already."""
        if kept.lacks:
            say = self.desk.say
            named = ", ".join(say(f"lack.{each}") for each in kept.lacks)
            words = say("studio.kept_waits", name=kept.product.name, lacks=named)
            self.tells.emit(Notice(words, "look"))

    def _undo(self) -> None:
        changes = self._saving.give_up_last()
        if not changes:
            return
        shop, say = self.desk.shop, self.desk.say

        def then(view: ProductView | None) -> None:
            if view is not None:
                self.tells.emit(Notice(say("studio.undone", name=view.name)))

        self.attempt(lambda by: studio.take_back(shop, changes, staff.current(shop).code, by), then)

    def _print_labels(self) -> None:
        if self._last is not None:
            self.asks.emit(Errand("tags", "product", self._last.id))

    def _like_last(self) -> None:
        if self._last is not None and self._standing is None:
            self.pane.show_like(self._last)
            self.pane.take_focus()

    def _reset(self) -> None:
        """Be ready for the next product; its section is likely the same."""
        section = self.form.category.currentText()
        self._standing = None
        self.finding.begin()
        self.photo.clear()
        self.pane.show_product(None)
        self.form.category.setCurrentText(section)
        last = self._last
        self.pane.offer_last(
            is_there=last is not None, has_labels=last is not None and len(last.variants) > 1
        )
        self.pane.say_code("", "muted")
        self._on_pictures()
        self._on_mode(self._mode.value)
        self.form.name.setFocus()

    # --- sweeps ---------------------------------------------------------------------------------

    def _on_pieces(self, pieces: tuple[Prepared, ...]) -> None:
        """Add a picture and a colour for each thing; the sizes of a known product stay."""
        say, before = self.desk.say, self.form.colours
        names: list[str] = []
        for place, each in enumerate(pieces, start=1):
            name = say(f"colour.{each.colours[0].code}") if each.colours else f"{place}"
            names.append(name if name not in names else f"{name} {place}")
        if not self.form.lay_colours(tuple(names)):
            self._refuse_colours()
            return
        self.photo.take_prepared(pieces)
        if self._standing is None:
            self.pane.say_code(say("studio.grid_how"), "go")
        elif before:
            self.pane.say_code(say("studio.colours_added", name=self._standing.name), "go")
        else:
            words = say("studio.colours_first", name=self._standing.name, first=names[0])
            self.pane.say_code(words, "look")
        self.finding.propose("")

    def _refuse_colours(self) -> None:
        self.tells.emit(Notice(self.desk.say("studio.colours_locked"), "look"))

    def _on_swept(self, swept: Swept) -> None:
        say = self.desk.say
        words = say("studio.shelf_kept", n=swept.drafts, known=swept.known)

        def review() -> None:
            self.asks.emit(Errand("review", "open", swept.batch))

        self.tells.emit(Notice(words, "go", act=say("studio.review"), then=review))

    def _read_categories(self) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: selling.categories(shop), self.form.show_categories, self.refuse
        )
