"""The marketplace's letters, in the words of its pages."""

from datetime import datetime

from marketplace.services.ladder import Alarm
from marketplace.services.mail import Letter, Reminder
from marketplace.web import formats
from marketplace.web.wording import LANGUAGES, Words


class TownLetters:
    """Writes to shopkeepers in the town's language and to customers in theirs."""

    def order_waiting(self, alarm: Alarm, link: str) -> Letter:
        """Return what a shopkeeper is told of an order nobody has acknowledged."""
        words = Words(LANGUAGES[0])

        def _moment(instant: datetime) -> str:
            return formats.moment(words, instant=instant, now=alarm.placed_at, zone=alarm.zone)

        facts = {"number": _spaced(alarm.number), "shop": alarm.shop}
        text = words(
            "mail_waiting",
            **facts,
            placed=_moment(alarm.placed_at),
            promised=_moment(alarm.promised),
            link=link,
        )
        return Letter(words("mail_waiting_subject", **facts), text.rstrip() + "\n")

    def reminder(self, reminder: Reminder) -> Letter:
        """Return what a customer is told of a bag that waits."""
        words = Words(reminder.language if reminder.language in LANGUAGES else LANGUAGES[0])
        facts = {"number": _spaced(reminder.number), "shop": reminder.shop}
        text = words("mail_reminder", **facts, link=reminder.link)
        return Letter(words("mail_reminder_subject", **facts), text.rstrip() + "\n")


def _spaced(number: str) -> str:
    return f"{number[:4]} {number[4:]}"
