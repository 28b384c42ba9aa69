"""The shop's printers at work: each with its thread, and who takes over from whom."""

import logging

from desktop.errors import RefusedError
from desktop.services.papers import print_relief
from desktop.services.papers.paper_bytes import has_place
from desktop.services.papers.print_rows import JobRows
from desktop.services.papers.printer_profiles import profile_for
from desktop.services.shop import Shop, Topic
from desktop.settings import FILES, PrinterSettings
from printing.spooler import Announcement, DrawerOpened, PrinterChanged, Relief, Spooler
from printing.transports import AddressError, DirectoryTransport, Transport, transport_at

_log = logging.getLogger(__name__)


class PrintRoom:
    """The shop's printers, each with its thread."""

    def __init__(self, shop: Shop) -> None:
        """Start a thread for every printer of the settings that has an address we know.

        One that has none prints nothing, and is no reason to keep the shop from opening.
        """
        self._shop = shop
        self._standing: dict[str, PrinterChanged] = {}
        #: Printers whose drawer was to open and did not, until it does or somebody has seen it.
        self._shut: set[str] = set()
        self._drawers: set[str] = set()
        self._spoolers: dict[str, Spooler] = {}
        store = JobRows(shop)
        for printer in shop.settings.printers:
            kick = _drawer_kick(printer)
            if kick:
                self._drawers.add(printer.code)
            try:
                transport = transport_of(printer)
            except RefusedError:
                _log.warning("printer_left_out", extra={"printer": printer.code})
                continue
            self._spoolers[printer.code] = Spooler(
                printer.code,
                transport,
                store,
                shop.clock,
                self._hear,
                drawer_kick=kick,
                relief=self._relief(printer),
            )
        if self._spoolers:
            self._spoolers[FILES] = Spooler(FILES, files_of(shop), store, shop.clock, self._hear)
        for spooler in self._spoolers.values():
            spooler.start()

    def wake(self, printer: str) -> None:
        """Say that a job was queued for the printer of that code; returns at once."""
        if printer in self._spoolers:
            self._spoolers[printer].wake()

    def open_drawer(self, printer: str) -> None:
        """Open the drawer at that printer now or, if it is away, not at all: that is told."""
        if printer in self._spoolers:
            self._spoolers[printer].open_drawer()
        else:
            self._hear(DrawerOpened(printer, has_opened=False))

    @property
    def is_drawer_shut(self) -> bool:
        """Tell whether a drawer was to open, did not, and nobody has seen that."""
        return bool(self._shut)

    def see_drawer(self) -> None:
        """Note that somebody knows of the drawer that stayed shut."""
        self._shut.clear()
        self._shop.changes.announce({Topic.PRINTERS})

    def spooler(self, printer: str) -> Spooler | None:
        """Return the printer's spooler, None when the printer was taken away."""
        return self._spoolers.get(printer)

    def standing(self, printer: str) -> PrinterChanged | None:
        """Return how the printer stands; None before the first look."""
        return self._standing.get(printer)

    def stands_still(self, printer: str) -> bool:
        """Tell whether papers sent there now would wait, as far as anybody knows."""
        known = self._standing.get(printer)
        if known is None or known.is_unconfirmed:
            return False
        return not known.status.condition.can_print

    def stop(self) -> None:
        """Put down the jobs in hand and join the threads; the rest stays queued."""
        for spooler in self._spoolers.values():
            spooler.stop()

    def _hear(self, news: Announcement) -> None:
        if isinstance(news, PrinterChanged):
            self._standing[news.printer] = news
        elif isinstance(news, DrawerOpened) and news.printer in self._drawers:
            if news.has_opened:
                self._shut.discard(news.printer)
            else:
                self._shut.add(news.printer)
        self._shop.changes.announce({Topic.PRINTERS})

    def _relief(self, printer: PrinterSettings) -> Relief | None:
        if not has_place(self._shop.settings, printer.relief) or printer.relief == printer.code:
            return None
        return Relief(printer.relief_after_s, lambda code: print_relief.hand_over(self._shop, code))


def files_of(shop: Shop) -> DirectoryTransport:
    """Return the folder in which papers are kept as PDF files instead of printed."""
    return DirectoryTransport(shop.folder / "papers", ".pdf")


def transport_of(printer: PrinterSettings) -> Transport:
    """Return the way to a printer.

    Raises:
        RefusedError: printer_address_unknown.
    """
    try:
        return transport_at(printer.address, answers_status=profile_for(printer).answers_status)
    except AddressError as error:
        raise RefusedError("printer_address_unknown", address=printer.address) from error


def _drawer_kick(printer: PrinterSettings) -> bytes:
    from printing.drivers.escpos import drawer_kick  # noqa: PLC0415 start-up time

    return drawer_kick(profile_for(printer))
