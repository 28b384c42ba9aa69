"""The articles on sale, by what a list may call them: asked for some hundred lines at a time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.domain.product_file import ProductLine
from desktop.domain.search_text import fold
from desktop.services.goods.catalogue import PRODUCTS, VARIANTS
from desktop.services.prepared import Prepared
from sync.kernel.quantity import Unit

_WHAT = (
    "SELECT j.value AS name, v.id, v.product_id, v.price_cents, coalesce(l.on_hand, 0) AS on_hand,"
    " p.unit FROM json_each(:names) j {} JOIN product p ON p.id = v.product_id"
    " LEFT JOIN stock_level l ON l.variant_id = v.id"
    " WHERE v.archived_at IS NULL AND p.archived_at IS NULL"
)
_by_reference = Prepared(_WHAT.format("JOIN variant v ON v.sku = j.value"))
_by_code = Prepared(
    _WHAT.format("JOIN variant_code c ON c.code = j.value JOIN variant v ON v.id = c.variant_id")
)

_Called = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """An article on sale as an import meets it."""

    variant_id: str
    product_id: str
    price_cents: int
    #: Thousandths of its unit.
    on_hand: int
    unit: Unit
    #: Found by code or reference, not by its name alone.
    is_named: bool = True


class KnownArticles:
    """Finds the article a line means: by reference and code, else by its name and form.

    Names are all read once, when the first line comes that has nothing else: lists with codes need
    no memory for the shop's articles.
    """

    def __init__(self, *, remembers: bool) -> None:
        #: Of a list that is only looked through, nothing is found in the database afterwards.
        self._remembers = remembers
        self._named: dict[str, Standing] = {}
        self._called: dict[_Called, Standing] | None = None
        self._awaited: set[str | _Called] = set()

    def look_up(self, connection: Connection, lines: Iterable[ProductLine]) -> None:
        """Read the articles that these lines may mean."""
        lines = list(lines)
        if not self._remembers:
            self._named.clear()
        references = json.dumps([line.reference for line in lines if line.reference])
        codes = json.dumps([code for line in lines for code in line.codes])
        for prepared, names in ((_by_code, codes), (_by_reference, references)):
            for name, variant, product, price, on_hand, unit in prepared.all(
                connection, {"names": names}
            ):
                self._named[name] = Standing(variant, product, price, on_hand, Unit(unit))
        if self._called is None and any(not _names(line) for line in lines):
            self._called = dict(_all_called(connection))

    def find(self, line: ProductLine) -> Standing | None:
        """Return the article a line means, None for a new one."""
        names = _names(line)
        if not names:
            return None if self._called is None else self._called.get(_call(line))
        return next((self._named[name] for name in names if name in self._named), None)

    def await_(self, lines: Iterable[ProductLine]) -> None:
        """Note that these lines will be articles, if they are not refused."""
        for line in lines:
            self._awaited.update(_names(line) or [_call(line)])

    def awaits(self, lines: Iterable[ProductLine]) -> bool:
        """Tell whether one of these lines may mean an article that is to be made."""
        return any(not self._awaited.isdisjoint(_names(line) or [_call(line)]) for line in lines)

    def settle(self) -> None:
        """Forget what was awaited: it was made and added, or refused."""
        self._awaited.clear()

    def add(self, line: ProductLine, product_id: str, variant_id: str) -> None:
        """Know the article that was made of a line."""
        made = Standing(variant_id, product_id, line.price_cents or 0, line.stock or 0, line.unit)
        self._named |= dict.fromkeys(_names(line), made)
        if self._called is not None:
            self._called[_call(line)] = made


def _names(line: ProductLine) -> list[str]:
    return [name for name in (line.reference, *line.codes) if name]


def _call(line: ProductLine) -> _Called:
    return fold(line.name), line.options


def _all_called(connection: Connection) -> Iterable[tuple[_Called, Standing]]:
    rows = connection.execute(
        select(
            VARIANTS.c.id,
            VARIANTS.c.product_id,
            VARIANTS.c.price_cents,
            VARIANTS.c.options,
            PRODUCTS.c.name,
            PRODUCTS.c.unit,
        )
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .where(VARIANTS.c.archived_at.is_(None), PRODUCTS.c.archived_at.is_(None))
    )
    for row in rows:
        standing = Standing(
            row.id, row.product_id, row.price_cents, 0, Unit(row.unit), is_named=False
        )
        yield (fold(row.name), tuple(row.options.items())), standing
