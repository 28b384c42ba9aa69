"""An open marketplace: what every request, command and job needs of it."""

from dataclasses import dataclass

from marketplace.errors import StorageError
from marketplace.services import feed, schema
from marketplace.services.database import Database
from marketplace.services.doorbell import Doorbell
from marketplace.services.keys import key_in
from marketplace.services.payment_provider import PaymentProvider
from marketplace.services.payment_simulator import PaymentSimulator
from marketplace.services.web_till import WebTills
from marketplace.settings import Settings
from sync.kernel.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts of a running marketplace."""

    settings: Settings
    database: Database
    clock: Clock
    doorbell: Doorbell
    #: The journals of what is paid online.
    web_tills: WebTills
    #: Who takes payments online, or None: then everything is paid where it is handed over.
    payments: PaymentProvider | None = None

    def close(self) -> None:
        """Let listeners go and give the database back."""
        self.doorbell.close()
        self.database.close()


def open_hub(settings: Settings, clock: Clock | None = None) -> Hub:
    """Open the marketplace: its folder, its database at the current schema, its doorbell.

    Raises:
        StorageError: the folder or the database cannot be used, or is of a newer version.
    """
    the_clock = clock or SystemClock()
    database = Database(settings.database_url)
    folders = [settings.data_dir] + ([database.file.parent] if database.file else [])
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError("unreadable", {"detail": str(folder)}) from error
    try:
        schema.bring_up_to_date(database)
    except StorageError:
        database.close()
        raise
    doorbell = Doorbell()
    # First, for nothing is written after the feed is numbered.
    web_tills = WebTills(settings.data_dir, the_clock)
    web_tills.attach(database)
    feed.attach(database, doorbell, the_clock)
    return Hub(settings, database, the_clock, doorbell, web_tills, _provider(settings))


def _provider(settings: Settings) -> PaymentProvider | None:
    if settings.payment == "simulator":
        return PaymentSimulator(key_in(settings.data_dir / "payment.key"))
    return None
