"""The sync's desk: every request of a till as a call, without HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from marketplace.models.sync import Device
from marketplace.models.town import Shop, Town
from marketplace.services import (
    anchoring,
    blobs,
    devices,
    entities,
    feed,
    greeting,
    intake,
    shared_sheets,
    town,
)
from marketplace.services.blobs import BlobFolder
from marketplace.services.devices import Caller
from marketplace.services.handlers import HANDLERS, Handler
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1


class SyncDesk:
    """Answers tills. Calls block on the database: not for an event loop's thread.

    Every call may raise `ProblemError`, which is an answer, and `StorageError`.
    """

    def __init__(self, hub: Hub, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        """Open the desk; draws the marketplace's epoch and key at its first start.

        What newer tills said to an older version of it is carried out now.
        """
        self._database = hub.database
        self._clock = hub.clock
        self._handlers = handlers
        self._render = entities.renderer(hub.settings.public_url)
        self._blobs = BlobFolder(hub.settings.data_dir)
        self._signer = anchoring.open_signer(hub.settings.data_dir)
        self._public_url = hub.settings.public_url
        with self._database.write() as session:
            greeting.introduce(session, self._now())
        intake.catch_up(self._database, self._now(), handlers)

    @property
    def hub_public_key(self) -> str:
        """Return the key that countersigns fiscal journals, in hex."""
        return self._signer.public_key.hex()

    def enrol(self, request: v1.EnrolRequest) -> v1.EnrolAnswer:
        """Let a device in against a one-time code."""
        device = devices.enrol(self._database, request, self._now())
        with self._database.write() as session:
            town.welcome(session, device.shop_id, self._now(), device.id)
        return self._place_of(device)

    def token(self, request: v1.TokenRequest) -> v1.TokenAnswer:
        """Give a bearer token for a signed assertion."""
        return devices.issue_token(self._database, request, self._now())

    def caller(self, token: str) -> Caller:
        """Return who holds a token."""
        with self._database.read() as session:
            return devices.authenticate(session, token, self._now())

    def is_welcome(self, caller: Caller) -> bool:
        """Tell whether a device that listens was not shown out meanwhile."""
        with self._database.read() as session:
            return devices.is_welcome(session, caller)

    def hello(self, caller: Caller, hello: v1.Hello) -> v1.HelloAnswer:
        """Compare the logs of both sides."""
        if hello.protocol != v1.PROTOCOL:
            raise ProblemError(v1.Problem(error="version", detail=str(v1.PROTOCOL)))
        with self._database.write() as session:
            return greeting.greet(session, caller, hello, self._now())

    def history(self, caller: Caller, incarnation: str, after: int) -> v1.HistoryPage:
        """Give back own operations a restored till has lost."""
        with self._database.read() as session:
            return greeting.history(session, caller, incarnation, after)

    def push(self, caller: Caller, batch: v1.Push) -> v1.PushAnswer:
        """Take in operations."""
        return intake.push(self._database, caller, batch, self._now(), self._handlers)

    def changes(self, caller: Caller, cursor: str, limit: int) -> v1.ChangesPage:
        """Read on in the feed."""
        with self._database.read() as session:
            return feed.page(session, caller, cursor, limit, self._render)

    def head(self, caller: Caller) -> int:
        """Return how far the feed has come."""
        with self._database.read() as session:
            return feed.head_of(session, caller.shop_id)

    def anchor(self, caller: Caller, request: v1.AnchorRequest) -> v1.AnchorAnswer:
        """Witness the head of a fiscal journal."""
        with self._database.write() as session:
            return anchoring.witness(session, caller, request, self._signer, self._now())

    def sheets(self, caller: Caller, gtins: Sequence[str]) -> v1.SheetsPage:
        """Tell what the town's shops publish of some articles."""
        with self._database.read() as session:
            return v1.SheetsPage(sheets=shared_sheets.of_town(session, caller.shop_id, gtins))

    def blob_position(self, caller: Caller, sha256: str) -> v1.BlobPosition:
        """Tell how much of a picture is here."""
        return blobs.position(self._blobs, caller, sha256)

    def blob_part(
        self, caller: Caller, sha256: str, offset: int, size_bytes: int, part: bytes
    ) -> v1.BlobPosition:
        """Take a part of a picture."""
        return blobs.take_part(
            self._database, self._blobs, caller, sha256, offset, size_bytes, part, self._now()
        )

    def _now(self) -> datetime:
        return self._clock.now()

    def _place_of(self, device: Device) -> v1.EnrolAnswer:
        with self._database.read() as session:
            shop = session.get_one(Shop, device.shop_id)
            town = session.get_one(Town, shop.town_id)
            entity = self._render(session, shop.id, "shop", shop.id)
            epoch = greeting.epoch_of(session)
        if not isinstance(entity, v1.ShopEntity):
            raise ProblemError(v1.Problem(error="unknown", detail="shop"))
        return v1.EnrolAnswer(
            device=device.id,
            till=device.till,
            shop=entity,
            town_name=town.name,
            hub_public_key=self.hub_public_key,
            epoch=epoch,
            legal_name=shop.legal_name,
            siret=shop.siret,
            vat_number=shop.vat_number,
            naf=shop.naf,
            street=shop.street,
            postcode=shop.postcode,
            city=shop.city,
            country=shop.country,
            phone=shop.phone,
            timezone=town.zone,
        )
