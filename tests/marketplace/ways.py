"""A town whose shops deliver, keep parcels and use its locker; orders placed without a browser."""

from sqlalchemy import select

from marketplace.models.money import OnlinePayment
from marketplace.models.orders import OrderGroup, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import basket, checkout, online_payments, visitors
from marketplace.services.payment_provider import Notice
from marketplace.services.town import find_town
from sync.kernel.ids import new_id
from tests.marketplace.towns import OpenTown

BAKERY, GROCER, CLOTHES = "La Mie Dorée", "Maison Castagné", "Fil & Marée"
HOME = {"street": "3 rue Haute", "postcode": "47985", "city": "Valmoret", "detail": "2e étage"}


def offer_ways(town: OpenTown) -> None:
    """The bakery delivers and sends anywhere, the grocer keeps parcels, the station has a locker."""
    home = {"postcodes": ["47985"], "fee_cents": 350, "minimum_cents": 500, "free_from_cents": 3000}
    with town.database.write() as session:
        bakery = session.get_one(Shop, town.market.shops[BAKERY])
        bakery.carriage = {"home": home, "to_relays": True, "to_lockers": True}
        grocer = session.get_one(Shop, town.market.shops[GROCER])
        grocer.carriage = {"keeps": {"fee_cents": 150}}
        session.get_one(Town, town.market.town).lockers = [
            {"id": "gare", "name": "Consigne de la gare", "fee_cents": 200}
        ]


def order(
    town: OpenTown, *wanted: tuple[str, str], way: str = "collect", **more: object
) -> list[str]:
    """Order these goods of the bakery by one way and return the ids of the orders, unpaid."""
    at = town.clock.now()
    with town.database.write() as session:
        home = find_town(session)
        visitor = visitors.remember(session, new_id(), at)
        for name, quantity in wanted:
            basket.add(session, home, visitor, town.offer(name).id, quantity, at)
        digest = basket.view(session, home, visitor, at).digest
    request = checkout.Checkout(
        key=checkout.new_key(),
        digest=digest,
        name="Camille Roux",
        phone="0639981234",
        ways={town.market.shops[BAKERY]: way},
        **more,  # type: ignore[arg-type]  # fields of any kind
    )
    token = checkout.place(town.database, home, visitor, request, at, "simulator")
    with town.database.read() as session:
        group = session.scalars(select(OrderGroup).where(OrderGroup.token == token)).one()
        return list(session.scalars(select(ShopOrder.id).where(ShopOrder.group_id == group.id)))


def relay(town: OpenTown) -> str:
    """The code of the way to the grocer."""
    return f"relay:{town.market.shops[GROCER]}"


def pay(town: OpenTown, order_id: str, cents: int | None = None) -> None:
    """Have the provider say that the order's checkout is paid."""
    with town.database.write() as session:
        found = session.get_one(ShopOrder, order_id)
        payment = session.scalars(
            select(OnlinePayment).where(OnlinePayment.group_id == found.group_id)
        ).one()
        paid = payment.cents if cents is None else cents
        notice = Notice(payment.id, f"sim-{payment.id[-12:]}", "paid", paid)
        online_payments.take_notice(session, notice, town.clock.now())
