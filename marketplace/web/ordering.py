"""After the checkout: the order's page, cancelling, renouncing."""

import io
from zoneinfo import ZoneInfo

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from marketplace.errors import NotFoundError, Refusal
from marketplace.services import order_page, orders, questions, withdrawals
from marketplace.services.order_page import GroupView, OrderView
from marketplace.web import formats
from marketplace.web.page import Page, TheForm, ThePage
from sync.kernel.order_states import OPEN, OrderState

router = APIRouter(include_in_schema=False)

_STEPS = ("placed", "accepted", "preparing", "ready")
_DONE = frozenset({OrderState.HANDED_OVER, OrderState.DELIVERED})
_QUIET_ZONE = 4


@router.get("/commandes/{token}")
def show(page: ThePage, token: str) -> Response:
    """Show the orders of one checkout; the address is the key."""
    return answer_with(page, token)


def answer_with(page: Page, token: str, problem: str = "", status: int = 200) -> Response:
    """Return an order's page, with what went wrong if something did."""
    with page.open() as session:
        group = order_page.view(session, token, page.now)
    return page.render(
        "order.html",
        status,
        group=group,
        codes={order.id: pickup_svg(order) for order in group.orders if order.pickup_text},
        steps={order.id: (*_STEPS, order.last_step) for order in group.orders},
        progress={order.id: _progress(order) for order in group.orders},
        pickup_hints={order.id: _pickup_hint(order) for order in group.orders},
        state_words={order.id: _state_words(order) for order in group.orders},
        is_open=any(OrderState(order.state) in OPEN for order in group.orders),
        problem=problem,
    )


def pickup_svg(order: OrderView) -> Markup:
    """Return the pickup code as a drawing: digits only, version 1, level M, black on white."""
    code = segno.make(order.pickup_text, error="m", mode="numeric", boost_error=False, micro=False)
    drawing = io.BytesIO()
    code.save(
        drawing,
        kind="svg",
        xmldecl=False,
        svgns=True,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        border=_QUIET_ZONE,
        dark="#000000",
        light="#ffffff",
    )
    return Markup(drawing.getvalue().decode("utf-8"))  # noqa: S704 drawn from digits by our own hand


def _progress(order: OrderView) -> int:
    """Return how many of the steps are done; nought when the order went another way."""
    if order.is_unpaid:
        return 0
    if order.state in _DONE:
        return len(_STEPS) + 1
    return _STEPS.index(order.state) + 1 if order.state in _STEPS else 0


def _pickup_hint(order: OrderView) -> str:
    """Return the key of what is said of where the pickup code is shown."""
    if order.mode == "collect" or order.came_back:
        return "pickup_hint"
    if order.mode == "relay":
        return "pickup_hint_relay"
    if order.mode != "locker":
        return "pickup_hint_door"
    if order.carriage != "deposited":
        return "pickup_hint_locker"
    return "pickup_hint_spare" if order.opening_code else "pickup_hint_opener"


def _state_words(order: OrderView) -> str:
    """Return the key of what is said of where an order stands."""
    if order.is_unpaid:
        return "state_unpaid"
    if order.state == OrderState.PLACED and order.is_seen:
        return "state_placed_seen"
    if order.is_part_handed:
        return "state_part"
    if order.mode in {"merchant", "relay", "locker"}:
        return f"state_{_on_its_way(order)}"
    return f"state_{order.state}"


def _on_its_way(order: OrderView) -> str:
    if order.came_back:
        return "back"
    if order.carriage in {"out", "failed"}:
        return order.carriage
    if order.carriage == "deposited" and order.mode != "merchant":
        return f"deposited_{order.mode}"
    return f"ready_{order.mode}" if order.state == OrderState.READY else order.state


@router.get("/commandes/{token}/etat")
def state(page: ThePage, token: str) -> JSONResponse:
    """Return what changes when the page has something new to show."""
    with page.open() as session:
        group = order_page.view(session, token, page.now)
    return JSONResponse({"version": group.version})


@router.post("/commandes/{token}/repondre")
def answer(page: ThePage, token: str, form: TheForm) -> Response:
    """Keep what the customer wants instead of a missing line."""
    try:
        with page.hub.database.write() as session:
            group = order_page.find_group(session, token)
            questions.answer(session, group, form.get("line", ""), form.get("answer", ""), page.now)
    except Refusal as refusal:
        return answer_with(page, token, page.sentence(refusal), 409)
    return page.redirect(f"/commandes/{token}")


@router.post("/commandes/{token}/annuler")
def cancel(page: ThePage, token: str, form: TheForm) -> Response:
    """Cancel one shop's order while the shop has not accepted it."""
    try:
        with page.hub.database.write() as session:
            group = order_page.find_group(session, token)
            orders.cancel_for_customer(session, group, form.get("order", ""), page.now)
    except Refusal as refusal:
        return answer_with(page, token, page.sentence(refusal), 409)
    return page.redirect(f"/commandes/{token}")


@router.get("/commandes/{token}/renoncer/{number}")
def ask_withdrawal(page: ThePage, token: str, number: str) -> Response:
    """Show the declaration before it is confirmed, or the acknowledgement after."""
    group, order = _of_group(page, token, number)
    return _withdrawal(page, group, order)


def _withdrawal(
    page: Page, group: GroupView, order: OrderView, problem: str = "", status: int = 200
) -> Response:
    return page.render(
        "withdraw.html",
        status,
        group=group,
        order=order,
        statement=order.withdrawal or _statement(page, group, order),
        problem=problem,
    )


def _statement(page: Page, group: GroupView, order: OrderView) -> str:
    return page.words(
        "withdraw_statement",
        number=order.short_number,
        date=formats.day(page.words, group.placed_at.astimezone(ZoneInfo(page.home.zone)).date()),
        seller=order.shop_legal_name or order.shop_sign,
        name=group.customer_name,
    )


@router.post("/commandes/{token}/renoncer/{number}")
def withdraw(page: ThePage, token: str, number: str, _form: TheForm) -> Response:
    """Keep the declaration; the page that follows is its acknowledgement with date and time."""
    group, order = _of_group(page, token, number)
    try:
        with page.hub.database.write() as session:
            withdrawals.declare(
                session,
                order_page.find_group(session, token),
                order.id,
                _statement(page, group, order),
                page.now,
            )
    except Refusal as refusal:
        return _withdrawal(page, group, order, page.sentence(refusal), 409)
    return page.redirect(f"/commandes/{token}/renoncer/{number}")


def _of_group(page: Page, token: str, number: str) -> tuple[GroupView, OrderView]:
    with page.open() as session:
        group = order_page.view(session, token, page.now)
    for order in group.orders:
        if order.number == number:
            return group, order
    raise NotFoundError("order")
