"""Jobs that go out of the house: letters, calls, refunds.

Each looks up what it needs, does its errand while no transaction is open, and returns what is to
be written with the job's end. Whatever is cut off in between is done again; so whoever is asked
for money is asked under a name that pays once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models.money import OnlinePayment, OnlineRefund
from marketplace.services import (
    customer_letters,
    ladder,
    mail,
    online_payments,
    refunds,
    webhooks,
)
from marketplace.services.hub import Hub
from marketplace.services.payment_provider import ProviderError

Ending = Callable[[Session], None]
Errand = Callable[[Mapping[str, Any], datetime], Ending]
Post = Callable[[str, Mapping[str, str]], None]


def errands_of(
    hub: Hub, letters: mail.Letters | None, post: Post = webhooks.post
) -> Mapping[str, Errand]:
    """Return who does which errand for this marketplace; without letters it writes none."""
    return {
        ladder.RUNG_JOB: partial(_climb, hub, letters, post),
        customer_letters.LETTER_JOB: partial(_write_customer, hub, letters),
        refunds.REFUND_JOB: partial(_refund, hub),
    }


def _climb(
    hub: Hub,
    letters: mail.Letters | None,
    post: Post,
    payload: Mapping[str, Any],
    at: datetime,
) -> Ending:
    order_id, step, channel = str(payload["order"]), int(payload["step"]), str(payload["channel"])
    with hub.database.read() as session:
        alarm = ladder.alarm_of(session, order_id)
    if alarm is None:
        return _nothing
    outcome = _tell(hub, letters, post, channel, str(payload["address"]), alarm)
    return partial(
        ladder.note_climbed,
        order_id=order_id,
        step=step,
        channel=channel,
        outcome=outcome,
        at=at,
    )


def _tell(
    hub: Hub,
    letters: mail.Letters | None,
    post: Post,
    channel: str,
    address: str,
    alarm: mail.Alarm,
) -> str:
    """Tell somebody; say `told`, or why nobody ever will be: the steward sees it then.

    `listed` is what the steward is told without a letter: it stands where the steward looks.
    """
    link = f"{hub.settings.public_url}/boutiques/{alarm.slug}" if hub.settings.public_url else ""
    try:
        if channel == "email":
            if hub.settings.mail is None or letters is None:
                return "no_mail"
            mail.send(hub.settings.mail, address, letters.order_waiting(alarm, link))
        elif channel == "steward":
            server = hub.settings.mail
            if server is None or not server.steward or letters is None:
                return "listed"
            mail.send(server, server.steward, letters.to_steward(alarm))
        elif channel == "webhook":
            words = {
                "number": alarm.number,
                "shop": alarm.shop,
                "promised": alarm.promised.isoformat(),
                "link": link,
            }
            post(address, words)
    except webhooks.WebhookError as error:
        if error.code == "webhook_address":
            return error.code
        raise
    except mail.MailError as error:
        if error.code == "mail_address":
            return error.code
        raise
    return "told"


def _write_customer(
    hub: Hub, letters: mail.Letters | None, payload: Mapping[str, Any], at: datetime
) -> Ending:
    about = customer_letters.About(payload["about"])
    with hub.database.read() as session:
        found = customer_letters.news_of(
            session, str(payload["order"]), about, hub.settings.public_url, at
        )
    if found is not None and hub.settings.mail is not None and letters is not None:
        to, news = found
        try:
            mail.send(hub.settings.mail, to, letters.to_customer(news))
        except mail.MailError as error:
            if error.code != "mail_address":
                raise
    return _nothing


def _refund(hub: Hub, payload: Mapping[str, Any], at: datetime) -> Ending:
    refund_id = str(payload["refund"])
    with hub.database.read() as session:
        refund = session.get_one(OnlineRefund, refund_id)
        cents, is_done = refund.cents, refund.state == "done"
        reference = session.get_one(OnlinePayment, refund.payment_id).reference
    if is_done:
        return _nothing
    if hub.payments is None:
        raise ProviderError("no_provider")
    told = hub.payments.refund(reference, refund_id, cents)
    return partial(online_payments.note_refunded, refund_id=refund_id, reference=told, at=at)


def _nothing(_session: Session) -> None:
    """Write nothing: what the job was about has settled itself."""
