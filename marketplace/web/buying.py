"""Basket and checkout."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from marketplace.errors import HubError, NotFoundError, Refusal
from marketplace.services import basket, carriage_terms, checkout, shelves, visitors
from marketplace.web.page import Page, TheForm, ThePage
from marketplace.web.storefront import product_answer
from sync.kernel.allergen_names import allergen_names

router = APIRouter(include_in_schema=False)

_MALFORMED = frozenset({"wrong_quantity", "malformed_key"})


def _status_of(refusal: HubError) -> int:
    if isinstance(refusal, NotFoundError):
        return 404
    return 422 if refusal.code in _MALFORMED else 409


@router.get("/panier")
def show(page: ThePage) -> Response:
    """Show the basket."""
    return _basket(page)


def _basket(page: Page, problem: str = "", status: int = 200) -> Response:
    with page.open() as session:
        seen = basket.view(session, page.home, page.visitor_id(session), page.now)
    return page.render(
        "basket.html",
        status,
        basket=seen,
        problem=problem,
        allergens={
            line.offer_id: allergen_names(line.allergens, page.words.language)
            for part in seen.parts
            for line in part.lines
        },
        was_added=page.request.query_params.get("ajout") == "1",
    )


@router.post("/panier/ajouter")
def add(page: ThePage, form: TheForm) -> Response:
    """Put an offer into the basket and show it; a quantity that cannot be is said on the page."""
    at = page.now
    offer_id = form.get("offer", "")
    try:
        with page.open():
            town = page.home
        with page.hub.database.write() as session:
            visitor_id = visitors.remember(session, page.visit.cookie, at)
            basket.add(session, town, visitor_id, offer_id, form.get("quantity", "1"), at)
    except (Refusal, NotFoundError) as refusal:
        return _back_to_product(page, form, page.sentence(refusal), _status_of(refusal))
    return page.redirect("/panier?ajout=1")


def _back_to_product(page: Page, form: Mapping[str, str], problem: str, status: int) -> Response:
    shop_slug, _, slug = form.get("product", "").partition("/")
    try:
        with page.open() as session:
            seen = shelves.product_page(session, page.home, shop_slug, slug, page.now)
            more = shelves.of_shop(session, page.home, seen.shop.id)
    except NotFoundError:
        return _basket(page, problem, status)
    return product_answer(
        page, seen, more, chosen=form.get("offer", ""), problem=problem, status=status
    )


@router.post("/panier/modifier")
def change(page: ThePage, form: TheForm) -> Response:
    """Set a line's quantity."""
    try:
        with page.open() as session:
            town = page.home
            visitor_id = page.visitor_id(session)
        with page.hub.database.write() as session:
            basket.change(
                session, town, visitor_id or "", form.get("offer", ""), form.get("quantity", "")
            )
    except NotFoundError as error:
        return _basket(page, page.sentence(error), 409)
    except Refusal as refusal:
        return _basket(page, page.sentence(refusal), _status_of(refusal))
    return page.redirect("/panier")


@router.post("/panier/retirer")
def remove(page: ThePage, form: TheForm) -> Response:
    """Take a line out."""
    with page.open() as session:
        visitor_id = page.visitor_id(session)
    if visitor_id:
        with page.hub.database.write() as session:
            basket.remove(session, visitor_id, form.get("offer", ""))
    return page.redirect("/panier")


@router.get("/commander")
def ask(page: ThePage) -> Response:
    """Show the checkout: one page, one button."""
    return _checkout(page, checkout.new_key(), {})


def _checkout(
    page: Page,
    key: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    with page.open() as session:
        seen = basket.view(session, page.home, page.visitor_id(session), page.now)
        parts = [(part.shop_id, part.subtotal_cents) for part in seen.parts]
        can_pay = page.hub.payments is not None
        ways = carriage_terms.choices_of(
            session, page.home, parts, can_pay=can_pay, with_papers=seen.with_papers
        )
    if seen.is_empty:
        return page.redirect("/panier")
    if not seen.can_be_ordered:
        return _basket(page, problem, status if status != 200 else 409)
    chosen = {shop_id: _chosen(ways[shop_id], typed, shop_id) for shop_id, _ in parts}
    return page.render(
        "checkout.html",
        status,
        basket=seen,
        key=key,
        typed=typed,
        wrong=wrong or {},
        problem=problem,
        ways=ways,
        chosen=chosen,
        total_cents=seen.total_cents + sum(way.fee_cents for way in chosen.values()),
        to_homes=any(way.mode == "merchant" for each in ways.values() for way in each),
        provider=page.hub.payments.name if page.hub.payments else "",
        must_be_paid=any(way.must_be_paid for way in chosen.values()),
    )


def _chosen(
    ways: tuple[carriage_terms.Choice, ...], typed: Mapping[str, str], shop_id: str
) -> carriage_terms.Choice:
    """Return the way that is ticked; over the counter when what was is no longer offered."""
    code = typed.get(f"way.{shop_id}", carriage_terms.COLLECT)
    return next((way for way in ways if way.code == code and not way.is_out_of_reach), ways[0])


@router.post("/commander")
def place(page: ThePage, form: TheForm) -> Response:
    """Place the order; sent twice it is placed once, and the same page answers."""
    key = form.get("key", "")
    if form.get("step") == "reckon":
        return _checkout(page, key, form)
    request = checkout.Checkout(
        key=key,
        digest=form.get("digest", ""),
        name=form.get("name", ""),
        phone=form.get("phone", ""),
        email=form.get("email", ""),
        notes={
            name.removeprefix("note."): text
            for name, text in form.items()
            if name.startswith("note.")
        },
        language=page.words.language,
        if_missing=form.get("missing", "ask"),
        proxy_name=form.get("proxy", ""),
        ways={
            name.removeprefix("way."): code
            for name, code in form.items()
            if name.startswith("way.") and code != carriage_terms.COLLECT
        },
        street=form.get("street", ""),
        postcode=form.get("postcode", ""),
        city=form.get("city", ""),
        detail=form.get("detail", ""),
        pays_online=form.get("payment") == "online",
        agreed_cents=_whole(form.get("agreed", "")),
        fee_labels={mode: page.words(f"fee_{mode}") for mode in ("merchant", "relay", "locker")},
    )
    with page.open() as session:
        visitor_id = page.visitor_id(session)
    try:
        provider = page.hub.payments.name if page.hub.payments else ""
        token = checkout.place(
            page.hub.database, page.home, visitor_id, request, page.now, provider
        )
    except checkout.ContactError as error:
        problem = page.words("fix_fields", n=len(error.fields))
        return _checkout(page, key, form, error.fields, problem, 422)
    except Refusal as refusal:
        # Whatever is confirmed after this is another order than the one that was refused.
        return _checkout(
            page,
            checkout.new_key(),
            form,
            problem=page.sentence(refusal),
            status=_status_of(refusal),
        )
    return page.redirect(f"/commandes/{token}")


def _whole(text: str) -> int:
    """Return the cents the page showed; nothing anybody owes when it shows no such thing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
