from dataclasses import replace

import pytest

from printing.documents import Document, Shop
from printing.documents.keeping import UnreadableDocumentError, pack, unpack
from tests.printing.papers import a_test_page, every_paper


@pytest.mark.parametrize("name", every_paper())
def test_a_document_that_was_kept_is_the_same_when_it_is_read(name: str) -> None:
    document: Document = every_paper()[name]  # type: ignore[assignment]
    assert unpack(pack(document)) == document


def test_a_field_that_an_older_version_did_not_write_has_its_default() -> None:
    page = replace(a_test_page(), shop=Shop(name="Castagné"))
    older = pack(page).replace(b'"phone":"",', b'"fax":"",')
    assert older != pack(page)
    assert unpack(older) == page


@pytest.mark.parametrize(
    "packed", [b"", b"{}", b'{"kind":"Sonnet","document":{}}', b'{"kind":"TestPage","document":{}}']
)
def test_what_is_no_document_is_told_as_such(packed: bytes) -> None:
    with pytest.raises(UnreadableDocumentError):
        unpack(packed)
