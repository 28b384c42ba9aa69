"""What is given, said and known beside the goods, through real widgets."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from sqlalchemy import text

from desktop.domain.promotions import PromotionKind
from desktop.domain.roles import Role
from desktop.services import cataloguing, customers, people, promotions, selling, sign_in
from desktop.services.cataloguing import ProductDraft, VariantDraft
from desktop.services.customers import CustomerDraft
from desktop.services.promotions import PromotionDraft
from desktop.services.shop import Shop
from desktop.settings import Tare
from desktop.ui.sale.screen import SaleScreen
from desktop.ui.screen import Errand
from desktop.ui.widgets.chips import Chips
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, found
from tests.ui.conftest import Counter, Opener

SCARF, BREAD, BEER = "3274080005003", "3017620422003", "3119780268382"
CTRL = Qt.KeyboardModifier.ControlModifier


def with_goods(builder: AShop) -> AShop:
    return (
        builder.with_product("Baguette", 130, vat=550, code=BREAD)
        .with_product("Comté", 2000, vat=550, unit="kg", sku="4011")
        .with_product("Écharpe", 4900, code=SCARF)
        .with_product("Bière", 240, code=BEER)
        .with_product("Bouteille consignée", 20, vat=0, kind="deposit")
        .with_settings(tares=(Tare(name="Barquette", grams=8), Tare(name="Bocal", grams=250)))
    )


def lend_bottles(shop: Shop) -> None:
    with shop.begin() as work:
        work.connection.execute(
            text("UPDATE variant SET deposit_variant_id = :bottle WHERE id = :beer"),
            {
                "bottle": found(shop, "bouteille").variant_id,
                "beer": found(shop, "bière").variant_id,
            },
        )
        work.commit()


def knit(shop: Shop) -> None:
    forms = tuple(
        VariantDraft(
            price=Money(5900),
            options=(("taille", size), ("couleur", colour)),
            opening_stock=Quantity.pieces(stock),
        )
        for size, colour, stock in (
            ("S", "bleu", 0),
            ("M", "bleu", 2),
            ("L", "bleu", 4),
            ("S", "rouge", 1),
            ("L", "rouge", 3),
        )
    )
    draft = ProductDraft(name="Pull marin", vat=VatRate(2000), variants=forms)
    cataloguing.save_product(shop, draft, OWNER)


def screen_of(at: Counter) -> SaleScreen:
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    return screen


def lines_of(at: Counter) -> list[tuple[str, int]]:
    return [(line.item.full_label, line.quantity.thousandths) for line in screen_of(at).cart.lines]


def details(at: Counter) -> list[str]:
    return [row.detail for row in screen_of(at).ticket.lines.rows]


def test_a_promotion_shows_on_its_line_and_in_the_total(counter: Opener) -> None:
    at = counter(with_goods)
    draft = PromotionDraft(name="3 pour 2", kind=PromotionKind.N_FOR_M, count=3, paid=2)
    promotions.add(at.shop, draft, OWNER)
    at.settle()

    for _ in range(3):
        at.scan(BREAD)

    assert details(at) == ["1,30\u00a0€ l'unité · 3 pour 2 −1,30\u00a0€"]
    assert at.text("sale-total") == "2,60\u00a0€"
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    (sold,) = selling.sales_today(at.shop)
    assert sold.due == Money(260)


def test_a_scan_under_promotions_asks_the_database_no_more(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods)
    promotions.add(
        at.shop,
        PromotionDraft(name="−10 %", kind=PromotionKind.PERCENTAGE, basis_points=1000),
        OWNER,
    )
    at.settle()
    no_sql_on_main.clear()

    at.scan(BREAD)

    assert screen_of(at).cart.promoted == Money(13)
    assert no_sql_on_main == []


def test_another_price_is_given_with_its_reason_and_undone(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(SCARF)
    at.key(Qt.Key.Key_R, CTRL)
    screen_of(at).panels.bargain._kind.choose("price")
    at.type("40")
    at.press("discount-why-flaw")
    assert at.text("discount-result") == "49,00\u00a0€ → 40,00\u00a0€"

    at.press("discount-confirm")

    assert details(at) == ["40,00\u00a0€ au lieu de 49,00\u00a0€ · Défaut"]
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.text("sale-total") == "49,00\u00a0€"


def test_a_gift_needs_a_reason(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(SCARF)
    at.key(Qt.Key.Key_R, CTRL)
    screen_of(at).panels.bargain._kind.choose("gift")
    assert not at.find("discount-confirm").isEnabled()

    at.type("merci")
    at.key(Qt.Key.Key_Return)

    assert details(at) == ["offert · merci"]
    assert at.text("sale-total") == "0,00\u00a0€"
    at.key(Qt.Key.Key_F12)
    (given,) = selling.sales_today(at.shop)
    assert given.due == Money(0)


def test_a_note_is_kept_with_the_ticket_and_names_it_while_parked(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(BREAD)
    at.key(Qt.Key.Key_M, CTRL)
    at.type("Hugo")
    at.key(Qt.Key.Key_Return)
    assert at.text("sale-noted") == "Hugo"

    at.key(Qt.Key.Key_F8)
    at.scan(SCARF)
    at.key(Qt.Key.Key_F8)
    at.key(Qt.Key.Key_F8)

    assert at.find("parked-0").accessibleName().startswith("Hugo, 1 article")
    assert "depuis 0" in at.find("parked-0").accessibleName()


def test_the_tare_is_taken_off_the_weight(counter: Opener) -> None:
    at = counter(with_goods)
    at.type("4011")
    at.key(Qt.Key.Key_Return)
    at.type("0,75")
    screen_of(at).panels.quantity._tare.choose(250)
    assert at.text("quantity-net") == "Net 0,500\u00a0kg"

    at.key(Qt.Key.Key_Return)

    assert lines_of(at) == [("Comté", 500)]


def test_a_weight_below_the_tare_is_no_weight(counter: Opener) -> None:
    at = counter(with_goods)
    at.type("4011")
    at.key(Qt.Key.Key_Return)
    at.type("0,2")
    screen_of(at).panels.quantity._tare.choose(250)

    assert not at.find("quantity-confirm").isEnabled()


def test_the_deposit_comes_and_goes_with_the_bottle(counter: Opener) -> None:
    at = counter(with_goods, stock=lend_bottles)
    at.scan(BEER)
    at.key(Qt.Key.Key_Plus)
    assert lines_of(at) == [("Bière", 2000), ("Bouteille consignée", 2000)]
    assert at.text("sale-total") == "5,20\u00a0€"

    at.key(Qt.Key.Key_Delete)

    assert lines_of(at) == []


def test_empties_alone_are_paid_out(counter: Opener) -> None:
    at = counter(with_goods, stock=lend_bottles)
    at.key(Qt.Key.Key_E, CTRL)
    at.type("6")
    at.press("empties-0")
    at.key(Qt.Key.Key_Escape)
    assert lines_of(at) == [("Bouteille consignée", -6000)]
    at.key(Qt.Key.Key_Plus)
    assert at.text("sale-pay") == "Rendre 1,40\u00a0€   F12"

    at.key(Qt.Key.Key_F12)

    assert at.text("done-words") == "Remboursé"
    assert [sale.due.cents for sale in selling.sales_today(at.shop)] == [-140]


def test_a_shop_without_packaging_offers_no_empties(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Baguette", 130))

    assert not at.sees("sale-empties")


def test_sizes_and_colours_stand_in_a_grid_walked_by_arrows(counter: Opener) -> None:
    at = counter(with_goods, stock=knit)
    at.type("pull")
    at.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is at.find("variant-0-1")
    assert "reste 2" in at.text("variant-0-1")
    assert "rupture" in at.text("variant-0-0")

    at.key(Qt.Key.Key_Right)
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Left)
    assert QApplication.focusWidget() is at.find("variant-1-0")
    at.key(Qt.Key.Key_Return)

    assert lines_of(at) == [("Pull marin S · rouge", 1000)]


def test_a_product_with_forms_is_one_tile_that_opens_the_grid(counter: Opener) -> None:
    at = counter(stock=knit)
    grid = screen_of(at).shelf.grid
    assert grid.model().rowCount() == 1
    assert (grid.tile_at(0).name, grid.tile_at(0).badge) == ("Pull marin", "5 modèles")

    screen_of(at).finding.touched(grid.tile_at(0).thing)  # type: ignore[arg-type]
    at.settle()
    at.press("variant-0-2")

    assert lines_of(at) == [("Pull marin L · bleu", 1000)]


def test_the_customer_is_picked_by_key_and_gets_their_groups_price(counter: Opener) -> None:
    at = counter(with_goods)
    customers.add(at.shop, CustomerDraft(name="Zoé Müller", groups=("club",)))
    promotions.add(
        at.shop,
        PromotionDraft(
            name="Club", kind=PromotionKind.PERCENTAGE, basis_points=1000, customer_group="club"
        ),
        OWNER,
    )
    at.settle()
    at.scan(SCARF)
    assert at.text("sale-total") == "49,00\u00a0€"

    at.key(Qt.Key.Key_K, CTRL)
    at.type("zoe")
    at.key(Qt.Key.Key_Return)

    assert at.text("sale-buyer") == "Zoé Müller"
    assert at.text("sale-total") == "44,10\u00a0€"
    at.key(Qt.Key.Key_Z, CTRL)
    assert at.text("sale-total") == "49,00\u00a0€"


def test_a_new_customer_is_written_down_on_the_way(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(SCARF)
    at.key(Qt.Key.Key_K, CTRL)
    at.type("Hugo")
    at.key(Qt.Key.Key_Return)
    assert at.text("buyer-name") == "Hugo"

    at.press("buyer-add")

    assert screen_of(at).cart.buyer is not None
    assert [view.called for view in customers.search(at.shop, "hugo")] == ["Hugo"]


def test_a_basket_of_a_second_ago_is_not_brought_back_by_a_late_answer(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(SCARF)
    screen = screen_of(at)
    bargained = screen.cart.give_away(0, "fête")
    screen.panels.bargain.given.emit(bargained)
    screen.change(lambda cart: replace(cart, note="autre"))
    at.settle()

    assert at.text("sale-total") == "49,00\u00a0€"


def test_a_product_gets_its_deposit_in_its_record(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Bière", 240, code=BEER))
    at.window.errand(Errand("catalogue", "open", found(at.shop, "bière").product_id))
    at.settle()
    field = at.find("product-deposit-amount")
    assert isinstance(field, QLineEdit)
    field.setText("0,20")

    at.press("product-deposit-make")

    picker = at.find("product-deposit")
    assert isinstance(picker, QComboBox)
    assert picker.currentText() == "Consigne 0,20 € · 0,20\u00a0€"
    at.window.go("sale")
    at.scan(BEER)
    assert at.text("sale-total") == "2,60\u00a0€"


def test_a_number_and_a_star_before_a_code_are_so_many(counter: Opener) -> None:
    at = counter(with_goods)

    screen_of(at).finding.entered(f"6*{BREAD}")
    at.settle()

    assert lines_of(at) == [("Baguette", 6000)]


def with_team(shop: Shop) -> None:
    """The owner Anne and the seller Nadia, who may give ten per cent; nobody has signed in."""
    sign_in.set_pin(shop, OWNER, "2468", OWNER)
    nadia = people.engage(shop, "Nadia", Role.SELLER, OWNER).code
    sign_in.set_pin(shop, nadia, "9753", OWNER)
    sign_in.sign_out(shop)


def test_a_discount_beyond_the_role_is_approved_on_the_spot(counter: Opener) -> None:
    at = counter(with_goods, stock=with_team)
    for word in ("02", "9753"):
        at.type(word)
        at.key(Qt.Key.Key_Return)
    at.scan(SCARF)
    at.key(Qt.Key.Key_R, CTRL)
    at.type("10")
    at.key(Qt.Key.Key_Return)
    assert at.text("sale-total") == "44,10\u00a0€"

    at.key(Qt.Key.Key_R, CTRL)
    at.type("30")
    at.key(Qt.Key.Key_Return)
    assert at.sees("approval-pin")
    assert at.text("sale-total") == "44,10\u00a0€"
    at.type("2468")
    at.key(Qt.Key.Key_Return)

    assert at.text("sale-total") == "34,30\u00a0€"


def test_more_pieces_of_an_approved_gift_are_approved_again(counter: Opener) -> None:
    at = counter(with_goods, stock=with_team)
    for word in ("02", "9753"):
        at.type(word)
        at.key(Qt.Key.Key_Return)
    at.scan(SCARF)
    screen = screen_of(at)
    given = screen.cart.give_away(0, "fidélité")
    screen.become(given)
    at.settle()

    screen.change(lambda cart: cart.set_quantity(0, Quantity.pieces(20)))
    at.settle()

    assert at.sees("approval-pin")
    assert lines_of(at)[0][1] == 1000
    at.type("2468")
    at.key(Qt.Key.Key_Return)
    assert lines_of(at)[0][1] == 20_000


def test_without_packaging_the_empties_say_where_a_deposit_is_set(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Pain", 130))

    at.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)

    assert "F4" in at.text("empties-how")


def test_every_rate_of_vat_is_in_sight_on_a_small_screen(counter: Opener) -> None:
    at = counter(with_goods, size=(1024, 768))
    at.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    rates = at.find("free-vat")

    assert isinstance(rates, Chips)
    assert rates.tabRect(rates.count() - 1).right() <= rates.width()
