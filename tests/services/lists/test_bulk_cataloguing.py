"""Many products at once leave what as many saves leave: rows, history, index and messages."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    archive_product,
    save_product,
    write_product,
)
from desktop.services.lists.bulk_cataloguing import fit, write_new_products
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_ROWS = {
    "category": "SELECT * FROM category ORDER BY position",
    "product": "SELECT * FROM product ORDER BY rowid",
    "variant": "SELECT * FROM variant ORDER BY rowid",
    "variant_code": "SELECT * FROM variant_code ORDER BY code",
    "product_photo": "SELECT * FROM product_photo ORDER BY rowid",
    "price_change": "SELECT * FROM price_change ORDER BY rowid",
    "stock_movement": "SELECT id, variant_id, delta, why, ref, at, op_id IN"
    " (SELECT op_id FROM outbox WHERE kind = 'stock.moves') FROM stock_movement ORDER BY rowid",
    "stock_level": "SELECT * FROM stock_level ORDER BY rowid",
    "tag_due": "SELECT * FROM tag_due ORDER BY rowid",
    "bundle_item": "SELECT * FROM bundle_item ORDER BY rowid",
    "variant_text": "SELECT * FROM variant_text ORDER BY id",
    # What it became is not copied a second time by the writer of many.
    "catalogue_change": "SELECT id, product_id, at, staff_code, before, undone_by, run_id"
    " FROM catalogue_change ORDER BY rowid",
    # What stands on the shelf is told in one message of many: what it says is the same.
    "outbox": "SELECT op_id, kind, v, at, CAST(body AS TEXT), result, code FROM outbox"
    " WHERE kind <> 'stock.moves' ORDER BY seq",
    "moves": "SELECT j.value FROM outbox o, json_each(CAST(o.body AS TEXT), '$.moves') j"
    " WHERE o.kind = 'stock.moves' ORDER BY o.seq, j.key",
    "own_edit": "SELECT * FROM own_edit ORDER BY op_id",
    "trigrams": "SELECT rowid FROM variant_trigram WHERE variant_trigram MATCH 'the' ORDER BY 1",
    "prefixes": "SELECT rowid FROM variant_prefix WHERE variant_prefix MATCH 'p*' ORDER BY 1",
}


def standing(work: UnitOfWork) -> dict[str, list[str]]:
    """Return every row, each id replaced by the place at which it first appears."""
    places: dict[str, str] = {}

    def place_of(found: re.Match[str]) -> str:
        return places.setdefault(found[0], f"#{len(places)}")

    return {
        table: [
            _ID.sub(place_of, json.dumps([*row], default=repr))
            for row in work.connection.execute(text(query))
        ]
        for table, query in _ROWS.items()
    }


def one_by_one(work: UnitOfWork, drafts: Sequence[ProductDraft]) -> list[str]:
    outcome = []
    for draft in drafts:
        try:
            with work.connection.begin_nested():
                write_product(work, draft, OWNER)
            outcome.append("")
        except RefusedError as refused:
            outcome.append(f"{refused.code} {refused.facts}")
    return outcome


def at_once(work: UnitOfWork, drafts: Sequence[ProductDraft]) -> list[str]:
    return [
        f"{each.code} {each.facts}" if isinstance(each, RefusedError) else ""
        for each in write_new_products(work, [*map(fit, drafts)], OWNER)
    ]


def a_draft(name: str, *forms: VariantDraft, **more: object) -> ProductDraft:
    variants = forms or (VariantDraft(price=Money(100)),)
    return ProductDraft(name=name, vat=VatRate(550), variants=variants, **more)  # type: ignore[arg-type]


def a_form_on_the_shelf() -> VariantDraft:
    return VariantDraft(price=Money(100), opening_stock=Quantity.pieces(3))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with an article on sale and one that was put away, both with code and reference."""
    with a_shop(tmp_path_factory.mktemp("bulk")).opened() as opened:
        save_product(
            opened,
            a_draft(
                "Thé", VariantDraft(price=Money(790), sku="SOLD", codes=("3017620422003", "CAISSE"))
            ),
            OWNER,
        )
        old = save_product(
            opened,
            a_draft("Vieux", VariantDraft(price=Money(1), sku="OLD", codes=("3229820129488",))),
            OWNER,
        )
        archive_product(opened, old.product.id, OWNER)
        yield opened


_names = st.sampled_from(["Thé", "Pull", "Œuf", "", "  ", "x" * 300, "Pain\u0000 d'épices"])
_forms = st.builds(
    VariantDraft,
    price=st.builds(Money, st.integers(-1, 100_000_001)),
    sku=st.sampled_from(["", "", "A1", "A2", "SOLD", "OLD", "A00003", "A00005", "s" * 41]),
    options=st.sampled_from([(), (("taille", "M"),), (("taille", "L"), ("couleur", "bleu"))]),
    codes=st.lists(
        st.sampled_from(
            ["3017620422003", "3229820129488", "5449000000996", "PRIVE", "CAISSE", "123"]
        ),
        max_size=2,
        unique=True,
    ).map(tuple),
    purchase_price=st.none() | st.builds(Money, st.integers(0, 500)),
    buffer=st.none() | st.builds(Quantity.pieces, st.integers(0, 3)),
    place=st.sampled_from(["", "B3"]),
    opening_stock=st.none() | st.builds(Quantity.pieces, st.integers(-2, 9)),
)
_drafts = st.builds(
    ProductDraft,
    name=_names,
    vat=st.sampled_from([VatRate(550), VatRate(2000)]),
    variants=st.lists(_forms, min_size=0, max_size=3).map(tuple),
    brand=st.sampled_from(["", "Marque"]),
    description=st.sampled_from(["", "Deux\nlignes"]),
    category_name=st.sampled_from(["", "Thés", "thes", "Épicerie"]),
    kind=st.sampled_from(["goods", "service", "deposit"]),
    unit=st.sampled_from([Unit.PIECE, Unit.PIECE, Unit.KILOGRAM]),
    flags=st.sampled_from([frozenset(), frozenset({"cold", "fragile"})]),
    photos=st.sampled_from([(), ("ab" * 32,), ("ab" * 32, "cd" * 32)]),
)


@settings(
    max_examples=60,
    deadline=None,
    # What is found to differ is a whole table: making the drafts smaller would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(drafts=st.lists(_drafts, max_size=8))
@example(drafts=[a_draft(name, a_form_on_the_shelf()) for name in ("Thé", "Pain", "Pull")])
def test_many_at_once_leave_what_as_many_saves_leave(
    shop: Shop, drafts: list[ProductDraft]
) -> None:
    with shop.begin() as work:
        wanted = one_by_one(work, drafts), standing(work)
    with shop.begin() as work:
        found = at_once(work, drafts), standing(work)
    assert found[0] == wanted[0]
    for table, rows in wanted[1].items():
        assert found[1][table] == rows, table


def test_codes_and_references_of_what_was_put_away_are_free_again(shop: Shop) -> None:
    draft = a_draft("Neuf", VariantDraft(price=Money(1), sku="OLD", codes=("3229820129488",)))
    with shop.begin() as work:
        assert at_once(work, [draft]) == [""]


def test_bundles_and_what_is_online_are_not_for_the_writer_of_many() -> None:
    with pytest.raises(ValueError, match="one by one"):
        fit(a_draft("Tôt", is_online=True))


def test_a_batch_of_nothing_writes_nothing(shop: Shop) -> None:
    with shop.begin() as work:
        before = standing(work)
        assert write_new_products(work, [], OWNER) == []
        assert standing(work) == before


def test_the_log_has_no_gap_after_many(shop: Shop, tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as other:
        with other.begin() as work:
            at_once(work, [a_draft(f"Tarte {n}") for n in range(120)])
            work.commit()
        with other.look() as look:
            seqs = look.connection.scalars(text("SELECT seq FROM outbox ORDER BY seq")).all()
            assert list(seqs) == list(range(1, len(seqs) + 1))
            assert look.connection.scalar(text("SELECT next_seq FROM stream")) == len(seqs) + 1
