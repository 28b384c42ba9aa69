"""The driver's sheet of a round: on a printer, as a file, and on the screen before that."""

from pathlib import Path

from desktop.domain.round_order import map_link
from desktop.errors import WorldError
from desktop.services.carriage.rounds import RoundView, StopState, StopView, read_round
from desktop.services.online.labels import long_papers
from desktop.services.online.order_papers import bags_of
from desktop.services.online.pickup import checks_of
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from desktop.services.unit_of_work import Look
from printing.documents import HandoverMode, RoundSheet, RoundStopLine

_FILE_NAME = "round.pdf"


def sheet_of(shop: Shop, look: Look, standing: RoundView) -> RoundSheet:
    """Return the sheet with the stops that are still to be driven; of a round that ended, all."""
    open_stops = [stop for stop in standing.stops if stop.state is StopState.PLANNED]
    return RoundSheet(
        shop=letterhead(shop.settings),
        name=standing.name,
        driver="" if standing.driver is None else standing.driver.name or standing.driver.code,
        printed_at=shop.clock.now(),
        stops=tuple(_line(look, stop) for stop in open_stops or standing.stops),
        to_collect=standing.to_collect,
    )


def _line(look: Look, stop: StopView) -> RoundStopLine:
    order, to = stop.order, stop.order.destination
    mode = HandoverMode(order.mode)
    at_home = to is not None and to.kind == "home"
    return RoundStopLine(
        short_number=order.short_number,
        order_number=order.number,
        recipient=(to.name if to is not None else "") or order.customer_name,
        mode=mode,
        address=() if to is None else (to.street, f"{to.postcode} {to.city}".strip()),
        detail="" if to is None else to.detail,
        phone=to.phone if to is not None and at_home else "",
        bags=bags_of(order),
        promised_at=order.promised_from,
        promised_until=order.promised_to,
        to_collect=stop.to_collect or None,
        note=order.note,
        map_link="" if to is None else map_link(to.lat_e6, to.lon_e6),
        is_checked=stop.is_at_door and bool(checks_of(look, order)),
    )


def print_sheet(shop: Shop, round_id: str) -> str:
    """Queue the sheet and return its job.

    Raises:
        RefusedError: unknown_round, no_printer.
    """
    with shop.begin() as work:
        standing = read_round(work.connection, round_id)
        job = print_queue.queue(
            work,
            sheet_of(shop, work, standing),
            printer=long_papers(shop.settings),
            kind="round",
            title=standing.name,
            ref=round_id,
        )
        work.commit()
    return job


def sheet_pdf(shop: Shop, round_id: str) -> Path:
    """Write the sheet as A4 pages into the shop's folder and return the file.

    Raises:
        RefusedError: unknown_round.
        WorldError: export_not_written.
    """
    from printing.drivers.pdf import A4, render_pdf  # noqa: PLC0415 start-up time

    pdf = render_pdf(_sheet(shop, round_id), shop.settings.language, sheet=A4)
    target = shop.folder / _FILE_NAME
    coming = target.with_name(f"{_FILE_NAME}.part")
    try:
        coming.write_bytes(pdf)
        coming.replace(target)
    except OSError as error:
        raise WorldError("export_not_written", file=target.name) from error
    return target


def _sheet(shop: Shop, round_id: str) -> RoundSheet:
    with shop.look() as look:
        return sheet_of(shop, look, read_round(look.connection, round_id))
