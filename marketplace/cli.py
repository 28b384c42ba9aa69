"""The `comptoir-hub` command: run and tend the marketplace, its town and its shops.

Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the world failed. An error is one sentence
on stderr.
"""

import errno
import json
import logging
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from marketplace.commands import (
    DEFAULT_DATABASE,
    AsJson,
    DatabaseUrl,
    DataFolder,
    Payment,
    opened,
    settings_of,
    words,
)
from marketplace.errors import HubError, NotFoundError, Refusal, StorageError
from marketplace.services import (
    checkup,
    directory,
    greeting,
    ladder,
    refunds,
    town_file,
)
from marketplace.services import steward as steward_desk
from marketplace.services import town as towns
from marketplace.services.blobs import BlobFolder
from marketplace.services.french import slugify
from marketplace.services.hub import Hub
from marketplace.settings import MailServer, mail_server
from marketplace.shop_commands import shop_app

EXIT_NO, EXIT_USE, EXIT_WORLD = 1, 2, 3

app = typer.Typer(
    name="comptoir-hub",
    help="The town's own marketplace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
town_app = typer.Typer(help="The town.", no_args_is_help=True)
app.add_typer(town_app, name="town")
app.add_typer(shop_app, name="shop")


def main() -> NoReturn:
    """Run the command line and end with its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        if error.format_message():
            typer.echo(f"comptoir-hub: {error.format_message()}", err=True)
        sys.exit(EXIT_USE)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(EXIT_NO)
    except HubError as error:
        typer.echo(f"comptoir-hub: {_sentence(error)}", err=True)
        is_answer = isinstance(error, (Refusal, NotFoundError))
        sys.exit(EXIT_NO if is_answer else EXIT_WORLD)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_WORLD)
    sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: HubError) -> str:
    return words().command(error.code, **{"detail": "?", "what": "?"} | error.facts)


def _mail_of(url: str, sender: str, steward: str) -> MailServer | None:
    """Return where letters are handed in, or None where no server is named."""
    if not url:
        return None
    try:
        return mail_server(url, sender, steward)
    except ValueError as error:
        raise StorageError("mail_server_wrong") from error


# --- serve, doctor, restored ---------------------------------------------------------------------


@app.command()
def serve(
    database: DatabaseUrl = DEFAULT_DATABASE,
    port: Annotated[int, typer.Option(min=0, max=65_535)] = 8000,
    data: DataFolder = None,
    host: str = "127.0.0.1",
    public_url: Annotated[
        str, typer.Option(help="How people reach it, e.g. https://commerces.ville.fr.")
    ] = "",
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name it answers to; may be repeated.")
    ] = None,
    payment: Annotated[
        Payment,
        typer.Option(
            help="Who takes payments online; the simulator moves no money.",
            envvar="COMPTOIR_HUB_PAYMENT",
        ),
    ] = Payment.NONE,
    smtp: Annotated[
        str,
        typer.Option(
            help="Where letters are handed in, e.g. smtp://user:password@host:587.",
            envvar="COMPTOIR_HUB_SMTP",
        ),
    ] = "",
    mail_from: Annotated[
        str, typer.Option(help="Whom letters come from.", envvar="COMPTOIR_HUB_MAIL_FROM")
    ] = "",
    steward_mail: Annotated[
        str,
        typer.Option(
            help="Who is written of orders that nobody at a shop has seen.",
            envvar="COMPTOIR_HUB_STEWARD_MAIL",
        ),
    ] = "",
) -> None:
    """Open the marketplace. Port 0 takes a free one; the address is the first line printed."""
    # The web framework takes a third of a second to import, which no other command needs.
    from marketplace.app import HubServer, create_app  # noqa: PLC0415

    door = _bind(host, port)
    with door:
        hosts = (*(allow_host or ()), *(() if host in {"0.0.0.0", "::"} else (host,)))  # noqa: S104 compared, not bound
        mail = _mail_of(smtp, mail_from, steward_mail)
        application = create_app(settings_of(database, data, public_url, hosts, payment, mail))
        bound = door.getsockname()
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        typer.echo(words().command("serving", url=f"http://{shown}:{bound[1]}"))
        if not _has_town(application.state.hub):
            typer.echo(words().command("no_town"), err=True)
        sys.stdout.flush()
        # Ctrl+C is how one closes it; the server hands it on after everything is closed.
        with suppress(KeyboardInterrupt):
            HubServer(application).run(sockets=[door])


def _bind(host: str, port: int) -> socket.socket:
    """Return a bound socket, so that a taken port is known before anything is opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        # On Windows the option would let two programs share one port.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(256)
    except (OSError, UnicodeError) as error:
        door.close()
        code = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_forbidden"}.get(
            getattr(error, "errno", 0), "host_wrong"
        )
        raise StorageError(code, {"port": port, "host": host}) from error
    return door


def _has_town(hub: Hub) -> bool:
    with hub.database.read() as session:
        try:
            towns.find_town(session)
        except NotFoundError:
            return False
    return True


@app.command()
def doctor(
    database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> int:
    """Check database, books, stocks, audit trail, disk and jobs: one line each."""
    with opened(database, data) as hub:
        findings = checkup.examine(hub)
    if as_json:
        document = [
            {"check": one.name, "ok": one.is_well, "detail": one.detail} for one in findings
        ]
        typer.echo(json.dumps(document, ensure_ascii=False))
    for one in () if as_json else findings:
        key = f"check_{one.name}" if one.is_well else f"check_{one.name}_bad"
        mark = "✓" if one.is_well else "✗"
        typer.echo(f"{mark} {words().command(key, detail=one.detail, version=one.detail)}")
    return 0 if all(one.is_well for one in findings) else EXIT_NO


@app.command()
def steward(
    database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> int:
    """List the orders nobody at a counter has acknowledged, for whoever calls the shop.

    Exit code 1 when there are any.
    """
    with opened(database, data) as hub, hub.database.read() as session:
        waiting = ladder.waiting_for_steward(session)
        stuck = ladder.stuck_refunds(session, refunds.REFUND_JOB)
    if as_json:
        orders = [
            {
                "order": one.order,
                "number": one.number,
                "shop": one.shop,
                "phone": one.phone,
                "placed_at": one.placed_at.isoformat(),
                "promised": one.promised.isoformat(),
                "told_at": one.told_at.isoformat(),
            }
            for one in waiting
        ]
        typer.echo(json.dumps({"orders": orders, "stuck_refunds": stuck}, ensure_ascii=False))
    else:
        _say_waiting(waiting, stuck)
    return EXIT_NO if waiting or stuck else 0


def _say_waiting(waiting: Sequence[ladder.Waiting], stuck: int) -> None:
    for one in waiting:
        placed = f"{one.placed_at.astimezone():%d/%m %H:%M}"
        line = words().command(
            "steward_order", number=one.number, shop=one.shop, placed=placed, phone=one.phone
        )
        typer.echo(line)
    if stuck:
        typer.echo(words().command("steward_refunds", n=stuck))
    if not waiting and not stuck:
        typer.echo(words().command("steward_none"))


@app.command("steward-key")
def steward_key(
    name: Annotated[str, typer.Argument()],
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    end: Annotated[bool, typer.Option("--end")] = False,
) -> int:
    """Make a steward's address, shown once; with --end every address of that name ends.

    Whoever has the address sees the pictures that shops handed over and the orders nobody has seen.
    """
    with opened(database, data) as hub, hub.database.write() as session:
        now = hub.clock.now()
        if end:
            typer.echo(
                words().command("steward_ended", n=steward_desk.end_keys(session, name, now))
            )
        else:
            typer.echo(f"/referent/{steward_desk.new_key(session, name, now)}")
    return 0


@app.command()
def restored(database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None) -> None:
    """Say that the database was put back from a backup: every till reads its shop's state anew."""
    with opened(database, data) as hub, hub.database.write() as session:
        towns.find_town(session)  # a mistyped address is an empty new database, not a backup
        greeting.note_restore(session, hub.clock.now())
    typer.echo(words().command("restore_noted"))


# --- town -------------------------------------------------------------------------------------


@town_app.command("create")
def town_create(
    name: str,
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    slug: str = "",
    postcode: str = "",
    zone: str = "Europe/Paris",
    holidays: Annotated[str, typer.Option(help="FR, FR-57, BE…")] = "FR",
    motto: str = "",
) -> None:
    """Found a town."""
    part = town_file.TownPart.model_validate
    try:
        checked = part(
            {
                "name": name,
                "slug": slug or slugify(name),
                "postcode": postcode,
                "zone": zone,
                "holidays_region": holidays,
                "motto": motto,
            }
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with opened(database, data) as hub, hub.database.write() as session:
        new = towns.NewTown(**checked.model_dump(exclude={"map"}))
        made = towns.create_town(session, new, hub.clock.now())
        told = made.name
    typer.echo(words().command("town_created", name=told))


@town_app.command("load")
def town_load(
    file: Path, database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None
) -> None:
    """Found or change a town with its shops, as a JSON document says."""
    document = town_file.read(file)
    with opened(database, data) as hub, hub.database.write() as session:
        blobs = BlobFolder(hub.settings.data_dir)
        made, shops = town_file.load(session, document, file.parent, blobs, hub.clock.now())
        name, count = made.name, len(shops)
    typer.echo(words().command("town_loaded", name=name, n=count))


@town_app.command("show")
def town_show(
    database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> None:
    """Show the town."""
    with opened(database, data) as hub, hub.database.read() as session:
        found = towns.find_town(session)
        cards = directory.shop_cards(session, found, hub.clock.now())
        facts = {
            "name": found.name,
            "slug": found.slug,
            "postcode": found.postcode,
            "zone": found.zone,
            "holidays_region": found.holidays_region,
            "commission_bp": found.commission_bp,
            "shops": len(cards),
            "selling": sum(card.is_selling for card in cards),
        }
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {value}")
