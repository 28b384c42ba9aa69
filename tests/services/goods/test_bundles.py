"""A bundle is sold piece by piece: VAT per rate, stock of each piece and refunds stay right."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import promotions, selling
from desktop.services.counter.selling import Checkout, RefundLine
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import Lack, ProductView, missing_for_online
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    draft_of,
    save_product,
    set_online,
    undo,
)
from desktop.services.shop import Shop
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate, take_vat_out
from tests.support.a_shop import OWNER, AShop, a_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def article(shop: Shop, name: str, price: int, vat: int = 2000, stock: int = 10, **more: object) -> ProductView:  # fmt: skip
    form = VariantDraft(price=Money(price), opening_stock=Quantity.pieces(stock))
    draft = ProductDraft(name=name, vat=VatRate(vat), variants=(form,), **more)  # type: ignore[arg-type]
    return save_product(shop, draft, OWNER).product


def bundle(shop: Shop, price: int, *pieces: tuple[ProductView, int], name: str = "Panier") -> ProductView:  # fmt: skip
    parts = tuple((view.variants[0].id, Quantity.pieces(count)) for view, count in pieces)
    form = VariantDraft(price=Money(price), parts=parts)
    draft = ProductDraft(name=name, vat=VatRate(2000), variants=(form,))
    return save_product(shop, draft, OWNER).product


def basket(shop: Shop, view: ProductView, count: int = 1) -> Cart:
    (item,) = selling.variants(shop, view.id)
    held = promotions.now_for(shop, promotions.read(shop), ())
    return Cart().under(held).add(item, Quantity.pieces(count))


def pay(shop: Shop, cart: Cart) -> str:
    tenders = Tenders().add(Means.CARD, cart.total)
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER)
    return selling.take_payment(shop, checkout).sale_id


def on_hand(shop: Shop, view: ProductView) -> int:
    return catalogue.product(shop, view.id).variants[0].on_hand.thousandths // 1000


def test_a_bundle_comes_as_its_pieces_at_its_own_price(shop: Shop) -> None:
    wine, cheese = article(shop, "Vin", 1200), article(shop, "Fromage", 800, 550)
    box = bundle(shop, 2400, (wine, 1), (cheese, 2))
    cart = basket(shop, box)
    assert [(line.line.item.label, line.promotion_name) for line in cart.priced()] == [
        ("Vin", "Panier"),
        ("Fromage", "Panier"),
    ]
    assert cart.total == Money(2400)
    assert basket(shop, box, 3).total == Money(7200)


def test_whoever_picks_the_pieces_pays_the_bundles_price_too(shop: Shop) -> None:
    wine, cheese = article(shop, "Vin", 1200), article(shop, "Fromage", 800, 550)
    bundle(shop, 1500, (wine, 1), (cheese, 1))
    cart = Cart().under(promotions.now_for(shop, promotions.read(shop), ()))
    for view in (cheese, wine, wine):
        (item,) = selling.variants(shop, view.id)
        cart = cart.add(item, Quantity.pieces(1))
    assert cart.total == Money(2700)


def test_each_piece_bears_its_vat_and_leaves_its_stock(shop: Shop) -> None:
    wine, cheese = article(shop, "Vin", 1200), article(shop, "Fromage", 800, 550)
    box = bundle(shop, 1500, (wine, 1), (cheese, 1))
    sale = selling.sale(shop, pay(shop, basket(shop, box, 2)))
    assert {share.rate.basis_points: share.gross.cents for share in sale.vat} == {
        2000: 1800,
        550: 1200,
    }
    assert (on_hand(shop, wine), on_hand(shop, cheese), on_hand(shop, box)) == (8, 8, 8)


def test_a_piece_that_comes_back_is_worth_what_was_paid_for_it(shop: Shop) -> None:
    wine, cheese = article(shop, "Vin", 1200), article(shop, "Fromage", 800, 550)
    sale_id = pay(shop, basket(shop, bundle(shop, 1500, (wine, 1), (cheese, 1))))
    lines = selling.sale(shop, sale_id).lines
    place = next(line.position for line in lines if line.label == "Vin")
    back = selling.refund(
        shop, sale_id, (RefundLine(place, Quantity.pieces(1)),), Means.CARD, OWNER, "cassé"
    )
    assert back.total == Money(-900)
    assert (on_hand(shop, wine), on_hand(shop, cheese)) == (10, 9)


def test_there_are_as_many_bundles_as_the_scarcest_piece_makes(shop: Shop) -> None:
    wine, glass = article(shop, "Vin", 1200, stock=4), article(shop, "Verre", 300, stock=5)
    box = bundle(shop, 1500, (wine, 1), (glass, 2))
    assert on_hand(shop, box) == 2
    (item,) = selling.variants(shop, box.id)
    assert item.on_hand == Quantity.pieces(2)


def test_a_bundle_is_undone_like_any_change(shop: Shop) -> None:
    wine, glass = article(shop, "Vin", 1200), article(shop, "Verre", 300)
    box = bundle(shop, 1400, (wine, 1), (glass, 1))
    form = replace(draft_of(box).variants[0], parts=((wine.variants[0].id, Quantity.pieces(3)),))
    saved = save_product(shop, replace(draft_of(box), variants=(form,)), OWNER)
    assert [part.quantity for part in saved.product.variants[0].parts] == [Quantity.pieces(3)]
    assert undo(shop, saved.change_id, OWNER) == replace(box, changed_at=box.changed_at)


def test_a_bundle_of_several_rates_stays_at_the_counter(shop: Shop) -> None:
    wine, cheese = article(shop, "Vin", 1200), article(shop, "Fromage", 800, 550)
    box = bundle(shop, 1500, (wine, 1), (cheese, 1))
    assert Lack.ONE_RATE in missing_for_online(box)
    with pytest.raises(RefusedError, match="one_rate"):
        set_online(shop, box.id, True, OWNER)


@pytest.mark.parametrize("count", [0, 1, -2, 101])
def test_one_piece_or_a_hundred_and_one_are_no_bundle(shop: Shop, count: int) -> None:
    with pytest.raises(RefusedError, match="bundle_terms"):
        bundle(shop, 100, (article(shop, "Vin", 1200), count))


def test_half_a_piece_and_a_bundle_for_nothing_are_refused(shop: Shop) -> None:
    wine = article(shop, "Vin", 1200)
    for parts, price in ((((wine.variants[0].id, Quantity(2500)),), 100), (((wine.variants[0].id, Quantity(2000)),), 0)):  # fmt: skip
        form = VariantDraft(price=Money(price), parts=parts)
        with pytest.raises(RefusedError, match="bundle_terms"):
            save_product(shop, ProductDraft(name="X", vat=VatRate(2000), variants=(form,)), OWNER)


def test_a_bundle_never_costs_more_than_its_pieces(shop: Shop) -> None:
    wine = article(shop, "Vin", 1200)
    with pytest.raises(RefusedError) as refused:
        bundle(shop, 2401, (wine, 2))
    assert (refused.value.code, refused.value.facts["amount"]) == ("bundle_dearer", Money(2400))


def test_books_weights_deposits_and_bundles_are_no_pieces(shop: Shop) -> None:
    wine = article(shop, "Vin", 1200)
    box = bundle(shop, 2000, (wine, 2))
    book = article(shop, "Roman", 2000, flags=frozenset({"fixed_price"}))
    ham_form = VariantDraft(price=Money(3000))
    ham = save_product(
        shop,
        ProductDraft(name="Jambon", vat=VatRate(550), unit=Unit.KILOGRAM, variants=(ham_form,)),
        OWNER,
    ).product
    for piece in (box, book, ham):
        with pytest.raises(RefusedError, match="bundle_part"):
            bundle(shop, 100, (piece, 1), (wine, 1), name="Autre")


def test_an_unknown_piece_and_a_bundle_in_itself_are_refused(shop: Shop) -> None:
    wine = article(shop, "Vin", 1200)
    box = bundle(shop, 2000, (wine, 2))
    for ident, code in (("nowhere", "unknown_article"), (box.variants[0].id, "bundle_part")):
        form = replace(draft_of(box).variants[0], parts=((ident, Quantity.pieces(2)),))
        with pytest.raises(RefusedError, match=code):
            save_product(shop, replace(draft_of(box), variants=(form,)), OWNER)
    form = replace(draft_of(wine).variants[0], parts=((box.variants[0].id, Quantity.pieces(2)),))
    with pytest.raises(RefusedError, match="bundle_part"):
        save_product(shop, replace(draft_of(wine), variants=(form,)), OWNER)


@contextmanager
def opened() -> Iterator[Shop]:
    with TemporaryDirectory() as folder, AShop(Path(folder) / "shop").opened() as shop:
        yield shop


@settings(max_examples=15, deadline=None)
@given(
    pieces=st.lists(
        st.tuples(st.integers(1, 5000), st.sampled_from([2000, 1000, 550, 210]), st.integers(1, 4)),
        min_size=2,
        max_size=4,
    ),
    share=st.integers(1, 100),
    count=st.integers(1, 5),
)
def test_any_bundle_sells_at_its_price_with_vat_and_stock_right(
    pieces: list[tuple[int, int, int]], share: int, count: int
) -> None:
    with opened() as shop:
        views = [
            (article(shop, f"P{place}", cents, vat, stock=50), number)
            for place, (cents, vat, number) in enumerate(pieces)
        ]
        apart = sum(cents * number for cents, _vat, number in pieces)
        price = max(apart * share // 100, 1)
        sale_id = pay(shop, basket(shop, bundle(shop, price, *views), count))
        sale = selling.sale(shop, sale_id)
        assert sale.gross == Money(price * count)
        for share_of_rate in sale.vat:
            lines = [line.gross for line in sale.lines if line.vat == share_of_rate.rate]
            assert share_of_rate == take_vat_out(total_of(lines), share_of_rate.rate)
        assert [on_hand(shop, view) for view, _number in views] == [
            50 - number * count for _view, number in views
        ]
        back = selling.refund(shop, sale_id, (), Means.CARD, OWNER, "retour")
        assert back.total == Money(-price * count)
        assert {on_hand(shop, view) for view, _number in views} == {50}
