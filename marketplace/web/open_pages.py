"""Open figures, legal pages, and what machines read: site map, robots, pictures, health."""

import csv
import io
from pathlib import Path
from xml.sax.saxutils import escape

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from marketplace.errors import NotFoundError
from marketplace.models.catalogue import Product
from marketplace.models.town import Shop
from marketplace.services import directory, figures, pictures, shelves
from marketplace.services.blobs import BlobFolder
from marketplace.web.formats import percent
from marketplace.web.page import ThePage

router = APIRouter(include_in_schema=False)

_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_MOST_ADDRESSES = 50_000
_COLUMNS = (
    "month",
    "checkouts",
    "orders",
    "collected",
    "fallen",
    "ready_orders",
    "ready_in_time",
    "shops",
    "gross_cents",
    "basket_cents",
)


@router.get("/chiffres")
def open_figures(page: ThePage) -> Response:
    """Show the town's own figures."""
    with page.open() as session:
        computed = page.figures.compute(session, page.home)
    return page.render(
        "figures.html",
        figures=computed,
        fewest=figures.FEWEST_SHOPS,
        largest=figures.LARGEST_SHARE,
        percent=percent,
    )


@router.get("/chiffres.csv")
def figures_csv(page: ThePage) -> Response:
    """Return the months as a table for anybody's own sums; money in cents, empty when withheld."""
    with page.open() as session:
        computed = page.figures.compute(session, page.home)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for month in computed.months:
        values = [getattr(month, column) for column in _COLUMNS]
        table.writerow(["" if value is None else value for value in values])
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="chiffres.csv"'},
    )


@router.get("/mentions-legales")
def legal(page: ThePage) -> Response:
    """Show who answers for what."""
    with page.open() as session:
        shops = directory.shop_cards(session, page.home, page.now)
    return page.render("legal.html", shops=[shop for shop in shops if shop.is_selling])


@router.get("/accessibilite")
def accessibility(page: ThePage) -> Response:
    """Show the accessibility statement."""
    with page.open():
        pass
    return page.render("accessibility.html")


@router.get("/media/{name}.webp")
def picture(page: ThePage, name: str) -> Response:
    """Return a picture: `<sha256>` as it was brought in, or `<sha256>-400` and `-800`."""
    sha256, _, width = name.partition("-")
    data_dir = page.hub.settings.data_dir
    folder = BlobFolder(data_dir)
    path: Path | None = None
    if not width:
        path = folder.path_of(sha256)
    elif width in {str(one) for one in pictures.WIDTHS}:
        path = pictures.sized(folder, data_dir, sha256, int(width))
    if path is None:
        raise NotFoundError("picture")
    return FileResponse(path, media_type="image/webp", headers=_FOR_EVER)


@router.get("/sitemap.xml")
def site_map(page: ThePage) -> Response:
    """Return every page worth finding."""
    with page.open() as session:
        shops = session.scalars(
            select(Shop.slug).where(
                Shop.town_id == page.home.id, Shop.status.in_(directory.VISIBLE)
            )
        ).all()
        products = session.execute(
            select(Shop.slug, Product.slug, Product.changed_at)
            .join(Product, Product.shop_id == Shop.id)
            .where(Shop.town_id == page.home.id, shelves.for_sale())
            .order_by(Product.changed_at.desc())
            .limit(_MOST_ADDRESSES - len(shops) - 3)
        ).all()
    lines = [
        *(_address(page.public_url, path) for path in ("/", "/boutiques", "/chiffres")),
        *(_address(page.public_url, f"/boutiques/{slug}") for slug in shops),
        *(
            _address(page.public_url, f"/boutiques/{shop}/{slug}", f"{changed:%Y-%m-%d}")
            for shop, slug, changed in products
        ),
    ]
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )
    return Response(document, media_type="application/xml")


def _address(public_url: str, path: str, changed: str = "") -> str:
    last = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(public_url + path)}</loc>{last}</url>"


@router.get("/robots.txt")
def robots(page: ThePage) -> Response:
    """Tell crawlers what is nobody's business."""
    lines = (
        "User-agent: *",
        "Disallow: /panier",
        "Disallow: /commander",
        "Disallow: /commandes/",
        "Disallow: /recherche",
        f"Sitemap: {page.public_url}/sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/health")
def health(page: ThePage) -> Response:
    """Tell a watcher that the database answers."""
    with page.open():
        pass
    return JSONResponse({"status": "ok", "town": page.home.slug})
