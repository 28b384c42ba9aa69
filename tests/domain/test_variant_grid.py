from desktop.domain.sellable import Sellable
from desktop.domain.variant_grid import lay_out
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


def form(ident: str, **traits: str) -> Sellable:
    return Sellable(
        variant_id=ident,
        product_id="p",
        label="Pull",
        options=" · ".join(traits.values()),
        price=Money(59_00),
        vat=VatRate(2000),
        on_hand=Quantity(0),
        traits=tuple(traits.items()),
    )


def test_sizes_stand_across_and_colours_down_in_their_own_order() -> None:
    grid = lay_out(
        [
            form("a", taille="S", couleur="bleu"),
            form("b", taille="M", couleur="bleu"),
            form("c", taille="M", couleur="rouge"),
        ]
    )

    assert (grid.columns, grid.rows) == (("S", "M"), ("bleu", "rouge"))
    assert [[cell and cell.variant_id for cell in line] for line in grid.cells] == [
        ["a", "b"],
        [None, "c"],
    ]


def test_one_axis_is_one_row() -> None:
    grid = lay_out([form("a", taille="36"), form("b", taille="37")])

    assert (grid.columns, grid.rows) == (("36", "37"), ("",))


def test_three_axes_keep_every_form() -> None:
    grid = lay_out(
        [
            form("a", taille="S", couleur="bleu", coupe="droite"),
            form("b", taille="S", couleur="bleu", coupe="large"),
        ]
    )

    assert grid.rows == ("bleu · droite", "bleu · large")


def test_two_forms_of_the_same_words_are_both_there() -> None:
    grid = lay_out([form("a", taille="S"), form("b", taille="S")])

    assert [line[0] and line[0].variant_id for line in grid.cells] == ["a", "b"]
