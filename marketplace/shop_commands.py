"""`comptoir-hub shop`: list the town's shops, let their PCs in and out, pause and resume them."""

import json
import re
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from marketplace.commands import DEFAULT_DATABASE, AsJson, DatabaseUrl, DataFolder, opened, words
from marketplace.models.town import Shop, ShopStatus
from marketplace.services import devices
from marketplace.services import town as towns
from sync.kernel.promise import OpeningSpan

shop_app = typer.Typer(help="Its shops.", no_args_is_help=True)

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


@shop_app.command("add")
def shop_add(
    sign: str,
    trade: Annotated[str, typer.Option(help="What kind of shop it is: Boulangerie.")],
    lat: Annotated[float, typer.Option(min=-90, max=90)],
    lon: Annotated[float, typer.Option(min=-180, max=180)],
    database: DatabaseUrl = DEFAULT_DATABASE,
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
    with opened(database, data) as hub, hub.database.write() as session:
        town = towns.find_town(session)
        made = towns.add_shop(session, town, new, hub.clock.now())
        told, slug = made.sign, made.slug
    typer.echo(words().command("shop_added", sign=told, slug=slug))


def _span(text: str) -> OpeningSpan:
    match = _HOURS.fullmatch(text.strip())
    weekday = _DAYS.get(match[1].lower()) if match else None
    if match is None or weekday is None:
        raise typer.BadParameter(words().command("hours_wrong", text=text))
    try:
        opens, closes = time(int(match[2]), int(match[3])), time(int(match[4]), int(match[5]))
        return OpeningSpan(weekday, opens, closes)
    except ValueError as error:
        raise typer.BadParameter(words().command("hours_wrong", text=text)) from error


@shop_app.command("invite")
def shop_invite(
    slug: str,
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code with which a till of the shop enrols."""
    with opened(database, data) as hub, hub.database.write() as session:
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
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the PCs of a shop, the newest first."""
    with opened(database, data) as hub, hub.database.read() as session:
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
        mark = words().command("device_revoked_mark") if row["revoked"] else ""
        # The PC gave itself its name: nothing in it shall steer the operator's terminal.
        name = "".join(sign if sign.isprintable() else "?" for sign in str(row["name"]))
        typer.echo(f"{row['id']}  {row['last_seen']:.16}  {name} {mark}".rstrip())


@shop_app.command("revoke")
def shop_revoke(
    slug: str, device: str, database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None
) -> None:
    """Show a PC of a shop out: it was stolen, sold or replaced."""
    with opened(database, data) as hub:
        with hub.database.read() as session:
            shop = towns.find_shop(session, slug)
        now = hub.clock.now()
        devices.revoke(hub.database, hub.doorbell, shop.id, device, now, "operator")
    typer.echo(words().command("device_revoked", sign=shop.sign))


@shop_app.command("readmit")
def shop_readmit(
    slug: str,
    device: str,
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a one-time code that gives a PC its place back after its key was lost."""
    with opened(database, data) as hub:
        with hub.database.read() as session:
            shop = towns.find_shop(session, slug)
        now = hub.clock.now()
        code = devices.readmit(hub.database, hub.doorbell, shop.id, device, now, "operator")
    told = {"shop": shop.id, "slug": slug, "device": device, "code": code}
    _tell_code("readmit_code", shop.sign, now, told, as_json=as_json)


@shop_app.command("pause")
def shop_pause(
    slug: str,
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Have a shop's pages say "closed for now": no new orders, everything else goes on."""
    with opened(database, data) as hub, hub.database.write() as session:
        shop = towns.find_shop(session, slug)
        towns.pause(session, shop, hub.clock.now())
    _tell_status(shop, "shop_paused", as_json=as_json)


@shop_app.command("resume")
def shop_resume(
    slug: str,
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Have a shop that was paused take orders again."""
    with opened(database, data) as hub, hub.database.write() as session:
        shop = towns.find_shop(session, slug)
        towns.resume(session, shop, hub.clock.now())
    _tell_status(shop, "shop_resumed", as_json=as_json)


@shop_app.command("archive")
def shop_archive(
    slug: str,
    out: Annotated[Path, typer.Option("--out", help="The archive, a .zip.")],
    database: DatabaseUrl = DEFAULT_DATABASE,
    data: DataFolder = None,
) -> None:
    """Write the signed archive of what a shop was paid online, closed since the last one."""
    with opened(database, data) as hub:
        with hub.database.read() as session:
            shop = towns.find_shop(session, slug)
        body = hub.web_tills.archive(hub.database, shop.id, out)
    told = words().command(
        "shop_archived", sign=shop.sign, file=str(out), first=body.first_seq, last=body.last_seq
    )
    typer.echo(told)


def _tell_code(
    sentence: str, sign: str, issued: datetime, told: dict[str, str], *, as_json: bool
) -> None:
    """Print a one-time code alone, for scripts to take; who reads is told until when it holds."""
    if as_json:
        typer.echo(json.dumps(told))
        return
    ends = f"{(issued + devices.CODE_LIFE).astimezone():%H:%M}"
    typer.echo(words().command(sentence, sign=sign, time=ends), err=True)
    typer.echo(told["code"])


def _tell_status(shop: Shop, sentence: str, *, as_json: bool) -> None:
    facts = {"shop": shop.id, "slug": shop.slug, "status": shop.status}
    typer.echo(json.dumps(facts) if as_json else words().command(sentence, sign=shop.sign))


@shop_app.command("list")
def shop_list(
    database: DatabaseUrl = DEFAULT_DATABASE, data: DataFolder = None, *, as_json: AsJson = False
) -> None:
    """List the shops."""
    with opened(database, data) as hub, hub.database.read() as session:
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
