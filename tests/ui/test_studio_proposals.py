"""What the studio proposes of a product, and that nothing typed is overwritten."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.devices.label_reader import LabelReader
from desktop.services.drafting import label_lines, proposals
from desktop.services.drafting.proposals import Proposals, Seen
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import AShop
from tests.support.a_talk import ATalk
from tests.ui.conftest import Opener
from tests.ui.studio import (
    PATIENCE_MS,
    a_jar,
    jar_in,
    kept,
    open_studio,
    studio_of,
    type_price,
    without_network,
)
from tests.ui.test_camera import TEA


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return jar_in(tmp_path)


@pytest.fixture(autouse=True)
def plain_outlines() -> Iterator[None]:
    with without_network():
        yield


def test_a_proposal_says_where_it_comes_from_and_never_overwrites_what_was_typed(
    counter: Opener, jar: Path
) -> None:
    at, studio = open_studio(counter)
    studio.form.vat.setFocus()
    studio.form.vat.choose(2000)
    studio.form.vat.chosen.emit(2000)
    studio.take(jar)
    at.settle()
    chip = at.find("studio-proposal-vat")
    assert re.search("comme vos articles|usage du métier", chip.accessibleName())
    assert studio.form.vat.value == 2000
    at.press("studio-proposal-vat")


def test_a_code_the_shop_does_not_have_is_asked_of_the_town_and_named_by_it(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at, studio = open_studio(counter)
    towns = v1.TownSheet(gtin="3274080005003", name="Eau de source", vat_bp=550, shops=2)
    town = ATalk(at.shop, v1.SheetsPage(sheets=(towns,)))
    at.shop.conversation = town
    no_sql_on_main.clear()
    at.scan("3274080005003")
    assert town.asked == ["3274080005003"]
    assert studio.form.name.text() == "Eau de source"
    assert studio.form.price.hasFocus()
    assert "par la ville" in at.find("studio-proposal-name").accessibleName()
    assert no_sql_on_main == []
    at.shop.conversation = None


def test_a_code_of_the_shop_s_own_is_not_asked_of_the_town(counter: Opener) -> None:
    at, studio = open_studio(counter)
    town = ATalk(at.shop, v1.SheetsPage())
    at.shop.conversation = town
    at.scan(TEA)
    assert studio.form.name.text() == "Thé noir"
    assert town.asked == []
    at.shop.conversation = None


def test_a_proposal_that_comes_late_takes_no_price_from_under_the_fingers(
    counter: Opener,
) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Miel")
    studio.form.price.setFocus()
    at.type("8")
    studio.finding.propose("3017620429999")
    at.settle()
    at.type("90")
    assert studio.form.price.text() == "890"


def test_a_name_that_was_typed_brings_the_section_of_its_like(counter: Opener) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setFocus()
    at.type("The")
    at.key(Qt.Key.Key_Return)
    assert studio.form.price.hasFocus()
    assert studio.form.category.currentText() == "Épicerie"
    assert studio.form.vat.value == 550


class _ReadLabel:
    """What the extra that reads labels answers, where it is shown the jar alone."""

    boxes = (
        [[40.0, 110.0], [170.0, 110.0], [170.0, 140.0], [40.0, 140.0]],
        [[40.0, 180.0], [110.0, 180.0], [110.0, 192.0], [40.0, 192.0]],
    )
    txts = ("Confiture de mûres", "500 g")
    scores = (0.95, 0.95)


def test_what_the_label_says_is_proposed_where_the_extra_is_installed(
    counter: Opener, jar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label_lines, "can_read", lambda: True)
    reader = LabelReader(lambda: lambda _frame: _ReadLabel())
    monkeypatch.setattr(label_lines, "_readers", [reader])
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    reader.close()
    assert studio.form.name.text() == "Confiture de mûres"
    assert "étiquette" in at.find("studio-proposal-name").accessibleName()
    assert "500 g" in at.find("studio-proposal-content").accessibleName()
    studio.form.category.setCurrentText("Épicerie")
    type_price(at, studio, "5,90")
    at.key(Qt.Key.Key_Return)
    assert kept(at, "confiture").variants[0].content == Quantity(500, Unit.KILOGRAM)


def test_what_was_asked_before_never_replaces_what_is_proposed(
    counter: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    propose, overtaken, shown = proposals.propose, Event(), []

    def first_waits(shop: Shop, seen: Seen) -> Proposals:
        if not seen.name:
            overtaken.wait(PATIENCE_MS / 1000)
        return propose(shop, seen)

    monkeypatch.setattr(proposals, "propose", first_waits)
    studio.finding.proposed.connect(shown.append)
    studio.finding.propose("")
    studio.form.name.setText("Confiture")
    with qtbot.waitSignal(studio.finding.proposed, timeout=PATIENCE_MS):
        studio.finding.propose("")
    overtaken.set()
    at.settle()
    assert len(shown) == 1


def test_a_picture_the_shop_has_already_leads_to_its_product(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    studio.form.name.setText("Confiture")
    studio.form.price.setText("5,90")
    at.press("studio-keep")
    again = jar.with_name("again.jpg")
    a_jar().save(again, quality=80)
    studio.take(again)
    at.settle()
    assert "déjà cette photo" in at.text("studio-same-words")
    at.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.price.text() == "5,90"
    assert not at.sees("studio-same")
    at.press("studio-keep")
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 1


def test_f6_takes_the_section_proposed_next(counter: Opener) -> None:
    at = counter(
        lambda builder: builder.with_product("Pull marin", 59_00, category="Homme").with_product(
            "Pull torsadé", 69_00, category="Femme"
        )
    )
    studio = studio_of(at)
    studio.form.name.setFocus()
    at.type("Pull")
    at.key(Qt.Key.Key_Return)
    first = studio.form.category.currentText()
    at.key(Qt.Key.Key_F6)
    assert {first, studio.form.category.currentText()} == {"Homme", "Femme"}
    at.key(Qt.Key.Key_F6)
    assert studio.form.category.currentText() == first
    assert studio.form.price.hasFocus()


def test_any_section_that_is_offered_is_one_key_away(counter: Opener) -> None:
    def goods(builder: AShop) -> AShop:
        for name, section in (("Pull", "Homme"), ("Jupe", "Femme"), ("Bonnet", "Enfant")):
            builder.with_product(name, 4900, category=section)
        return builder

    at = counter(goods)
    studio = studio_of(at)
    at.settle()
    studio.form.price.setFocus()
    first, second, third = studio.form.sections.names

    at.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.category.currentText() == third
    # As the key of the 2 says it on a French keyboard.
    at.key(Qt.Key.Key_Eacute, Qt.KeyboardModifier.ControlModifier)
    assert studio.form.category.currentText() == second
    at.press("studio-section-1")
    assert studio.form.category.currentText() == first
    likeliest, next_best = at.find("studio-section-1"), at.find("studio-section-2")
    assert isinstance(likeliest, QAbstractButton)
    assert isinstance(next_best, QAbstractButton)
    assert likeliest.isChecked()
    assert not next_best.isChecked()
