"""A phone as the counter's camera: a code on the screen, a page on the phone, pictures here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.devices.phone_html import PhoneWords
from desktop.devices.phone_page import PhonePage
from desktop.services.papers import screen_codes

__all__ = ["Invitation", "PhoneCamera", "PhoneWords"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a phone is to scan."""

    address: str
    #: The QR code of the address, row by row; true is dark.
    modules: tuple[tuple[bool, ...], ...]


class PhoneCamera:
    """The page a phone sends pictures from, there only between `invite` and `end`.

    `invite` and `close` wait for the network: not on the main thread. The callbacks are called on
    threads of the page's.
    """

    def __init__(
        self,
        words: Mapping[str, PhoneWords],
        language: str,
        on_picture: Callable[[bytes], None],
        on_end: Callable[[], None],
        *,
        host: str = "",
    ) -> None:
        """Prepare; nothing listens yet.

        Args:
            words: of the page, by language.
            language: the shop's.
            on_picture: gets each picture, whole, not yet decoded.
            on_end: hears that the ten minutes are over.
            host: where to listen; empty is this machine's address on the shop's network.
        """
        self._page = PhonePage(words, language, on_picture, on_end)
        self._host = host

    def listen_at(self, host: str) -> None:
        """Listen there from the next invitation on: the network a demonstration brings along."""
        self._host = host

    def invite(self) -> Invitation:
        """Open the page with a new secret; the one before is worth nothing any more.

        Raises:
            WorldError: phone_no_network, phone_no_page.
        """
        address = self._page.begin(self._host)
        return Invitation(address, screen_codes.modules_of(address))

    def end(self) -> None:
        """Take no more pictures. Returns at once; an old code is answered kindly for a while."""
        self._page.end()

    def close(self) -> None:
        """End for good and wait for its thread."""
        self._page.close()
