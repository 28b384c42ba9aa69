"""The shop's place in the marketplace, and how the conversation goes."""

from dataclasses import dataclass, field, replace

import msgspec
from msgspec import structs
from sqlalchemy import Connection, Row, delete, insert, select, update

from desktop.errors import RefusedError, WorldError
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.services.books.anchoring import AnchorRows
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.till.till_code import is_begun, named_till
from desktop.services.town.hub_mail import InboxRows
from desktop.services.town.outbox import OutboxRows, count_waiting
from desktop.services.town.uploads import UploadRows
from desktop.services.upkeep import house
from desktop.services.views import LinkStatus
from desktop.settings import Settings
from fiscal import EventBody, EventCode
from fiscal.errors import KeyMissingError, SignerUnavailableError
from sync.contract import v1
from sync.engine.asking import Ask
from sync.engine.enrolment import DeviceKey, Identity, SoftwareKey, enrol_request
from sync.engine.status import Link, SyncStatus
from sync.engine.stores import RunOnLedger, Stores
from sync.kernel.ids import new_id

_enrolments = table_of(Enrolment)
_OFF = "off"
_AUTOMATIC = "auto"


class Talk:
    """The running conversation: the engine's worker and what it last said."""

    def __init__(self, shop: Shop, identity: Identity, run: RunOnLedger, app_version: str) -> None:
        """Prepare the conversation; `start` begins it.

        Raises:
            InsecureHubError: the hub's address is plain http to a machine out in the internet.
        """
        # Here, because HTTP costs an eighth of a second and a shop may have no marketplace.
        from sync.engine.worker import SyncWorker  # noqa: PLC0415

        self._shop = shop
        self._status: SyncStatus | None = None
        self._inbox = InboxRows(shop)
        stores = Stores(
            outbox=OutboxRows(shop),
            inbox=self._inbox,
            uploads=UploadRows(shop),
            anchors=AnchorRows(shop),
        )
        self._worker = SyncWorker(identity, stores, run, self._hear, shop.clock, app_version)

    def start(self) -> None:
        """Make up for what an older version of the app set aside or left unsaid, then begin."""
        self._inbox.retry_parked()
        tell_what_was_left_unsaid(self._shop)
        self._worker.start()

    def poke(self) -> None:
        """Say that there is something to send; from any thread."""
        self._worker.poke()

    def ask(self, ask: Ask) -> v1.Message:
        """Ask the marketplace something, on a thread of the caller's that may wait."""
        return self._worker.ask(ask)

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Return a picture the marketplace shows, on a thread of the caller's that may wait."""
        return self._worker.picture(sha256, most_bytes, patience_s)

    def status(self) -> SyncStatus | None:
        """Return what the engine last said."""
        return self._status

    def stop(self) -> None:
        """End it; not to be called on the ledger's thread, which it may be waiting for."""
        self._worker.stop()

    def _hear(self, status: SyncStatus) -> None:
        self._status = status
        self._shop.changes.announce({Topic.LINK})


def link_status(shop: Shop) -> LinkStatus:
    """Return how the shop stands with the marketplace."""
    with shop.look() as look:
        row = _enrolment(look.connection)
        waiting = count_waiting(look.connection)
    status = None if shop.conversation is None else shop.conversation.status()
    bare = LinkStatus(
        is_enrolled=row is not None,
        is_online=False,
        state=_OFF if row is None else Link.CONNECTING.value,
        since=None,
        waiting=waiting.to_send,
        rejected=waiting.rejected,
        parked=waiting.parked,
        photos=waiting.photos,
    )
    if row is None:
        return bare
    known = _shop_of(row)
    placed = replace(
        bare,
        shop_name=known.name,
        storefront=known.storefront,
        is_paused=known.paused,
        hub_url=row.hub_url,
    )
    if status is None:
        return placed if _has_key(shop, row.key_name) else replace(placed, state=Link.REVOKED.value)
    return replace(
        placed,
        is_online=status.link is Link.ONLINE,
        state=status.link.value,
        since=status.since,
        clock_offset_ms=round(status.clock_offset.total_seconds() * 1000),
        detail=status.detail,
    )


def enrol(shop: Shop, url: str, code: str) -> LinkStatus:
    """Trade a one-time code for a place in the marketplace; the conversation starts at once.

    What was sold and catalogued before goes up too. A till that was shown out, or whose key is
    lost, comes back into its shop with a new code.

    Raises:
        RefusedError, WorldError: as `ask_to_join` and `join`.
    """
    return join(shop, ask_to_join(shop, url, code))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the marketplace that was given and is not taken yet."""

    address: str
    #: The device's key, as `SoftwareKey` takes it.
    secret: bytes = field(repr=False)
    answer: v1.EnrolAnswer


def ask_to_join(shop: Shop, url: str, code: str) -> Place:
    """Trade a one-time code for a place; nothing is written yet.

    It waits for the network as long as that takes, so it is no work for the ledger's thread, and
    none that closing waits for: who goes meanwhile needs another code.

    Raises:
        RefusedError: enrolment_refused when the code is wrong, used, too old or another shop's;
            already_enrolled; hub_insecure.
        WorldError: hub_unreachable; hub_other_version.
    """
    # Here, because HTTP costs an eighth of a second at start and enrolling happens once.
    from sync.engine.asking import ProblemError, UnreachableError  # noqa: PLC0415
    from sync.engine.transport import InsecureHubError  # noqa: PLC0415
    from sync.engine.transport import enrol as ask_hub  # noqa: PLC0415

    before = link_status(shop)
    if before.is_enrolled and before.state != Link.REVOKED:
        raise RefusedError("already_enrolled")
    address = url.strip().rstrip("/")
    secret = SoftwareKey.draw()
    request = enrolment_of(shop, code, SoftwareKey(secret))
    try:
        answer = ask_hub(address, request)
    except InsecureHubError as error:
        raise RefusedError("hub_insecure", url=address) from error
    except ProblemError as error:
        if error.problem.error == "version":
            raise WorldError("hub_other_version", url=address) from error
        raise RefusedError("enrolment_refused", reason=error.problem.error) from error
    except UnreachableError as error:
        raise WorldError("hub_unreachable", url=address) from error
    return Place(address, secret, answer)


def join(shop: Shop, place: Place) -> LinkStatus:
    """Take a place in the marketplace, and begin to talk.

    Raises:
        RefusedError: enrolment_refused, when the code was another shop's.
    """
    settle_in(shop, place.address, place.secret, place.answer)
    if shop.conversation is not None:
        # It speaks with the key that opens nothing any more.
        shop.conversation.stop()
        shop.conversation = None
    if shop.start_conversation is not None:
        shop.start_conversation()
    return link_status(shop)


def poke(shop: Shop) -> None:
    """Have the conversation go on now: the network is back, or somebody wants to see it move."""
    if shop.conversation is not None:
        shop.conversation.poke()


def identity_of(shop: Shop) -> Identity | None:
    """Return who this till is to the hub; None before enrolment.

    Raises:
        SignerUnavailableError: the keyring is locked.
        KeyMissingError: the device's key is gone: only a new enrolment helps.
    """
    with shop.look() as look:
        row = _enrolment(look.connection)
    if row is None:
        return None
    return Identity(row.hub_url, row.device, SoftwareKey(shop.keys.load(row.key_name)))


def _has_key(shop: Shop, name: str) -> bool:
    try:
        shop.keys.load(name)
    except KeyMissingError:
        return False
    except SignerUnavailableError:
        # Locked is not lost.
        return True
    return True


def enrolment_of(shop: Shop, code: str, key: DeviceKey) -> v1.EnrolRequest:
    """Return what this till says to be let in with a code."""
    till = shop.settings.till
    with shop.look() as look:
        is_new = not is_begun(look.connection, till)
    return enrol_request(code, shop.profile.name, till, key, is_new=is_new)


def settle_in(shop: Shop, address: str, secret: bytes, answer: v1.EnrolAnswer) -> None:
    """Write down what the marketplace answered to an enrolment, and keep the device's key.

    Raises:
        RefusedError: enrolment_refused, when the code was another shop's.
    """
    with shop.look() as look:
        row = _enrolment(look.connection)
    if row is not None and _shop_of(row).shop != answer.shop.shop:
        # What was sold here belongs to one shop, whatever code somebody reads out.
        raise RefusedError("enrolment_refused", reason="another_shop")
    # Here, because joining is done once, and start-up is imports.
    from desktop.services.online import alarm_ladder  # noqa: PLC0415

    key_name = f"device-{new_id()}"
    shop.keys.save(key_name, secret)
    with shop.begin() as work:
        work.connection.execute(delete(_enrolments))
        work.connection.execute(
            insert(_enrolments).values(
                device=answer.device,
                key_name=key_name,
                hub_url=address,
                hub_public_key=answer.hub_public_key,
                town_name=answer.town_name,
                shop=msgspec.json.encode(answer.shop),
                enrolled_at=work.at,
                is_ladder_told=True,
            )
        )
        settings = named_till(work, answer.till or shop.settings.till)
        if is_begun(work.connection, settings.till):
            # One that has not begun says as much by its first record.
            details = {"till": settings.till, "device": answer.device}
            journal_of(work).record_event(
                EventBody(code=EventCode.WORKSTATION_ADDED, details=details), operator=_AUTOMATIC
            )
        house.write_settings(work, _with_particulars(settings, answer))
        alarm_ladder.tell_first_ladder(work)
        work.changed(Topic.LINK)
        work.commit()


def tell_what_was_left_unsaid(shop: Shop) -> None:
    """Tell the marketplace, once, what a counter tells today when it joins, if it joined before."""
    is_owed = select(_enrolments.c.device).where(_enrolments.c.is_ladder_told.is_(False))
    with shop.look() as look:
        if look.connection.execute(is_owed).first() is None:
            return
    # Here, as above.
    from desktop.services.online import alarm_ladder  # noqa: PLC0415

    with shop.begin() as work:
        alarm_ladder.tell_first_ladder(work)
        work.connection.execute(update(_enrolments).values(is_ladder_told=True))
        work.commit()


def _with_particulars(settings: Settings, answer: v1.EnrolAnswer) -> Settings:
    """Fill what the shop has not told itself from what the marketplace knows."""
    profile = settings.profile
    known = {
        "name": answer.shop.name,
        "legal_name": answer.legal_name,
        "siret": answer.siret,
        "vat_number": answer.vat_number,
        "naf": answer.naf,
        "street": answer.street,
        "postcode": answer.postcode,
        "city": answer.city,
        "phone": answer.phone,
        "website": answer.shop.storefront,
    }
    fresh = {
        field: told
        for field, told in known.items()
        if told and getattr(profile, field) in {"", type(profile)().name}
    }
    if not profile.siret:
        fresh |= {"country": answer.country, "time_zone": answer.timezone}
    return structs.replace(settings, profile=structs.replace(profile, **fresh))


def _shop_of(row: Row[str, str, str, bytes]) -> v1.ShopEntity:
    return msgspec.json.decode(row.shop, type=v1.ShopEntity)


def _enrolment(connection: Connection) -> Row[str, str, str, bytes] | None:
    return connection.execute(
        select(
            _enrolments.c.device,
            _enrolments.c.key_name,
            _enrolments.c.hub_url,
            _enrolments.c.shop,
        )
    ).first()
