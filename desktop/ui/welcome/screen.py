"""The first start: three steps, in any order, and a way to sell at once."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit

from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.team import staff
from desktop.services.town import link
from desktop.services.upkeep import house
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Screen
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, column, row


@dataclass(frozen=True, slots=True)
class _Progress:
    has_name: bool
    is_told: bool
    has_product: bool
    is_linked: bool


class WelcomeScreen(Screen):
    """Nothing here is required: selling can begin at any moment."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "welcome", desk.say("welcome.title"))
        say = desk.say
        self._signs: dict[str, QLabel] = {}
        self._name = QLineEdit()
        self._name.setObjectName("welcome-name")
        self._name.setAccessibleName(say("settings.name"))
        self._name.setMaxLength(120)
        self._name.setMinimumWidth(200)
        self._name.returnPressed.connect(self._save_name)
        save = Button("welcome-name-save", say("settings.save"), clicked=self._save_name)
        self._photograph = Button(
            "welcome-photograph",
            say("welcome.photograph"),
            picture="camera",
            clicked=self._asker(Errand("studio")),
        )
        to_link = Button(
            "welcome-link",
            say("welcome.link"),
            picture="link",
            clicked=self._asker(Errand("settings", "link")),
        )
        self._mentions = Button(
            "welcome-mentions",
            say("welcome.mentions"),
            picture="pencil",
            clicked=self._asker(Errand("settings", "open", "shop")),
        )
        title, sentence = label(say("welcome.hello"), "total"), label(say("welcome.sentence"))
        for words in (title, sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sell = Button(
            "welcome-sell",
            say("welcome.sell"),
            role="primary",
            is_large=True,
            clicked=self._asker(Errand("sale")),
        )
        steps = column(
            self._step("shop", row(self._name, save)),
            self._step("mentions", self._mentions),
            self._step("product", self._photograph),
            self._step("link", to_link),
            16,
            row(None, sell, None),
            gap=12,
        )
        middle = QFrame()
        middle.setMaximumWidth(860)
        middle.setLayout(column(title, sentence, 16, steps, gap=8))
        self.setLayout(column(None, row(None, middle, None), None, margins=24))
        desk.changes.on(self, ("catalogue", "link", "settings"), self._look)

    def arrive(self) -> None:
        """Show what is done already."""
        self._look()
        self._name.setFocus()

    def _asker(self, errand: Errand) -> Callable[[], object]:
        return lambda: self.asks.emit(errand)

    def _step(self, name: str, act: Part) -> QFrame:
        say = self.desk.say
        sign = label("", "title", "muted")
        sign.setFixedWidth(36)
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._signs[name] = sign
        step = QFrame()
        step.setObjectName(f"welcome-step-{name}")
        step.setProperty("role", "pane")
        words = column(
            label(say(f"welcome.step_{name}"), "heading"),
            label(say(f"welcome.step_{name}_how"), "note", wraps=True),
            gap=2,
        )
        line = row(sign, words, act, gap=16, margins=16)
        line.setStretch(1, 1)
        step.setLayout(line)
        return step

    def _look(self) -> None:
        shop = self.desk.shop

        def look() -> _Progress:
            page = catalogue.products(shop, ProductQuery(limit=1))
            named = bool(shop.profile.legal_name or shop.profile.name != "Comptoir")
            is_told = not shop.profile.lacks
            return _Progress(named, is_told, page.total > 0, link.link_status(shop).is_enrolled)

        self.desk.tasks.ledger(self, look, self._show)

    def _show(self, now: _Progress) -> None:
        say, colours = self.desk.say, Colours()
        done = {
            "shop": now.has_name,
            "mentions": now.is_told,
            "product": now.has_product,
            "link": now.is_linked,
        }
        for place, (name, sign) in enumerate(self._signs.items(), start=1):
            if done[name]:
                sign.setPixmap(picture("done", colours.go, 32))
                sign.setAccessibleName(say("welcome.done"))
            else:
                sign.setText(str(place))
        if now.has_name and not self._name.text():
            self._name.setText(self.desk.shop.profile.name)

    def _save_name(self) -> None:
        shop, name = self.desk.shop, self._name.text().strip()
        if not name:
            return

        def save() -> None:
            profile = structs.replace(shop.profile, name=name)
            house.change_settings(
                shop, structs.replace(shop.settings, profile=profile), staff.current(shop).code
            )

        def then(_done: None) -> None:
            self._look()
            self._photograph.setFocus()

        self.desk.tasks.ledger(self, save, then, self.refuse)
