"""The words of the page by which a phone is the counter's camera."""

from collections.abc import Mapping

from desktop.services.drafting.phone_camera import PhoneWords
from desktop.ui.desk import Desk
from desktop.ui.wording import Language, Wording

_NAMES = (
    "title", "how", "shoot", "choose", "sending", "sent_one", "sent_many", "failed", "too_large",
    "no_picture", "over", "no_script",
)  # fmt: skip


def phone_words(desk: Desk) -> Mapping[str, PhoneWords]:
    """Return them by language: the phone's own, whatever the window's is."""
    return {each.value: _words(desk, each) for each in Language}


def _words(desk: Desk, language: Language) -> PhoneWords:
    """Return the words of the page in one language, whatever the window's is."""
    say = Wording(language, desk.shop.zone)
    texts = {name: say(f"phone_page.{name}", n=2 if name == "sent_many" else 1) for name in _NAMES}
    texts |= {
        "sent_one": say("phone_page.sent_one", n=1),
        "sent_many": say("phone_page.sent_many", n="{n}"),
    }
    return PhoneWords(
        language=language.value,
        shop=desk.shop.profile.name,
        refusals={
            410: say("phone_page.over"),
            413: say("phone_page.too_large"),
            415: say("phone_page.no_picture"),
            429: say("phone_page.too_often"),
        },
        **texts,
    )
