"""The `comptoir-hub` command: run and tend the marketplace, its town and its shops.

Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the world failed. An error is one sentence
on stderr.
"""

import errno
import json
import logging
import os
import re
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from marketplace.errors import HubError, NotFoundError, Refusal, StorageError
from marketplace.models.town import Shop, ShopStatus
from marketplace.services import (
    checkup,
    devices,
    directory,
    greeting,
    ladder,
    refunds,
    town_file,
)
from marketplace.services import town as towns
from marketplace.services.blobs import BlobFolder
from marketplace.services.french import slugify
from marketplace.services.hub import Hub, open_hub
from marketplace.settings import MailServer, Settings, mail_server
from marketplace.web.wording import Words
from sync.kernel.clock import SystemClock
from sync.kernel.promise import OpeningSpan

EXIT_NO, EXIT_USE, EXIT_WORLD = 1, 2, 3

app = typer.Typer(
    name="comptoir-hub",
    help="The town's own marketplace.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
town_app = typer.Typer(help="The town.", no_args_is_help=True)
shop_app = typer.Typer(help="Its shops.", no_args_is_help=True)
app.add_typer(town_app, name="town")
app.add_typer(shop_app, name="shop")

DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        help="sqlite:///path or postgresql+psycopg://…; a plain path is a SQLite file.",
        envvar="COMPTOIR_HUB_DATABASE",
    ),
]
DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder for pictures and keys; beside the SQLite file unless said.",
        envvar="COMPTOIR_HUB_DATA",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
_DEFAULT_DATABASE = "sqlite:///hub.db"


class Payment(StrEnum):
    """Who takes payments online; the simulator moves no money."""

    NONE = "none"
    SIMULATOR = "simulator"


_HOURS = re.compile(r"(\w{2,3})\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DAYS = {
    name: index // 2
    for index, name in enumerate(
        (
            "lun",
            "mon",
            "mar",
            "tue",
            "mer",
            "wed",
            "jeu",
            "thu",
            "ven",
            "fri",
            "sam",
            "sat",
            "dim",
            "sun",
        )
    )
}


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


def _words() -> Words:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return Words("en" if spoken.lower().startswith("en") else "fr")


def _sentence(error: HubError) -> str:
    return _words().command(error.code, **{"detail": "?", "what": "?"} | error.facts)


def settings_of(
    database: str,
    data: Path | None,
    public_url: str = "",
    hosts: tuple[str, ...] = (),
    payment: Payment = Payment.NONE,
    mail: MailServer | None = None,
) -> Settings:
    """Return the settings of a command's options.

    Raises:
        StorageError: the address is no database's.
    """
    url = database if "://" in database else f"sqlite:///{database}"
    try:
        name = make_url(url).database
    except ArgumentError as error:
        raise StorageError("unreadable", {"detail": database}) from error
    if data is None:
        is_file = url.startswith("sqlite") and name is not None
        data = Path(name).absolute().parent if is_file and name else Path.cwd()
    provider: Literal["", "simulator"] = "simulator" if payment is Payment.SIMULATOR else ""
    return Settings(url, data, public_url.rstrip("/"), hosts, provider, mail)


def _mail_of(url: str, sender: str) -> MailServer | None:
    """Return where letters are handed in, or None where no server is named."""
    if not url:
        return None
    try:
        return mail_server(url, sender)
    except ValueError as error:
        raise StorageError("mail_server_wrong") from error


@contextmanager
def _opened(database: str, data: Path | None) -> Iterator[Hub]:
    hub = open_hub(settings_of(database, data), SystemClock())
    try:
        yield hub
    finally:
        hub.close()


# --- serve, doctor, restored ---------------------------------------------------------------------


@app.command()
def serve(
    database: DatabaseUrl = _DEFAULT_DATABASE,
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
) -> None:
    """Open the marketplace. Port 0 takes a free one; the address is the first line printed."""
    # The web framework takes a third of a second to import, which no other command needs.
    from marketplace.app import HubServer, create_app  # noqa: PLC0415

    door = _bind(host, port)
    with door:
        hosts = (*(allow_host or ()), *(() if host in {"0.0.0.0", "::"} else (host,)))  # noqa: S104 compared, not bound
        mail = _mail_of(smtp, mail_from)
        application = create_app(settings_of(database, data, public_url, hosts, payment, mail))
        bound = door.getsockname()
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        typer.echo(_words().command("serving", url=f"http://{shown}:{bound[1]}"))
        if not _has_town(application.state.hub):
            typer.echo(_words().command("no_town"), err=True)
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
    database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> int:
    """Check database, books, stocks, audit trail, disk and jobs: one line each."""
    with _opened(database, data) as hub:
        findings = checkup.examine(hub)
    if as_json:
        document = [
            {"check": one.name, "ok": one.is_well, "detail": one.detail} for one in findings
        ]
        typer.echo(json.dumps(document, ensure_ascii=False))
    for one in () if as_json else findings:
        key = f"check_{one.name}" if one.is_well else f"check_{one.name}_bad"
        mark = "✓" if one.is_well else "✗"
        typer.echo(f"{mark} {_words().command(key, detail=one.detail, version=one.detail)}")
    return 0 if all(one.is_well for one in findings) else EXIT_NO


@app.command()
def steward(
    database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> int:
    """List the orders nobody at a counter has acknowledged, for whoever calls the shop.

    Exit code 1 when there are any.
    """
    with _opened(database, data) as hub, hub.database.read() as session:
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
        line = _words().command(
            "steward_order", number=one.number, shop=one.shop, placed=placed, phone=one.phone
        )
        typer.echo(line)
    if stuck:
        typer.echo(_words().command("steward_refunds", n=stuck))
    if not waiting and not stuck:
        typer.echo(_words().command("steward_none"))


@app.command()
def restored(database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None) -> None:
    """Say that the database was put back from a backup: every till reads its shop's state anew."""
    with _opened(database, data) as hub, hub.database.write() as session:
        towns.find_town(session)  # a mistyped address is an empty new database, not a backup
        greeting.note_restore(session, hub.clock.now())
    typer.echo(_words().command("restore_noted"))


# --- town -------------------------------------------------------------------------------------


@town_app.command("create")
def town_create(
    name: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
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
    with _opened(database, data) as hub, hub.database.write() as session:
        new = towns.NewTown(**checked.model_dump(exclude={"map"}))
        made = towns.create_town(session, new, hub.clock.now())
        told = made.name
    typer.echo(_words().command("town_created", name=told))


@town_app.command("load")
def town_load(
    file: Path, database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None
) -> None:
    """Found or change a town with its shops, as a JSON document says."""
    document = town_file.read(file)
    with _opened(database, data) as hub, hub.database.write() as session:
        blobs = BlobFolder(hub.settings.data_dir)
        made, shops = town_file.load(session, document, file.parent, blobs, hub.clock.now())
        name, count = made.name, len(shops)
    typer.echo(_words().command("town_loaded", name=name, n=count))


@town_app.command("show")
def town_show(
    database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> None:
    """Show the town."""
    with _opened(database, data) as hub, hub.database.read() as session:
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


# --- shops ------------------------------------------------------------------------------------


@shop_app.command("add")
def shop_add(
    sign: str,
    trade: Annotated[str, typer.Option(help="What kind of shop it is: Boulangerie.")],
    lat: Annotated[float, typer.Option(min=-90, max=90)],
    lon: Annotated[float, typer.Option(min=-180, max=180)],
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    slug: str = "",
    legal_name: str = "",
    siret: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    phone: str = "",
    email: str = "",
    hours: Annotated[
        list[str] | None, typer.Option(help="lun 09:00-12:30; may be repeated.")
    ] = None,
    status: ShopStatus = ShopStatus.UNCLAIMED,
) -> None:
    """List a shop."""
    new = towns.NewShop(
        sign=sign,
        trade=trade,
        lat_e6=round(lat * 1_000_000),
        lon_e6=round(lon * 1_000_000),
        slug=slug,
        legal_name=legal_name,
        siret=siret,
        street=street,
        postcode=postcode,
        city=city,
        phone=phone,
        email=email,
        hours=tuple(_span(text) for text in hours or ()),
        status=status,
    )
    with _opened(database, data) as hub, hub.database.write() as session:
        town = towns.find_town(session)
        made = towns.add_shop(session, town, new, hub.clock.now())
        told, slug = made.sign, made.slug
    typer.echo(_words().command("shop_added", sign=told, slug=slug))


def _span(text: str) -> OpeningSpan:
    match = _HOURS.fullmatch(text.strip())
    weekday = _DAYS.get(match[1].lower()) if match else None
    if match is None or weekday is None:
        raise typer.BadParameter(_words().command("hours_wrong", text=text))
    try:
        opens, closes = time(int(match[2]), int(match[3])), time(int(match[4]), int(match[5]))
        return OpeningSpan(weekday, opens, closes)
    except ValueError as error:
        raise typer.BadParameter(_words().command("hours_wrong", text=text)) from error


@shop_app.command("invite")
def shop_invite(
    slug: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code with which a till of the shop enrols."""
    with _opened(database, data) as hub, hub.database.write() as session:
        shop = towns.find_shop(session, slug)
        now = hub.clock.now()
        code = devices.issue_code(session, shop.id, now, "operator")
        if shop.status == ShopStatus.UNCLAIMED:
            towns.set_status(session, shop, ShopStatus.INVITED, now)
        sign, told = shop.sign, {"shop": shop.id, "slug": slug, "code": code}
    _tell_code("invite_code", sign, now, told, as_json=as_json)


@shop_app.command("devices")
def shop_devices(
    slug: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the PCs of a shop, the newest first."""
    with _opened(database, data) as hub, hub.database.read() as session:
        shop = towns.find_shop(session, slug)
        rows = [
            {
                "id": device.id,
                "name": device.name,
                "last_seen": device.last_seen.isoformat(),
                "revoked": device.revoked_at is not None,
            }
            for device in devices.list_devices(session, shop.id)
        ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        mark = _words().command("device_revoked_mark") if row["revoked"] else ""
        # The PC gave itself its name: nothing in it shall steer the operator's terminal.
        name = "".join(sign if sign.isprintable() else "?" for sign in str(row["name"]))
        typer.echo(f"{row['id']}  {row['last_seen']:.16}  {name} {mark}".rstrip())


@shop_app.command("revoke")
def shop_revoke(
    slug: str, device: str, database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None
) -> None:
    """Show a PC of a shop out: it was stolen, sold or replaced."""
    with _opened(database, data) as hub:
        with hub.database.read() as session:
            shop = towns.find_shop(session, slug)
        now = hub.clock.now()
        devices.revoke(hub.database, hub.doorbell, shop.id, device, now, "operator")
    typer.echo(_words().command("device_revoked", sign=shop.sign))


@shop_app.command("readmit")
def shop_readmit(
    slug: str,
    device: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code that gives a PC its place back after its key was lost."""
    with _opened(database, data) as hub:
        with hub.database.read() as session:
            shop = towns.find_shop(session, slug)
        now = hub.clock.now()
        code = devices.readmit(hub.database, hub.doorbell, shop.id, device, now, "operator")
    told = {"shop": shop.id, "slug": slug, "device": device, "code": code}
    _tell_code("readmit_code", shop.sign, now, told, as_json=as_json)


@shop_app.command("pause")
def shop_pause(
    slug: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Have a shop's pages say "closed for now": no new orders, everything else goes on."""
    with _opened(database, data) as hub, hub.database.write() as session:
        shop = towns.find_shop(session, slug)
        towns.pause(session, shop, hub.clock.now())
    _tell_status(shop, "shop_paused", as_json=as_json)


@shop_app.command("resume")
def shop_resume(
    slug: str,
    database: DatabaseUrl = _DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Have a shop that was paused take orders again."""
    with _opened(database, data) as hub, hub.database.write() as session:
        shop = towns.find_shop(session, slug)
        towns.resume(session, shop, hub.clock.now())
    _tell_status(shop, "shop_resumed", as_json=as_json)


def _tell_code(
    sentence: str, sign: str, issued: datetime, told: dict[str, str], *, as_json: bool
) -> None:
    """Print a one-time code alone, for scripts to take; who reads is told until when it holds."""
    if as_json:
        typer.echo(json.dumps(told))
        return
    ends = f"{(issued + devices.CODE_LIFE).astimezone():%H:%M}"
    typer.echo(_words().command(sentence, sign=sign, time=ends), err=True)
    typer.echo(told["code"])


def _tell_status(shop: Shop, sentence: str, *, as_json: bool) -> None:
    facts = {"shop": shop.id, "slug": shop.slug, "status": shop.status}
    typer.echo(json.dumps(facts) if as_json else _words().command(sentence, sign=shop.sign))


@shop_app.command("list")
def shop_list(
    database: DatabaseUrl = _DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> None:
    """List the shops."""
    with _opened(database, data) as hub, hub.database.read() as session:
        rows = [
            {
                "id": shop.id,
                "slug": shop.slug,
                "sign": shop.sign,
                "trade": shop.trade,
                "status": shop.status,
            }
            for shop in towns.all_shops(session, towns.find_town(session))
        ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['slug']:<32} {row['status']:<10} {row['sign']}")
