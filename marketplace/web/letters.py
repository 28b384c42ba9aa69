"""The marketplace's letters, in the words of its pages."""

from datetime import datetime

from marketplace.services.mail import Alarm, CustomerNews, Letter
from marketplace.web import formats
from marketplace.web.wording import LANGUAGES, Words

_FETCHED = frozenset({"ready", "reminder", "relayed"})
"""News of a bag that somebody gives against the code."""


class TownLetters:
    """Writes to shopkeepers in the town's language and to customers in theirs."""

    def order_waiting(self, alarm: Alarm, link: str) -> Letter:
        """Return what a shopkeeper is told of an order nobody has acknowledged."""
        return _of_alarm(alarm, "mail_waiting", link=link)

    def to_steward(self, alarm: Alarm) -> Letter:
        """Return what the town's steward is told of a shop nobody answers at."""
        return _of_alarm(alarm, "mail_steward", phone=alarm.phone or "–")

    def to_customer(self, news: CustomerNews) -> Letter:
        """Return what a customer is told of an order: asked, ready, where it lies, nothing left."""
        words = Words(news.language if news.language in LANGUAGES else LANGUAGES[0])
        about = "relayed" if (news.about, news.mode) == ("deposited", "relay") else news.about
        facts = {"number": _spaced(news.number), "shop": news.shop}
        said = [words(f"mail_{about}", **facts)]
        if news.until is not None and about == "asked":
            until = formats.moment(words, instant=news.until, now=news.at, zone=news.zone)
            said.append(words("mail_answer_by", until=until))
        elif about == "deposited":
            said += [
                *([news.place] if news.place else ()),
                words("box", box=news.box),
                f"{words('opening_code')} {news.opening_code}"
                if news.opening_code
                else words("mail_no_opening_code"),
            ]
        elif about in _FETCHED:
            said += [*([news.place] if about == "relayed" else ()), words("mail_code_there")]
        elif news.is_refunded:
            said.append(words("mail_refunded"))
        if news.link:
            said.append(words("mail_page", link=news.link))
        return Letter(words(f"mail_{about}_subject", **facts), "\n".join(said) + "\n")


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
