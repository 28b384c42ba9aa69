from desktop.domain.size_run import read_sizes
from desktop.domain.variant_axes import axes_of, combine


def test_typed_lists_become_axes_in_their_order() -> None:
    assert read_sizes(" S, M ,, M;L ") == ("S", "M", "L")
    assert combine([("taille", ("S", "M")), ("couleur", ())]) == (
        (("taille", "S"),),
        (("taille", "M"),),
    )
    assert combine([]) == ((),)
    assert axes_of([(("taille", "S"),), (("taille", "M"),)]) == (("taille", ("S", "M")),)
