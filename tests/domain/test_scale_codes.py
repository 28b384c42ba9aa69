import pytest

from desktop.domain.scale_codes import layouts, read_prefixes
from desktop.errors import RefusedError
from sync.kernel.gtin import WeighedLayout


def test_prefixes_are_read_however_they_are_parted() -> None:
    assert read_prefixes(" 21, 23;02 21\n291 ") == ("21", "23", "02", "291")
    assert read_prefixes("") == ()


@pytest.mark.parametrize("typed", ["30", "2", "1", "21a", "2111", "٢١", "03"])
def test_a_prefix_that_is_not_the_shops_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_prefixes(typed)
    assert refused.value.code == "prefix_invalid"


def test_layouts_fill_the_code_and_the_longer_prefix_is_tried_first() -> None:
    assert layouts(("21",), ("212",), 5) == (
        WeighedLayout("212", 4, 5, holds_price=True),
        WeighedLayout("21", 5, 5),
    )


def test_a_prefix_means_one_thing() -> None:
    with pytest.raises(RefusedError) as refused:
        layouts(("21", "22"), ("22",), 5)
    assert refused.value.code == "prefix_doubled"
