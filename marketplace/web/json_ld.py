"""What search engines are told of a shop or a product, in the words of schema.org."""

from typing import Any
from zoneinfo import ZoneInfo

from marketplace.models.town import Town
from marketplace.services.directory import ShopPage
from marketplace.services.shelves import Band, ProductPage

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNIT_CODES = {"kg": "KGM", "l": "LTR", "m": "MTR"}


def shop(page: ShopPage, town: Town, public_url: str) -> dict[str, Any]:
    """Return a shop as a LocalBusiness."""
    card = page.card
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Store",
        "name": card.sign,
        "description": card.tagline,
        "url": f"{public_url}/boutiques/{card.slug}",
        "telephone": page.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": card.street,
            "postalCode": card.postcode,
            "addressLocality": card.city or town.name,
        },
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": card.lat_e6 / 1_000_000,
            "longitude": card.lon_e6 / 1_000_000,
        },
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": _DAYS[span.weekday],
                "opens": f"{span.opens:%H:%M}",
                "closes": f"{span.closes:%H:%M}",
            }
            for day in page.week
            for span in day
        ],
    }
    if card.front_photo:
        document["image"] = f"{public_url}/media/{card.front_photo}.webp"
    return document


def product(page: ProductPage, town: Town, public_url: str) -> dict[str, Any]:
    """Return a product with its offers, each to be collected in the shop."""
    url = f"{public_url}/boutiques/{page.shop.slug}/{page.slug}"
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.name,
        "description": page.description,
        "url": url,
        "image": [f"{public_url}/media/{photo}.webp" for photo in page.photos],
        "category": " > ".join(page.category),
        "offers": [
            _offer(page, index, url, public_url, ZoneInfo(town.zone))
            for index in range(len(page.offers))
        ],
    }
    if page.brand:
        document["brand"] = {"@type": "Brand", "name": page.brand}
    if page.gtin:
        document["gtin"] = page.gtin
    return document


def _offer(
    page: ProductPage, index: int, url: str, public_url: str, zone: ZoneInfo
) -> dict[str, Any]:
    offer = page.offers[index]
    price = f"{offer.price_cents // 100}.{offer.price_cents % 100:02d}"
    document: dict[str, Any] = {
        "@type": "Offer",
        "name": offer.label or page.name,
        "url": url,
        "price": price,
        "priceCurrency": "EUR",
        "availability": "https://schema.org/"
        + (
            "OutOfStock"
            if offer.band is Band.NONE or page.shop.is_paused or page.off_until
            else "InStock"
        ),
        "availableDeliveryMethod": "https://schema.org/OnSitePickup",
        "seller": {
            "@type": "Store",
            "name": page.shop.sign,
            "url": f"{public_url}/boutiques/{page.shop.slug}",
        },
    }
    if page.promise is not None and page.shop.is_selling:
        document["availabilityStarts"] = page.promise.ready_from.astimezone(zone).isoformat()
    if page.unit in _UNIT_CODES:
        document["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": "EUR",
            "unitCode": _UNIT_CODES[page.unit],
        }
    return document
