"""Many new products at once: what `cataloguing.save_product` leaves, at a hundredth of the cost.

The limits are those of `product_drafts.checked`, the rows and messages those of `product_rows`; here
is only how hundreds of them are looked up and written together. A test compares both ways.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Table, func, select

from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange, PriceChange
from desktop.services.counter.search_index import learn, text_of
from desktop.services.goods.catalogue import PHOTOS, PRODUCTS, VARIANTS
from desktop.services.goods.categories import Tree
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft, checked
from desktop.services.goods.product_rows import (
    ONE_PIECE,
    form_message,
    new_product,
    price_row,
    product_columns,
    series_of,
    sheet_message,
    variant_columns,
)
from desktop.services.goods.tag_queue import mark
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Topic
from desktop.services.stockroom.stock import move_all_and_tell
from desktop.services.town.outbox import News, append_all
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_ids

_Row = dict[str, object]

_skus_in_use = Prepared(
    "SELECT v.sku, p.name, v.archived_at IS NULL AND p.archived_at IS NULL AS is_sold"
    " FROM json_each(:names) j JOIN variant v ON v.sku = j.value"
    " JOIN product p ON p.id = v.product_id"
)
_codes_in_use = Prepared(
    "SELECT c.code, p.name, v.archived_at IS NULL AND p.archived_at IS NULL AS is_sold"
    " FROM json_each(:names) j JOIN variant_code c ON c.code = j.value"
    " JOIN variant v ON v.id = c.variant_id JOIN product p ON p.id = v.product_id"
)
_free_sku = Prepared("UPDATE variant SET sku = id WHERE sku = :sku")
_sku_is_there = Prepared("SELECT id FROM variant WHERE sku = :sku")
_write_code = Prepared(
    "INSERT INTO variant_code (code, variant_id, pack) VALUES (:code, :variant_id, :pack)"
    " ON CONFLICT (code) DO UPDATE SET variant_id = excluded.variant_id, pack = excluded.pack"
)
_PRICES, _CHANGES = table_of(PriceChange), table_of(CatalogueChange)
_insert = {
    table: PreparedInsert(table) for table in (PRODUCTS, VARIANTS, PHOTOS, _PRICES, _CHANGES)
}

_NO_OPTIONS: dict[str, str] = {}
_NEW_VARIANT: _Row = {"price_ver": 0, "deposit_variant_id": None}
"""What no draft names of a variant."""


@dataclass(frozen=True, slots=True)
class Written:
    """A product that was made, and its variants in the order of the draft."""

    product_id: str
    variant_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A draft that was checked; only `fit` makes one."""

    draft: ProductDraft


def fit(draft: ProductDraft) -> Fit | RefusedError:
    """Return a new product as it may be written, or why it may not: no database is asked.

    Raises:
        ValueError: it is there already, a bundle or to be online: those are written one by one.
    """
    if draft.id or draft.is_online or any(form.id or form.parts for form in draft.variants):
        raise ValueError("bundles and what is there or online are written one by one")
    try:
        return Fit(checked(draft))
    except RefusedError as refused:
        return refused


def write_new_products(
    work: UnitOfWork, drafts: Sequence[Fit | RefusedError], staff: str, run_id: str = ""
) -> list[Written | RefusedError]:
    """Make products in a transaction of the caller; one that cannot be leaves nothing behind.

    Args:
        work: the running transaction; a few hundred products take it a twentieth of a second.
        drafts: as `fit` found them; what was refused is passed through.
        staff: code of who does it.
        run_id: the import they are part of.

    Returns:
        What became of each draft: refused for what `cataloguing.write_product` would refuse.
    """
    batch = _Batch(work, staff, run_id)
    outcome = _taken(batch, drafts)
    batch.write()
    return outcome


def try_new_products(
    work: UnitOfWork, drafts: Sequence[Fit | RefusedError], staff: str
) -> list[Written | RefusedError]:
    """Return what `write_new_products` would, in a transaction that is not to be committed."""
    return _taken(_Batch(work, staff, ""), drafts)


def _taken(batch: "_Batch", drafts: Sequence[Fit | RefusedError]) -> list[Written | RefusedError]:
    batch.look_up([each.draft for each in drafts if isinstance(each, Fit)])
    return [batch.take(each.draft) if isinstance(each, Fit) else each for each in drafts]


def _packs(form: VariantDraft) -> dict[str, int]:
    """Return how much each code of a new form stands for."""
    packs = dict.fromkeys(form.codes, ONE_PIECE)
    if form.packs:
        packs |= {code: size.thousandths for code, size in form.packs if code in packs}
    return packs


class _InUse:
    """Names that find an article: those of the database and those taken by this batch."""

    def __init__(self, refusal: str, fact: str) -> None:
        self._refusal, self._fact = refusal, fact
        self._sold: dict[str, str] = {}
        self._archived: set[str] = set()

    def load(self, rows: Iterable[Any]) -> None:
        for name, product, is_sold in rows:
            if is_sold:
                self._sold[name] = product
            else:
                self._archived.add(name)

    def refuse_taken(self, name: str, claimed: Mapping[str, str]) -> None:
        product = claimed.get(name) or self._sold.get(name)
        if product is not None:
            facts: dict[str, object] = {self._fact: name, "product": product}
            raise RefusedError(self._refusal, **facts)

    def claim(self, claimed: Mapping[str, str]) -> list[str]:
        """Keep names for this batch and return those that archived articles had."""
        self._sold |= claimed
        given_up = [name for name in claimed if name in self._archived]
        self._archived.difference_update(given_up)
        return given_up


class _Batch:
    """Gathers the rows and messages of accepted products, and writes each kind at once."""

    def __init__(self, work: UnitOfWork, staff: str, run_id: str) -> None:
        self._work, self._staff, self._run_id = work, staff, run_id
        self._series = series_of(work.shop.settings.till)
        self._skus, self._codes = _InUse("sku_taken", "sku"), _InUse("code_taken", "code_text")
        self._tree = Tree(work.connection)
        #: Categories by the spellings of the drafts.
        self._sections: dict[str, str] = {}
        #: One list for all that bear the same flags: it is put into JSON once.
        self._flags: dict[frozenset[str], object] = {}
        self._allergens: dict[tuple[str, ...], object] = {}
        self._standing_forms = 0
        self._rows: defaultdict[Table, list[_Row]] = defaultdict(list)
        self._code_rows: list[_Row] = []
        self._texts: list[dict[str, str]] = []
        self._news: list[News] = []
        #: Of each movement its variant and how much.
        self._moves: list[tuple[str, int]] = []
        self._tags: dict[str, str] = {}
        self._given_up: list[str] = []
        self._ids: Iterator[str] = iter(())

    def look_up(self, drafts: Sequence[ProductDraft]) -> None:
        """Read what the drafts may collide with, in two questions."""
        connection = self._work.connection
        forms = [*chain.from_iterable(draft.variants for draft in drafts)]
        self._skus.load(_skus_in_use.all(connection, {"names": json.dumps([f.sku for f in forms])}))
        codes = [code for form in forms for code in form.codes]
        self._codes.load(_codes_in_use.all(connection, {"names": json.dumps(codes)}))
        if any(not form.sku for form in forms):
            self._standing_forms = (
                connection.scalar(select(func.count()).select_from(VARIANTS)) or 0
            )
        # A product and its change; a variant and its price.
        self._ids = iter(new_ids(2 * (len(drafts) + len(forms))))

    def take(self, draft: ProductDraft) -> Written | RefusedError:
        """Accept a product, or say why it cannot be."""
        skus: dict[str, str] = {}
        codes: dict[str, str] = {}
        try:
            named = [self._name(form, draft.name, skus) for form in draft.variants]
            for form in draft.variants:
                for code in form.codes:
                    self._codes.refuse_taken(code, codes)
                    codes[code] = draft.name
        except RefusedError as refused:
            return refused
        self._given_up += self._skus.claim(skus)
        self._codes.claim(codes)
        return self._accept(draft, named)

    def _name(self, form: VariantDraft, product: str, claimed: dict[str, str]) -> str:
        """Return the variant's reference, the next of the till's own series if it has none."""
        sku = form.sku or self._next_sku(claimed)
        self._skus.refuse_taken(sku, claimed)
        claimed[sku] = product
        return sku

    def _next_sku(self, claimed: Mapping[str, str]) -> str:
        count = self._standing_forms + len(self._rows[VARIANTS]) + len(claimed)
        while True:
            count += 1
            sku = f"{self._series}{count:05d}"
            try:
                self._skus.refuse_taken(sku, claimed)
            except RefusedError:
                continue
            if _sku_is_there.first(self._work.connection, {"sku": sku}) is None:
                return sku

    def _accept(self, draft: ProductDraft, skus: Sequence[str]) -> Written:
        product_id, at = next(self._ids), self._work.at
        category_id = self._category(draft)
        columns = product_columns(draft, category_id, at)
        columns["flags"] = self._flags.setdefault(draft.flags, columns["flags"])
        columns["allergens"] = self._allergens.setdefault(draft.allergens, columns["allergens"])
        self._rows[PRODUCTS].append(new_product(product_id, columns, at))
        variant_ids = [next(self._ids) for _ in draft.variants]
        folded = fold(draft.name)
        forms = []
        for place, (variant_id, sku, form) in enumerate(
            zip(variant_ids, skus, draft.variants, strict=True)
        ):
            packs = _packs(form)
            columns = variant_columns(form, place, sku)
            columns["options"] = columns["options"] or _NO_OPTIONS
            columns |= _NEW_VARIANT
            columns["id"], columns["product_id"] = variant_id, product_id
            self._rows[VARIANTS].append(columns)
            self._rows[_PRICES].append(
                price_row(variant_id, form.price.cents, at, self._staff, next(self._ids))
            )
            for code, pack in packs.items():
                self._code_rows.append({"code": code, "variant_id": variant_id, "pack": pack})
            self._texts.append(
                text_of(variant_id, folded, draft.brand, form.options, sku, form.codes)
            )
            forms.append(
                form_message(
                    variant_id,
                    sku,
                    form.options,
                    packs,
                    0 if form.buffer is None else form.buffer.thousandths,
                    content=form.content,
                    first_price=form.price,
                )
            )
            if form.opening_stock:
                self._moves.append((variant_id, form.opening_stock.thousandths))
        for place, sha256 in enumerate(draft.photos):
            self._rows[PHOTOS].append(
                {"product_id": product_id, "position": place, "sha256": sha256}
            )
        if draft.kind == "goods":
            self._tags |= dict.fromkeys(variant_ids, "new")
        self._tell(product_id, draft, category_id, forms)
        self._note(product_id, draft.name)
        return Written(product_id, tuple(variant_ids))

    def _category(self, draft: ProductDraft) -> str | None:
        if not draft.category_name:
            return draft.category_id
        if draft.category_name not in self._sections:
            self._sections[draft.category_name] = self._tree.named(draft.category_name)
        return self._sections[draft.category_name]

    def _tell(
        self,
        product_id: str,
        draft: ProductDraft,
        category_id: str | None,
        forms: Sequence[v1.VariantFields],
    ) -> None:
        sheet = sheet_message(product_id, draft, self._tree.path_of(category_id), forms)
        self._news.append(News("product.set", sheet, product_id))

    def _note(self, product_id: str, name: str) -> None:
        """Keep that the product was made.

        What it was then is not copied a second time: its rows say it, and the next change's
        `before`. A hundred thousand sheets would be a hundred megabytes.
        """
        self._rows[_CHANGES].append(
            {
                "id": next(self._ids),
                "product_id": product_id,
                "at": self._work.at,
                "staff_code": self._staff,
                "before": None,
                "after": {
                    "product": {"id": product_id, "name": name},
                    "variants": [],
                    "codes": [],
                    "parts": [],
                    "photos": [],
                },
                "undone_by": None,
                "run_id": self._run_id,
            }
        )

    def write(self) -> None:
        """Write everything that was accepted."""
        connection = self._work.connection
        _free_sku.run_many(connection, [{"sku": sku} for sku in self._given_up])
        for table, insert in _insert.items():
            insert.run_many(connection, self._rows[table])
        _write_code.run_many(connection, self._code_rows)
        learn(connection, self._texts)
        mark(self._work, self._tags)
        move_all_and_tell(self._work, self._moves, "opening")
        append_all(self._work, self._news)
        self._work.changed(Topic.CATALOGUE)
