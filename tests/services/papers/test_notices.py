"""The notice that the law wants at the till."""

from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.papers import notices
from tests.services.papers.test_receipts import a_counter
from tests.support.a_shop import a_shop


def test_the_notice_about_receipts_on_request_comes_out_of_the_receipt_printer(
    tmp_path: Path,
) -> None:
    with a_counter(tmp_path) as (shop, printer):
        notices.print_notice(shop)
        (paper,) = printer.wait_for_papers(1)

        words = " ".join(paper.text.split())
        assert "à la demande du client" in words
        assert "Librairie du Parc" in words
        assert paper.is_cut


def test_a_country_whose_law_wants_none_has_none(tmp_path: Path) -> None:
    with a_shop(tmp_path).in_country("BE").opened() as shop:
        assert notices.counter_notice(shop) == ""
        with pytest.raises(RefusedError, match="no_notice"):
            notices.print_notice(shop)
