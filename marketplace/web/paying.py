"""To the provider's page and back; and the page of the simulator, which moves no money."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from marketplace.errors import HubError, NotFoundError, Refusal
from marketplace.services import online_payments, order_page, payment_simulator
from marketplace.services.payment_provider import PaymentProvider, PaymentRequest
from marketplace.services.payment_simulator import PaymentSimulator
from marketplace.web.ordering import answer_with
from marketplace.web.page import Page, TheForm, ThePage

router = APIRouter(include_in_schema=False)


@router.get("/commandes/{token}/payer")
def pay(page: ThePage, token: str) -> Response:
    """Send the customer to the provider's page; a checkout that is paid already stays here."""
    provider = _provider_of(page)
    with page.open() as session:
        group = order_page.find_group(session, token)
        payment = online_payments.find(session, group)
        if payment is None:
            raise NotFoundError("payment")
        is_open = payment.state == "open" and page.now < payment.ends_at
    if not is_open:
        return page.redirect(f"/commandes/{token}")
    request = PaymentRequest(
        key=payment.id,
        cents=payment.cents,
        currency=group.currency,
        title=page.home.name,
        back_url=f"{page.public_url}/commandes/{token}/paiement",
    )
    try:
        # No transaction is open: the provider may take its time.
        begun = provider.begin(request)
    except HubError as error:
        return answer_with(page, token, page.sentence(error), 503)
    with page.hub.database.write() as session:
        online_payments.note_begun(session, payment.id, begun.reference)
    return RedirectResponse(begun.url, status_code=303)


@router.get("/commandes/{token}/paiement")
def come_back(page: ThePage, token: str) -> Response:
    """Take the notice the customer brings back from the provider; again and again is once."""
    try:
        notice = _take(page, dict(page.request.query_params))
    except Refusal as refusal:
        return answer_with(page, token, page.sentence(refusal), 409)
    with page.open() as session:
        group = order_page.find_group(session, token)
        payment = online_payments.find(session, group)
    if payment is None or payment.id != notice:
        raise NotFoundError("payment")
    if payment.paid_at is None:
        return answer_with(page, token, page.words("payment_failed"), 402)
    return page.redirect(f"/commandes/{token}")


@router.get("/paiements/avis")
def hear(page: ThePage) -> Response:
    """Take a notice the provider sends by itself, whether or not the customer comes back."""
    try:
        _take(page, dict(page.request.query_params))
    except Refusal:
        return Response(status_code=400)
    return Response(status_code=204)


def _take(page: Page, fields: Mapping[str, str]) -> str:
    notice = _provider_of(page).read(fields)
    with page.hub.database.write() as session:
        online_payments.take_notice(session, notice, page.now)
    return notice.key


def _provider_of(page: Page) -> PaymentProvider:
    if page.hub.payments is None:
        raise NotFoundError("provider")
    return page.hub.payments


# --- the simulator's page -------------------------------------------------------------------------


@router.get(payment_simulator.PATH)
def pretend(page: ThePage) -> Response:
    """Show the simulator's page."""
    simulator = _simulator_of(page)
    try:
        asked = simulator.open(page.request.query_params)
    except Refusal as refusal:
        raise NotFoundError("payment") from refusal
    with page.open():
        return page.render(
            "pretend.html",
            asked=asked,
            cents=int(asked["cents"]),
            signature=page.request.query_params.get("signature", ""),
        )


@router.post(payment_simulator.PATH)
def decide(page: ThePage, form: TheForm) -> Response:
    """Pay or not, and go back."""
    try:
        back = _simulator_of(page).decide(form, form.get("verdict", ""))
    except Refusal as refusal:
        raise NotFoundError("payment") from refusal
    return page.redirect(back)


def _simulator_of(page: Page) -> PaymentSimulator:
    provider = page.hub.payments
    if not isinstance(provider, PaymentSimulator):
        raise NotFoundError("provider")
    return provider
