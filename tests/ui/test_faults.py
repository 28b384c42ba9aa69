"""The disk fails while a customer pays: one sentence, the basket stays, and then it goes on."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtCore import Qt

from desktop.services import database
from desktop.services.counter import selling
from desktop.services.shop import Shop
from desktop.ui.wording import Language
from tests.services.test_faults import full_disk, held_by_another, read_only_disk
from tests.support.a_shop import AShop
from tests.ui.conftest import Opener

BREAD = "3017620422003"
WORDS = {
    Language.FRENCH: {
        full_disk: "Disque plein. Il n'y a plus de place\u00a0: rien n'a été enregistré. Faites de la",
        read_only_disk: "Base en lecture seule. On ne peut pas écrire dans",
        held_by_another: "Base occupée. Un autre programme tient",
    },
    Language.ENGLISH: {
        full_disk: "Disk full. There is no room left: nothing was recorded. Make room, then",
        read_only_disk: "Database read-only.",
        held_by_another: "Database busy. Another program holds",
    },
}


def with_bread(builder: AShop) -> AShop:
    return builder.with_product("Pain", 1_15, vat=550, code=BREAD, stock=5000)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("fault", [full_disk, read_only_disk, held_by_another])
def test_a_payment_that_cannot_be_written_keeps_the_basket_and_is_taken_once_it_can(
    counter: Opener,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Shop], AbstractContextManager[None]],
    language: Language,
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    at = counter(with_bread, language=language)
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    with fault(at.shop):
        before = len(selling.sales_today(at.shop))
        at.press("pay-cash-exact")
        assert at.text("banner-words").startswith(WORDS[language][fault])
        assert "Traceback" not in at.text("banner-words")
        assert not at.sees("done-change")
        assert len(selling.sales_today(at.shop)) == before

    # The basket is there as it was: the same two keys as before.
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert at.sees("done-change")
    assert len(selling.sales_today(at.shop)) == before + 1
