"""The settings: groups, the search, and what is changed but not saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QListWidget

from desktop.domain.roles import Act, Role
from desktop.services.team import people
from desktop.ui.settings.groups import GROUPS
from desktop.ui.widgets.chips import Chips
from desktop.ui.wording import Language
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

BREAD = "3017620422003"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, code=BREAD)


@pytest.fixture
def at(counter: Opener) -> Counter:
    at = counter(with_goods, size=(1024, 768))
    at.settings("shop")
    return at


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setText(words)
    at.settle()


def rows(at: Counter) -> list[str]:
    found = at.find("settings-groups")
    assert isinstance(found, QListWidget)
    return [found.item(place).text().replace("\n", " / ") for place in range(found.count())]


def test_one_group_is_shown_at_a_time_and_the_arrows_walk_them(at: Counter) -> None:
    assert at.sees("settings-city")
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Down)

    assert at.sees("settings-terminal-address")
    assert not at.sees("settings-city")
    assert len(rows(at)) == len(GROUPS)


def test_nothing_offers_to_save_before_something_is_changed(at: Counter) -> None:
    assert not at.sees("settings-changes")

    write(at, "settings-city", "Sceaux-sur-Mer")
    assert at.sees("settings-changes")
    write(at, "settings-city", at.shop.settings.profile.city)

    assert not at.sees("settings-changes")


def test_no_group_takes_what_is_set_for_a_change(at: Counter) -> None:
    for group in GROUPS:
        at.settings(group.name)
        assert not at.sees("settings-changes"), group.name


def test_all_of_a_group_is_saved_by_one_key(at: Counter) -> None:
    write(at, "settings-city", "Bagneux")
    language = at.find("settings-language-choice")
    assert isinstance(language, Chips)
    language.choose("en")
    assert at.shop.settings.profile.city != "Bagneux"

    at.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert (at.shop.settings.profile.city, at.shop.settings.language) == ("Bagneux", "en")
    assert not at.sees("settings-changes")


def test_changes_are_undone_as_a_whole(at: Counter) -> None:
    before = at.shop.settings
    write(at, "settings-city", "Bagneux")
    write(at, "settings-phone", "1")

    at.press("settings-undo")

    assert at.text("settings-city") == before.profile.city
    assert at.text("settings-phone") == before.profile.phone
    assert not at.sees("settings-changes")
    assert at.shop.settings == before


def test_leaving_with_changes_asks_and_staying_keeps_them(at: Counter) -> None:
    write(at, "settings-city", "Bagneux")

    at.key(Qt.Key.Key_F1)

    assert at.window.room == "settings"
    assert at.sees("settings-stay")
    at.key(Qt.Key.Key_Escape)
    assert at.window.room == "settings"
    assert not at.sees("settings-stay")
    assert at.text("settings-city") == "Bagneux"


@pytest.mark.parametrize(("button", "city"), [("settings-save", "Bagneux"), ("settings-undo", "")])
def test_who_leaves_saves_or_undoes_and_is_there(at: Counter, button: str, city: str) -> None:
    before = at.shop.settings.profile.city
    write(at, "settings-city", "Bagneux")
    at.key(Qt.Key.Key_F5)

    at.press(button)

    assert at.window.room == "till"
    assert at.shop.settings.profile.city == (city or before)
    at.settings("shop")
    assert at.text("settings-city") == (city or before)


def test_another_group_asks_about_changes_as_well(at: Counter) -> None:
    write(at, "settings-city", "Bagneux")
    at.settings("team")
    assert at.sees("settings-city")

    at.press("settings-save")

    assert at.sees("people-add")
    assert at.shop.settings.profile.city == "Bagneux"


def test_a_customer_is_served_at_once_and_the_changes_wait(at: Counter) -> None:
    write(at, "settings-city", "Bagneux")

    at.scan(BREAD)

    assert at.window.room == "sale"
    assert at.text("sale-total") == "1,30\u00a0€"
    at.window.go("settings")
    at.settle()
    assert at.text("settings-city") == "Bagneux"
    assert at.sees("settings-changes")


def test_what_cannot_be_saved_stays_to_be_put_right(at: Counter) -> None:
    at.settings("weighing")
    write(at, "settings-weight-prefixes", "7")
    at.key(Qt.Key.Key_F1)

    at.press("settings-save")

    assert at.window.room == "settings"
    assert at.window.banner.isVisible()
    assert at.text("settings-weight-prefixes") == "7"
    assert at.sees("settings-changes")


@pytest.mark.parametrize(
    ("typed", "row", "control"),
    [
        ("siret", "SIRET / Boutique", "settings-siret"),
        ("telephone", "Téléphone / Boutique", "settings-phone"),
        ("anglais", "Langue / Boutique", "settings-language-choice"),
        ("tiroir enc", "Ouvrir le tiroir à l'encaissement / Imprimantes", "settings-drawer"),
        ("TPE", "Terminal de carte / Caisse et paiements", "settings-terminal-address"),
        ("mot de passe", "Équipe / Équipe", "people-01"),
    ],
)
def test_a_setting_is_found_by_a_word_people_use(
    at: Counter, typed: str, row: str, control: str
) -> None:
    at.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    write(at, "settings-search", typed)
    assert rows(at)[0] == row

    at.key(Qt.Key.Key_Return)

    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == control
    at.key(Qt.Key.Key_Escape)
    assert len(rows(at)) == len(GROUPS)
    assert at.window.room == "settings"


def test_a_word_nobody_set_says_so(at: Counter) -> None:
    write(at, "settings-search", "xyz")

    assert rows(at) == ["Aucun réglage à ce mot"]
    at.key(Qt.Key.Key_Return)
    assert at.window.room == "settings"


def test_the_test_page_waits_for_a_printer_that_is_saved(at: Counter) -> None:
    at.settings("printers")
    at.press("settings-printer-add")
    write(at, "printer-address", "file:///dev/null")
    for _step in range(3):
        at.press("printer-next")
    at.press("printer-skip")
    at.press("printer-next")

    at.press("settings-printer-0-try")
    assert "Enregistrez d'abord" in at.window.banner.words
    at.press("banner-act")

    assert at.shop.settings.printers[0].address == "file:///dev/null"


def test_rights_of_two_roles_are_changed_before_they_are_saved(at: Counter) -> None:
    at.settings("team")
    chips, box = at.find("limits-role"), at.find("limits-move-cash")
    assert isinstance(chips, Chips)
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    chips.choose(Role.TRAINEE)
    box.setChecked(True)
    chips.choose(Role.SELLER)
    assert box.isChecked()

    at.press("settings-save")

    for role in (Role.SELLER, Role.TRAINEE):
        assert Act.MOVE_CASH in people.limits(at.shop, role).acts
    assert not at.sees("settings-changes")


def test_an_account_keeps_its_number_while_another_is_typed(at: Counter) -> None:
    at.settings("books")
    choice = at.find("accounts-choice")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(choice.findData("vat:2000"))
    write(at, "accounts-number", "44571")
    choice.setCurrentIndex(choice.findData("sales:2000"))
    write(at, "accounts-number", "7071")

    at.press("settings-save")

    assert at.shop.settings.accounts == {"vat:2000": "44571", "sales:2000": "7071"}


def test_a_name_half_typed_is_not_lost_by_the_way_back(at: Counter) -> None:
    at.settings("team")
    at.press("people-01")
    write(at, "people-name", "Anne")

    at.press("people-back")

    assert at.sees("settings-stay")
    at.press("settings-save")
    assert at.sees("people-add")
    assert people.people(at.shop)[0].name == "Anne"


@pytest.mark.parametrize("language", list(Language))
def test_the_question_fits_a_small_window(counter: Opener, language: Language) -> None:
    at = counter(with_goods, language=language, size=(1024, 768))
    at.settings("shop")
    write(at, "settings-city", "Bagneux")
    assert at.window.minimumSizeHint().width() <= 1024

    at.key(Qt.Key.Key_F1)

    assert at.window.minimumSizeHint().width() <= 1024
    for name in ("settings-stay", "settings-undo", "settings-save"):
        button = at.find(name)
        assert button.width() >= button.minimumSizeHint().width()
