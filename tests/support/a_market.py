"""Builders of a small town for tests: a bakery, a grocer and a clothes shop that sell."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import catalogue
from marketplace.services.stock import move
from marketplace.services.town import NewPerson, NewShop, NewTown, add_shop, create_town
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.promise import OpeningSpan

TUESDAY_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""Noon in Paris on an ordinary Tuesday."""

WEEK = tuple(OpeningSpan(weekday, time(9), time(19)) for weekday in range(1, 6))
"""Tuesday to Saturday, nine to seven."""


@dataclass
class Market:
    """What was built, by name."""

    town: str = ""
    shops: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)


def a_town(session: Session, at: datetime = TUESDAY_NOON) -> Town:
    """Found Valmoret with nothing in it."""
    return create_town(
        session,
        NewTown(name="Valmoret", postcode="47985", operator={"Éditeur": "Ville de Valmoret"}),
        at,
    )


def a_shop(
    session: Session,
    town: Town,
    sign: str,
    trade: str = "Boutique",
    at: datetime = TUESDAY_NOON,
    status: ShopStatus = ShopStatus.ACTIVE,
    **more: object,
) -> Shop:
    """List a shop that is open in the week and sells."""
    particulars = {
        "lat_e6": 44_501_500,
        "lon_e6": 216_500,
        "street": "1 place du Marché",
        "postcode": "47985",
        "city": "Valmoret",
        "phone": "05 36 49 10 01",
        "legal_name": f"SARL {sign}",
        "hours": WEEK,
        "people": (NewPerson("Zoé", "Martin", "Gérante", "Je suis là du mardi au samedi."),),
        "story": f"L’histoire de {sign}.",
    } | more
    return add_shop(
        session,
        town,
        NewShop(sign=sign, trade=trade, status=status, **particulars),  # type: ignore[arg-type]  # particulars of any kind
        at,
    )


def a_product(
    session: Session,
    shop_id: str,
    name: str,
    price_cents: int | None = 500,
    stock: int = 10_000,
    at: datetime = TUESDAY_NOON,
    options: tuple[dict[str, str], ...] = ({},),
    **fields: object,
) -> tuple[str, list[str]]:
    """Put a product into a shop's window; return its id and its variants'."""
    product, variants = new_id(), [new_id() for _ in options]
    known: dict[str, object] = {"category": ("Divers",), "vat_bp": 2000, "online": True} | fields
    catalogue.set_product(
        session,
        shop_id,
        v1.ProductSet(
            product=product,
            name=name,
            variants=tuple(
                v1.VariantFields(variant=variant, sku=f"R-{variant[-8:]}", options=axes)
                for variant, axes in zip(variants, options, strict=True)
            ),
            **known,  # type: ignore[arg-type]  # the message checks nothing more
        ),
        at,
    )
    for variant in variants:
        if price_cents is not None:
            price = v1.PriceSet(variant=variant, price_cents=price_cents)
            catalogue.set_price(session, shop_id, price, at)
        if stock:
            move(session, shop_id, variant, stock, "opening", "", at)
    return product, variants


def found_market(session: Session, at: datetime = TUESDAY_NOON) -> Market:
    """Found a town with three shops and six products, all for sale."""
    market = Market()
    town = a_town(session, at)
    session.flush()
    market.town = town.id
    for sign, trade in (
        ("La Mie Dorée", "Boulangerie"),
        ("Maison Castagné", "Épicerie fine"),
        ("Fil & Marée", "Prêt-à-porter"),
    ):
        market.shops[sign] = a_shop(session, town, sign, trade, at).id
    goods: tuple[tuple[str, str, int, int, dict[str, object]], ...] = (
        ("La Mie Dorée", "Pain de campagne", 380, 12_000, {"vat_bp": 550, "category": ("Pains",)}),
        ("La Mie Dorée", "Brioche tressée", 720, 2_000, {"vat_bp": 550, "category": ("Pains",)}),
        (
            "Maison Castagné",
            "Comté 18 mois",
            2690,
            5_000,
            {"vat_bp": 550, "unit": "kg", "category": ("Fromages",)},
        ),
        ("Maison Castagné", "Théière en fonte", 4900, 3_000, {"category": ("Maison",)}),
        ("Fil & Marée", "Sac à vélo", 6500, 1_000, {"category": ("Accessoires",)}),
        (
            "Fil & Marée",
            "Pull marin",
            8900,
            4_000,
            {
                "category": ("Homme",),
                "options": ({"taille": "M", "couleur": "Bleu"}, {"taille": "L", "couleur": "Bleu"}),
            },
        ),
    )
    for sign, name, price, stock, more in goods:
        product, variants = a_product(
            session,
            market.shops[sign],
            name,
            price,
            stock,
            at,
            **more,  # type: ignore[arg-type]  # as above
        )
        market.products[name] = product
        for place, variant in enumerate(variants):
            market.variants[name if place == 0 else f"{name} {place}"] = variant
    return market
