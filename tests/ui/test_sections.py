"""The room of sections: the shop's tree is seen, changed by key and touch, and put back."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QTreeWidget, QTreeWidgetItemIterator

from desktop.services.goods import category_tree
from tests.support.a_shop import OWNER, AShop
from tests.ui.conftest import Counter, Opener

CONTROL = Qt.KeyboardModifier.ControlModifier


def shop_with_goods(builder: AShop) -> AShop:
    for name, section in (("Sencha", "Thés"), ("Miel", "Épicerie"), ("Éclair", "Gâteaux")):
        builder.with_product(name, 400, category=section)
    return builder


def sections_at(at: Counter) -> None:
    at.window.go("sections")
    at.settle()


def names(at: Counter) -> list[str]:
    tree = at.find("section-tree")
    assert isinstance(tree, QTreeWidget)
    found, walk = [], QTreeWidgetItemIterator(tree)
    while walk.value():
        item = walk.value()
        found.append(("-" if item.parent() else "") + item.text(0))
        walk += 1
    return found


def choose(at: Counter, box: str, words: str) -> None:
    found = at.find(box)
    assert isinstance(found, QComboBox)
    found.setCurrentIndex(found.findText(words))
    at.settle()


def write(at: Counter, field: str, words: str) -> None:
    found = at.find(field)
    assert isinstance(found, QLineEdit)
    found.setText(words)


def test_a_section_is_renamed_moved_and_put_back_by_key(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(shop_with_goods)
    no_sql_on_main.clear()
    sections_at(at)
    assert names(at) == ["Thés", "Épicerie", "Gâteaux"]

    at.key(Qt.Key.Key_Return)
    write(at, "section-name", "Thés et cafés")
    choose(at, "section-parent", "Épicerie")
    at.key(Qt.Key.Key_S, CONTROL)
    assert names(at) == ["Épicerie", "-Thés et cafés", "Gâteaux"]

    at.key(Qt.Key.Key_Z, CONTROL)
    assert names(at) == ["Thés", "Épicerie", "Gâteaux"]
    assert no_sql_on_main == []


def test_sections_change_places_and_become_one_by_touch(counter: Opener) -> None:
    at = counter(shop_with_goods)
    sections_at(at)
    at.press("section-down")
    assert names(at) == ["Épicerie", "Thés", "Gâteaux"]

    at.key(Qt.Key.Key_Return)
    choose(at, "section-into", "Gâteaux")
    at.press("section-merge")
    assert names(at) == ["Épicerie", "Gâteaux", "Thés (rangé)"]
    assert "Gâteaux" in at.window.banner.words

    at.press("section-undo")
    assert names(at) == ["Épicerie", "Thés", "Gâteaux"]


def test_a_new_section_is_typed_and_an_empty_one_is_put_away(counter: Opener) -> None:
    at = counter(shop_with_goods)
    sections_at(at)
    at.key(Qt.Key.Key_N, CONTROL)
    write(at, "section-name", "Noël")
    write(at, "section-market", "Fêtes > Noël")
    at.key(Qt.Key.Key_Return)
    made = category_tree.tree(at.shop)[-1]
    assert (made.name, made.market_path) == ("Noël", ("Fêtes", "Noël"))

    at.press("section-away")
    assert names(at)[-1] == "Noël (rangé)"
    at.press("section-back-again")
    assert names(at)[-1] == "Noël"
    assert at.find("section-away").isEnabled()


def test_what_is_being_typed_outlives_a_change_from_elsewhere(counter: Opener) -> None:
    at = counter(shop_with_goods)
    sections_at(at)
    at.key(Qt.Key.Key_Return)
    screen = at.window.screen_of("sections")
    assert screen.unsaved() is None
    write(at, "section-name", "Thés verts")
    category_tree.add(at.shop, "Noël", None, OWNER)
    at.settle()
    assert names(at)[-1] == "Noël"
    assert at.text("section-name") == "Thés verts"
    assert screen.unsaved() is not None
    at.key(Qt.Key.Key_S, CONTROL)
    assert screen.unsaved() is None
    assert names(at)[0] == "Thés verts"


def test_a_section_with_goods_says_why_it_stays(counter: Opener) -> None:
    at = counter(shop_with_goods)
    sections_at(at)
    at.key(Qt.Key.Key_Return)
    assert not at.find("section-away").isEnabled()
    assert at.window.screen_of("sections").isVisible()


def test_a_shop_without_sections_says_what_they_are_for(counter: Opener) -> None:
    at = counter(lambda builder: builder)
    sections_at(at)
    assert at.sees("section-none")
    category_tree.add(at.shop, "Thés", None, OWNER)
    at.settle()
    assert names(at) == ["Thés"]
    QTest.keyClick(at.find("section-tree"), Qt.Key.Key_Return)
    at.settle()
    assert at.text("section-name") == "Thés"
