"""Pictures that wait to go up to the marketplace."""

from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.sync import BlobUpload
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.engine.uploads import Upload

_uploads = table_of(BlobUpload)
_AGAIN_AFTER = timedelta(minutes=10)


def queue_upload(work: UnitOfWork, sha256: str, size_bytes: int) -> None:
    """Have a picture sent, once: one that was sent or waits already is left alone."""
    work.connection.execute(
        upsert(_uploads)
        .values(
            sha256=sha256,
            size_bytes=size_bytes,
            sent_bytes=0,
            tries=0,
            next_try_at=None,
            done_at=None,
            refused="",
        )
        .on_conflict_do_nothing()
    )
    work.changed(Topic.LINK)
    if work.shop.conversation is not None:
        work.afterwards(work.shop.conversation.poke)


class UploadRows:
    """The list of pictures to send; each method is one transaction, on the ledger thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def next_upload(self) -> Upload | None:
        """Return the picture to go on with; None when none is due."""
        with self._shop.look() as look:
            row = look.connection.execute(
                select(_uploads.c.sha256, _uploads.c.size_bytes)
                .where(
                    _uploads.c.done_at.is_(None),
                    _uploads.c.refused == "",
                    or_(
                        _uploads.c.next_try_at.is_(None),
                        _uploads.c.next_try_at <= self._shop.clock.now(),
                    ),
                )
                .order_by(_uploads.c.sent_bytes.desc(), _uploads.c.sha256)
                .limit(1)
            ).first()
        return None if row is None else Upload(row.sha256, row.size_bytes)

    def read_part(self, sha256: str, offset: int, length: int) -> bytes:
        """Return bytes of a picture; none when the file is gone, which is tried again later."""
        try:
            with self._shop.photo_path(sha256).open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except OSError:
            with self._shop.begin() as work:
                work.connection.execute(
                    update(_uploads)
                    .where(_uploads.c.sha256 == sha256)
                    .values(tries=_uploads.c.tries + 1, next_try_at=work.at + _AGAIN_AFTER)
                )
                work.commit()
            return b""

    def mark_sent(self, sha256: str, sent_bytes: int) -> None:
        """Note how much of a picture the hub holds."""
        self._set(sha256, {"sent_bytes": sent_bytes})

    def mark_done(self, sha256: str) -> None:
        """Strike a picture off the list."""
        self._set(sha256, {"sent_bytes": _uploads.c.size_bytes, "done_at": self._shop.clock.now()})

    def mark_refused(self, sha256: str, detail: str) -> None:
        """Put a picture aside: the hub will never take it as it is."""
        self._set(sha256, {"refused": detail or "refused"})

    def _set(self, sha256: str, values: dict[str, object]) -> None:
        with self._shop.begin() as work:
            work.connection.execute(
                update(_uploads).where(_uploads.c.sha256 == sha256).values(**values)
            )
            work.changed(Topic.LINK)
            work.commit()
