"""Both sides compared: what the shop's database says and what the marketplace's says."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pysqlite3 import dbapi2


@dataclass(frozen=True, slots=True)
class Side:
    """What one side holds of a shop: stock, sales and orders."""

    #: Variant -> thousandths on the shelf.
    stock: dict[str, int]
    #: Ticket number -> (gross, net) in cents.
    sales: dict[str, tuple[int, int]]
    #: Order number -> state.
    orders: dict[str, str]

    def differences(self, other: "Side") -> list[str]:
        """Return in words where two sides differ."""
        told: list[str] = []
        for what in ("stock", "sales", "orders"):
            mine, theirs = getattr(self, what), getattr(other, what)
            told += [
                f"{what} {key}: {mine.get(key)} here, {theirs.get(key)} there"
                for key in sorted(mine.keys() | theirs.keys())
                if mine.get(key) != theirs.get(key)
            ]
        return told


def read_shop(folder: Path) -> Side:
    """Return what the shop says; it may be running."""
    with closing(_open(folder / "comptoir.db")) as opened:
        return Side(
            stock=dict(
                opened.execute(
                    "SELECT v.id, coalesce(l.on_hand, 0) FROM variant v "
                    "LEFT JOIN stock_level l ON l.variant_id = v.id"
                )
            ),
            sales={
                number: (gross, net)
                for number, gross, net in opened.execute(
                    "SELECT number, gross_cents, net_cents FROM sale"
                )
            },
            orders=dict(opened.execute("SELECT number, state FROM shop_order")),
        )


def read_fates(folder: Path, number: str) -> list[str]:
    """Return what became of an order's lines at the shop, in their order."""
    with closing(_open(folder / "comptoir.db")) as opened:
        return [
            state
            for (state,) in opened.execute(
                "SELECT l.state FROM order_line l JOIN shop_order o ON o.id = l.order_id "
                "WHERE o.number = ? ORDER BY l.position",
                (number,),
            )
        ]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a counter: its kind, the order it is about, where it came out or waits."""

    kind: str
    ref: str
    printer: str
    state: str


def read_papers(folder: Path) -> list[Paper]:
    """Return every paper of a counter, oldest first."""
    with closing(_open(folder / "comptoir.db")) as opened:
        rows = opened.execute("SELECT kind, ref, printer, state FROM print_job ORDER BY id")
        return [Paper(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Article:
    """What the shop holds of one article."""

    name: str
    price_cents: int
    #: Thousandths on the shelf.
    on_hand: int
    photos: int
    is_online: bool


def read_article(folder: Path, code: str) -> Article | None:
    """Return the shop's article of a code; None when it has none."""
    with closing(_open(folder / "comptoir.db")) as opened:
        row = opened.execute(
            "SELECT p.name, v.price_cents, coalesce(l.on_hand, 0), "
            "(SELECT count(*) FROM product_photo f WHERE f.product_id = p.id), p.online "
            "FROM variant_code c JOIN variant v ON v.id = c.variant_id "
            "JOIN product p ON p.id = v.product_id "
            "LEFT JOIN stock_level l ON l.variant_id = v.id WHERE c.code = ?",
            (code,),
        ).fetchone()
    if row is None:
        return None
    name, price_cents, on_hand, photos, online = row
    return Article(name, price_cents, on_hand, photos, bool(online))


def read_forms(folder: Path, name: str) -> list[str]:
    """Return the codes of all forms of the shop's product of that name."""
    with closing(_open(folder / "comptoir.db")) as opened:
        return [
            code
            for (code,) in opened.execute(
                "SELECT c.code FROM variant_code c JOIN variant v ON v.id = c.variant_id "
                "JOIN product p ON p.id = v.product_id "
                "WHERE p.name = ? AND v.archived_at IS NULL ORDER BY v.position",
                (name,),
            )
        ]


def read_drafts(folder: Path, source: str) -> dict[str, int]:
    """Return the drafts of one flow that wait to be decided on: code -> thousandths."""
    with closing(_open(folder / "comptoir.db")) as opened:
        return dict(
            opened.execute(
                "SELECT code, quantity FROM draft WHERE source = ? AND state = 'waiting'",
                (source,),
            )
        )


def read_hub(folder: Path, slug: str) -> Side:
    """Return what the marketplace says of a shop; it may be running."""
    with closing(_open(folder / "marketplace.db")) as opened:
        (shop,) = opened.execute("SELECT id FROM shop WHERE slug = ?", (slug,)).fetchone()
        return Side(
            stock=dict(
                opened.execute("SELECT variant, on_hand FROM offer WHERE shop_id = ?", (shop,))
            ),
            sales={
                number: (gross, net)
                for number, gross, net in opened.execute(
                    "SELECT number, gross_cents, net_cents FROM sale WHERE shop_id = ?",
                    (shop,),
                )
            },
            orders=dict(
                opened.execute("SELECT number, state FROM shop_order WHERE shop_id = ?", (shop,))
            ),
        )


def _open(file: Path) -> sqlite3.Connection:
    connection: sqlite3.Connection = dbapi2.connect(f"file:{file}?mode=ro", uri=True)
    return connection
