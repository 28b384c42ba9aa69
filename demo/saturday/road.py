"""Out of the shop: the rounds to doors and to the relay, and the relay's own counter."""

from functools import partial

from demo.saturday.floor import Floor
from desktop.errors import RefusedError
from desktop.services.carriage import on_the_road, relay, rounds
from desktop.services.carriage.on_the_road import Failure, Receipt
from desktop.services.carriage.rounds import StopView
from desktop.services.online import order_carts, pickup
from desktop.services.team.crew import OWNER_CODE
from sync.kernel.money import Money


class Road:
    """Who drives, and who keeps parcels."""

    def __init__(self, floor: Floor, driver: str) -> None:
        self._floor, self._driver = floor, driver

    def drive(self) -> None:
        """Take what is ready to its doors and to the relay; who is not there gets another try."""
        shop, driver = self._floor.back_room.shop, self._driver
        ready = [order.id for order in rounds.waiting(shop)]
        if not ready:
            return
        planned = rounds.plan(shop, ready, driver)
        tour = on_the_road.begin(shop, rounds.propose_order(shop, planned.id).id, driver)
        for stop in sorted(tour.stops, key=lambda each: each.order.id):
            if not stop.is_at_door:
                receipt = Receipt(proof="name", received_by="le relais")
                on_the_road.deliver(shop, tour.id, stop.order.id, driver, receipt)
                self._floor.later(20, partial(self._keep, stop.order.id))
            elif self._floor.happens(25):
                on_the_road.fail(shop, tour.id, stop.order.id, driver, Failure.ABSENT)
                on_the_road.bring_back(shop, tour.id, stop.order.id, driver)
                self._note("nobody at the door")
            else:
                self._deliver(tour.id, stop)
        on_the_road.end(shop, tour.id)

    def _deliver(self, tour: str, stop: StopView) -> None:
        """Give a stop's bags at the door, where they are paid and an age is looked at."""
        shop, order_id = self._floor.back_room.shop, stop.order.id
        with shop.look() as look:
            checks = {each.check for each in pickup.checks_of(look, stop.order)}
        self._floor.diary["age seen at a door"] += bool(checks)
        receipt = Receipt(proof="name", received_by="la voisine", checks=tuple(checks))
        cart = order_carts.cart_for(shop, order_id) if stop.order.to_pay else None
        paid = None if cart is None else self._floor.paid(cart)
        gone = on_the_road.deliver(shop, tour, order_id, self._driver, receipt, paid)
        fate = self._floor.fates[order_id]
        fate.ends.append(gone.order.state.value)
        fate.paid = fate.paid + (gone.sale.total if gone.sale else Money(0))
        self._note("delivered to a door")

    # --- the relay --------------------------------------------------------------------------------

    def _keep(self, parcel_id: str) -> None:
        """Have the relay take the parcel in, once it has heard of it, and the customer come."""
        shop = self._floor.relay.shop
        try:
            expected = relay.parcel(shop, parcel_id)
            relay.receive(shop, parcel_id, OWNER_CODE, bags=expected.bags or 1, shelf="R1")
        except RefusedError:
            self._floor.later(20, lambda: self._keep(parcel_id))
            return
        self._note("kept by the relay")
        if self._floor.fates[parcel_id].comes_at is not None:
            self._floor.later(30, lambda: self._collect(parcel_id))

    def _collect(self, parcel_id: str) -> None:
        fate, shop = self._floor.fates[parcel_id], self._floor.relay.shop
        verdict = relay.check(shop, fate.bought.code.text)
        relay.hand_over(shop, parcel_id, OWNER_CODE, secret=verdict.secret)
        fate.ends.append("delivered")
        self._note("given by the relay")

    def send_back(self) -> None:
        """Give back in the evening what nobody came for at the relay."""
        shop = self._floor.relay.shop
        for parcel in relay.parcels(shop).here:
            relay.send_back(shop, parcel.id, OWNER_CODE, "personne n'est venu")
            self._note("sent back by the relay")

    def _note(self, what: str) -> None:
        self._floor.diary[what] += 1
