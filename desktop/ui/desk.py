"""What every screen is handed: the open shop, the way to its threads, the words and the look."""

from msgspec import Struct, field

from desktop.services.online.bell import RecordedChime, Sound
from desktop.services.shop import Shop
from desktop.ui.camera_feed import CameraFeed
from desktop.ui.changes import Changes
from desktop.ui.facing import Facing
from desktop.ui.school import School
from desktop.ui.tasks import Tasks
from desktop.ui.theme.tokens import Tokens
from desktop.ui.widgets.photos import Photos
from desktop.ui.wording import Wording


class Desk(Struct, frozen=True):
    """A screen's collaborators. `shop` is only ever touched inside a job given to `tasks`."""

    shop: Shop
    tasks: Tasks
    changes: Changes
    say: Wording
    tokens: Tokens
    photos: Photos
    camera: CameraFeed = field(default_factory=CameraFeed)
    #: The way into the shop to learn in.
    school: School = field(default_factory=School)
    #: What turns to the customer.
    facing: Facing = field(default_factory=Facing)
    #: What the counter hears; by itself nothing but a record.
    sound: Sound = field(default_factory=RecordedChime)
