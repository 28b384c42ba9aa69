"""The rooms for promotions and customers, through real widgets."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.domain.promotions import PromotionKind
from desktop.services.counter import customers, promotions
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.promotions import Standing
from desktop.ui.promotions.fields import read_day, read_minute
from desktop.ui.promotions.screen import PromotionsScreen
from desktop.ui.sale.screen import SaleScreen
from desktop.ui.wording import Language
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 11, 23)


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Savon", 450, category="Soins").with_product("Pain", 115)


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.clear()
    field.insert(words)


def a_form(at: Counter, kind: PromotionKind) -> PromotionsScreen:
    """Return the promotions' room with an empty form of a kind, reached by keys alone."""
    at.key(Qt.Key.Key_F4)
    at.key(Qt.Key.Key_P, CTRL)
    at.key(Qt.Key.Key_N, CTRL)
    screen = at.window.screen_of("promotions")
    assert isinstance(screen, PromotionsScreen)
    screen.form._kind.choose(kind)
    return screen


@pytest.mark.parametrize(
    ("kind", "figures", "says", "shows"),
    [
        (
            PromotionKind.PERCENTAGE,
            {"promotion-share": "20"},
            "20\u00a0% de remise sur tout le magasin.",
            "1 × 10,00\u00a0€ = 8,00\u00a0€ au lieu de 10,00\u00a0€.",
        ),
        (
            PromotionKind.AMOUNT,
            {"promotion-euros": "1,50"},
            "1,50\u00a0€ de remise par article sur tout le magasin.",
            "1 × 10,00\u00a0€ = 8,50\u00a0€ au lieu de 10,00\u00a0€.",
        ),
        (
            PromotionKind.N_FOR_M,
            {"promotion-count": "3", "promotion-paid": "2"},
            "Pour 3 articles pris, le moins cher est offert\u00a0: tout le magasin.",
            "3 × 10,00\u00a0€ = 20,00\u00a0€ au lieu de 30,00\u00a0€.",
        ),
        (
            PromotionKind.BUNDLE,
            {"promotion-count": "5", "promotion-euros": "10"},
            "5 articles au choix pour 10,00\u00a0€\u00a0: tout le magasin.",
            "5 × 3,00\u00a0€ = 10,00\u00a0€ au lieu de 15,00\u00a0€.",
        ),
    ],
)
def test_the_form_says_what_it_will_do_and_shows_an_example(
    counter: Opener, kind: PromotionKind, figures: dict[str, str], says: str, shows: str
) -> None:
    at = counter(with_goods)
    a_form(at, kind)
    for name, figure in figures.items():
        write(at, name, figure)

    assert at.text("promotion-sentence") == says
    assert at.text("promotion-example") == f"Exemple\u00a0: {shows}"


def test_a_promotion_is_written_down_by_keys_and_named_by_what_it_does(counter: Opener) -> None:
    at = counter(with_goods)
    a_form(at, PromotionKind.N_FOR_M)

    at.key(Qt.Key.Key_S, CTRL)

    (view,) = promotions.promotions(at.shop)
    assert (view.draft.name, view.standing) == ("3 pour 2", Standing.RUNS)
    assert at.find("promotion-0").accessibleName().startswith("3 pour 2, Pour 3 articles")


def test_days_hours_section_and_group_are_in_the_sentence(counter: Opener) -> None:
    at = counter(with_goods)
    screen = a_form(at, PromotionKind.PERCENTAGE)
    write(at, "promotion-share", "20")
    write(at, "promotion-starts", "1/12")
    write(at, "promotion-ends", "15/12")
    write(at, "promotion-from", "17h")
    write(at, "promotion-until", "18:30")
    for day in (5, 6):
        at.press(f"promotion-day-{day}")
    write(at, "promotion-group", "club")
    screen.form.targets._line.entered.emit("soin")
    at.settle()

    assert at.text("promotion-sentence") == (
        "20\u00a0% de remise sur Soins, du 1er décembre 2026 au 15 décembre 2026, le lundi, mardi,"
        " mercredi, jeudi, vendredi, de 17:00 à 18:30, pour le groupe «\u00a0club\u00a0»."
    )
    at.press("promotion-save")
    (view,) = promotions.promotions(at.shop)
    assert view.standing is Standing.TO_COME
    assert view.draft.weekdays == 0b001_1111


def test_what_is_no_day_is_said_and_not_saved(counter: Opener) -> None:
    at = counter(with_goods)
    a_form(at, PromotionKind.PERCENTAGE)
    write(at, "promotion-ends", "31/2")

    assert "15/12" in at.text("promotion-sentence")
    assert not at.find("promotion-save").isEnabled()


def test_a_menu_wants_two_parts(counter: Opener) -> None:
    at = counter(with_goods)
    screen = a_form(at, PromotionKind.MENU)
    write(at, "promotion-euros", "5")
    assert not at.find("promotion-save").isEnabled()

    for name in ("savon", "pain"):
        screen.form.targets._line.entered.emit(name)
        at.settle()

    assert at.text("promotion-sentence") == "Savon + Pain ensemble pour 5,00\u00a0€."
    at.press("promotion-untarget-0")
    assert not at.find("promotion-save").isEnabled()


def test_a_promotion_is_opened_changed_and_stopped(counter: Opener) -> None:
    at = counter(with_goods)
    a_form(at, PromotionKind.PERCENTAGE)
    at.press("promotion-save")
    at.press("promotion-0")
    write(at, "promotion-share", "30")
    at.press("promotion-save")
    assert promotions.promotions(at.shop)[0].draft.basis_points == 3000

    at.press("promotion-0")
    at.press("promotion-stop")

    assert promotions.promotions(at.shop)[0].standing is Standing.STOPPED
    assert promotions.read(at.shop) == ()


def test_escape_goes_from_the_form_to_the_list_to_the_catalogue(counter: Opener) -> None:
    at = counter(with_goods)
    a_form(at, PromotionKind.PERCENTAGE)

    at.key(Qt.Key.Key_Escape)
    assert at.window.room == "promotions"
    assert at.sees("promotion-none-act")
    at.key(Qt.Key.Key_Escape)

    assert at.window.room == "catalogue"


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_has_its_words_in_both_languages(counter: Opener, language: Language) -> None:
    at = counter(with_goods, language=language, size=(1024, 768))
    screen = a_form(at, PromotionKind.PERCENTAGE)
    for kind in PromotionKind:
        screen.form._kind.choose(kind)
        assert at.text("promotion-sentence")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15/12", date(2026, 12, 15)),
        ("1.3.27", date(2027, 3, 1)),
        ("1-3-2027", date(2027, 3, 1)),
        ("1/3", date(2027, 3, 1)),
        ("22/11", date(2026, 11, 22)),
        ("29/2", None),
        ("31/4/2027", None),
        ("demain", None),
        ("", None),
    ],
)
def test_days_are_typed_the_short_way(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_day_an_hour_or_none(typed: str) -> None:
    assert isinstance(read_day(typed, TODAY), date | None)
    minute = read_minute(typed)
    assert minute is None or 0 <= minute <= 1440


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("14", 840), ("14h30", 870), ("14:05", 845), ("24", 1440), ("24:01", None), ("9h60", None)],
)
def test_hours_are_typed_the_short_way(typed: str, minute: int | None) -> None:
    assert read_minute(typed) == minute


def test_a_customer_is_written_down_found_and_sold_to(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_K, CTRL)
    at.press("buyer-file")
    assert at.window.room == "customers"
    at.key(Qt.Key.Key_N, CTRL)
    write(at, "customer-name", "Zoé Müller")
    write(at, "customer-groups", "club, voisins")
    at.key(Qt.Key.Key_S, CTRL)
    (view,) = customers.search(at.shop)
    assert view.draft.groups == ("club", "voisins")
    assert at.find("customer-0").accessibleName() == "Zoé Müller"

    at.press("customer-sell")

    assert at.window.room == "sale"
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    assert screen.cart.buyer == view.buyer


def test_erasing_a_customer_asks_first(counter: Opener) -> None:
    at = counter(with_goods)
    customers.add(at.shop, CustomerDraft(name="Zoé"))
    at.window.go("customers")
    at.settle()
    at.press("customer-0")
    at.press("customer-forget")
    at.press("customer-erase-no")
    assert len(customers.search(at.shop)) == 1

    at.press("customer-forget")
    at.press("customer-erase-yes")

    assert customers.search(at.shop) == ()
    assert not at.sees("customer-0")


def test_a_customer_without_a_name_is_told_so(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("customers")
    at.press("customer-new")
    QTest.keyClick(at.find("customer-name"), Qt.Key.Key_Return)
    at.settle()

    assert "nom" in at.text("banner-words")
    assert customers.search(at.shop) == ()
