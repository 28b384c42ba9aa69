"""Allergens: read from a list's words, put in the law's order, put together over several goods."""

import pytest

from desktop.domain.allergens import read_allergens, together
from sync.kernel.allergen_names import NAMES, allergen_names
from sync.kernel.allergens import CODES, NONE, Allergen, in_order


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("milk eggs", ("eggs", "milk")),
        ("Lait, œufs ; fruits à coque", ("eggs", "milk", "nuts")),
        ("Contient du BLÉ et du soja", ("gluten", "soybeans")),
        ("noix de coco", ()),
        ("sans gluten, lactose", ("milk",)),
        ("gluten-free", ()),
        ("laitue", ()),
        ("Aucun", (NONE,)),
        ("none", (NONE,)),
        ("", ()),
    ],
)
def test_a_list_says_allergens_in_codes_or_in_words(written: str, meant: tuple[str, ...]) -> None:
    assert read_allergens(written) == meant


def test_each_allergen_is_read_back_from_its_own_names() -> None:
    for code in (*Allergen, NONE):
        read = {read_allergens(name) for name in (code, *NAMES[code][:1] * (code != NONE))}
        assert read == {(code.value if code != NONE else NONE,)}, code


def test_all_fourteen_have_a_name_in_both_languages() -> None:
    assert set(NAMES) == CODES
    assert len(Allergen) == 14
    assert allergen_names(("milk", "poudre de lune"), "fr_FR") == ("lait", "poudre de lune")
    assert allergen_names(("nuts",), "en") == ("nuts",)


def test_the_laws_order_holds_and_unknown_codes_are_left_out() -> None:
    assert in_order(["milk", "gluten", "moon", "milk"]) == ("gluten", "milk")
    assert in_order([NONE, "milk"]) == ("milk",)
    assert in_order([NONE]) == (NONE,)


def test_goods_together_hold_none_only_where_each_says_so() -> None:
    assert together([("milk",), (NONE,), ("gluten",)]) == ("gluten", "milk")
    assert together([(NONE,), (NONE,)]) == (NONE,)
    assert together([(NONE,), ()]) == ()
    assert together([]) == ()
