"""What the customer is shown, moment by moment."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cart import Buyer, Cart, Discount
from desktop.domain.facing import Moment, Scene, SceneLine
from desktop.domain.sellable import Sellable
from desktop.domain.tender import Means, Tenders
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate


def goods(label: str, cents: int, unit: Unit = Unit.PIECE) -> Sellable:
    return Sellable(
        variant_id=label,
        product_id=label,
        label=label,
        price=Money(cents),
        vat=VatRate(550),
        unit=unit,
        on_hand=Quantity(5000, unit),
    )


HONEY, SCARF = goods("Miel de lavande", 780), goods("Écharpe", 4900)


def basket(*items: Sellable) -> Cart:
    cart = Cart()
    for item in items:
        cart = cart.add(item, Quantity.pieces(1))
    return cart


def test_a_line_put_down_is_shown_with_the_total() -> None:
    scene = Scene().with_basket(basket(HONEY, SCARF))

    assert scene.moment is Moment.BASKET
    assert [line.name for line in scene.lines] == ["Miel de lavande", "Écharpe"]
    assert scene.touched == 1
    assert scene.total == scene.due == Money(5680)


def test_what_is_taken_off_is_shown_and_adds_up() -> None:
    cart = basket(HONEY, SCARF).discount_line(1, Discount.basis_points(1000), "abîmé")

    scene = Scene().with_basket(cart.discount_basket(Discount.cents(100)))

    assert scene.saved == Money(590)
    assert sum(line.gross.cents for line in scene.lines) == scene.total.cents


def test_nothing_of_a_person_or_a_reason_gets_into_a_scene() -> None:
    buyer = Buyer(id="c1", name="Claire Martin", groups=("fidèle",))
    cart = basket(HONEY).discount_line(0, Discount.cents(50), "pour Claire")
    cart = cart.note_line(0, "gravé Claire").noted("appeler Claire").for_buyer(buyer)

    assert "Claire" not in repr(Scene().with_basket(cart))


def test_a_scene_has_no_place_for_what_is_nobody_elses_business() -> None:
    known = {*Scene.__struct_fields__, *SceneLine.__struct_fields__}

    assert not known & {"customer", "buyer", "staff", "note", "reason", "stock", "cost", "margin"}


def test_the_basket_stays_in_sight_while_it_is_paid() -> None:
    scene = Scene().with_basket(basket(HONEY))
    tenders = Tenders().add(Means.CARD, Money(300))

    paying = scene.with_payment(Money(780), tenders)

    assert (paying.moment, paying.paid, paying.due) == (Moment.PAYING, Money(300), Money(480))
    assert paying.lines == scene.lines


def test_change_is_shown_as_soon_as_it_is_known() -> None:
    paying = (
        Scene()
        .with_basket(basket(HONEY))
        .with_payment(Money(780), Tenders().add(Means.CASH, Money(1000)))
    )

    assert (paying.due, paying.change) == (Money(0), Money(220))


def test_leaving_the_payment_shows_the_basket_with_nothing_paid() -> None:
    scene = Scene().with_basket(basket(HONEY))
    paying = scene.with_payment(Money(780), Tenders().add(Means.CARD, Money(300)))

    assert paying.without_payment() == scene


def test_what_was_paid_stands_until_the_thanks_though_the_basket_is_handed_out() -> None:
    paying = (
        Scene()
        .with_basket(basket(HONEY))
        .with_payment(Money(780), Tenders().add(Means.CASH, Money(1000)))
    )

    handed_out = paying.with_basket(Cart()).without_payment()

    assert handed_out.moment is Moment.PAYING
    assert handed_out.change == Money(220)


def test_a_sale_that_did_not_go_shows_its_basket_again() -> None:
    cart = basket(HONEY)
    settled = (
        Scene().with_basket(cart).with_payment(Money(780), Tenders().add(Means.CARD, Money(780)))
    )

    back = settled.with_basket(Cart()).with_basket(cart)

    assert back == Scene().with_basket(cart)


def test_thanks_stand_until_the_next_customers_first_line() -> None:
    thanks = Scene.thanks(Money(780), Money(220))

    assert thanks.with_basket(Cart()) == thanks
    assert thanks.with_basket(basket(SCARF)).moment is Moment.BASKET


def test_a_basket_put_aside_leaves_nothing_behind() -> None:
    assert Scene().with_basket(basket(HONEY)).with_basket(Cart()) == Scene()


def test_an_amount_without_a_basket_shows_no_lines_and_leaves_nothing() -> None:
    asked = Scene().with_payment(Money(780), Tenders())

    assert asked.lines == ()
    assert asked.without_payment() == Scene()


def test_a_payment_of_another_amount_leaves_the_baskets_own_total() -> None:
    scene = Scene().with_basket(basket(HONEY))

    assert scene.with_payment(Money(200), Tenders()).without_payment() == scene


@given(
    quantities=st.lists(st.integers(1, 9_000), min_size=1, max_size=8),
    taken=st.integers(1, 10_000),
)
def test_the_lines_shown_always_add_up_to_the_total(quantities: list[int], taken: int) -> None:
    cheese = goods("Comté", 2890, Unit.KILOGRAM)
    cart = Cart()
    for quantity in quantities:
        cart = cart.add(cheese, Quantity(quantity, Unit.KILOGRAM))

    scene = Scene().with_basket(cart.discount_basket(Discount.basis_points(taken)))

    assert sum(line.gross.cents for line in scene.lines) == scene.total.cents
    assert sum(line.saved.cents for line in scene.lines) == scene.saved.cents
