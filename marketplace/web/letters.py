"""The marketplace's letters, in the words of its pages."""

from datetime import datetime

from marketplace.services.mail import Alarm, CustomerNews, Letter
from marketplace.web import formats
from marketplace.web.wording import LANGUAGES, Words


class TownLetters:
    """Writes to shopkeepers in the town's language and to customers in theirs."""

    def order_waiting(self, alarm: Alarm, link: str) -> Letter:
        """Return what a shopkeeper is told of an order nobody has acknowledged."""
        return _of_alarm(alarm, "mail_waiting", link=link)

    def to_steward(self, alarm: Alarm) -> Letter:
        """Return what the town's steward is told of a shop nobody answers at."""
        return _of_alarm(alarm, "mail_steward", phone=alarm.phone or "–")

    def to_customer(self, news: CustomerNews) -> Letter:
        """Return what a customer is told of an order: a bag that waits, a locker, nothing left."""
        words = Words(news.language if news.language in LANGUAGES else LANGUAGES[0])
        facts = {"number": _spaced(news.number), "shop": news.shop}
        said = [words(f"mail_{news.about}", **facts)]
        if news.about == "deposited":
            said += [
                *([news.place] if news.place else ()),
                words("box", box=news.box),
                f"{words('opening_code')} {news.opening_code}"
                if news.opening_code
                else words("mail_no_opening_code"),
            ]
        elif news.about == "reminder":
            said.append(words("mail_code_there"))
        elif news.is_refunded:
            said.append(words("mail_refunded"))
        if news.link:
            said.append(words("mail_page", link=news.link))
        return Letter(words(f"mail_{news.about}_subject", **facts), "\n".join(said) + "\n")


def _of_alarm(alarm: Alarm, name: str, **more: str) -> Letter:
    words = Words(LANGUAGES[0])

    def _moment(instant: datetime) -> str:
        return formats.moment(words, instant=instant, now=alarm.placed_at, zone=alarm.zone)

    facts = {"number": _spaced(alarm.number), "shop": alarm.shop}
    moments = {"placed": _moment(alarm.placed_at), "promised": _moment(alarm.promised)}
    text = words(name, **facts, **moments, **more)
    return Letter(words(f"{name}_subject", **facts), text.rstrip() + "\n")


def _spaced(number: str) -> str:
    return f"{number[:4]} {number[4:]}"
