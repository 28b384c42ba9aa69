"""The windows' way to the counter camera: codes, small pictures for a preview, one large one."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from desktop.errors import ShopError, WorldError

if TYPE_CHECKING:
    from desktop.devices.camera import CodeWatch
    from desktop.devices.imaging import Frame

_log = logging.getLogger(__name__)

PREVIEW_PX = 480
_BETWEEN_PREVIEWS_S = 0.09
_PHOTO_QUALITY = 92


@dataclass(frozen=True, eq=False, slots=True)
class _Wish:
    """Somebody wants to look; each wish is its own, also twice the same."""

    #: As in the settings: a number, or a folder that stands in for a camera.
    place: str
    #: Pictures of the folder that were there before anybody looked.
    passed: frozenset[str]


class CounterCamera:
    """The counter camera on one thread of its own: open while somebody watches, else let go.

    resting -> watching (watch) -> resting (rest, or the camera is lost) -> … -> closed.

    Every method but `close` returns at once, whatever the camera takes its time for. The callbacks
    are called on the camera's thread. OpenCV is loaded there too, so that no screen waits.
    """

    def __init__(
        self,
        on_code: Callable[[str], None],
        on_picture: Callable[[bytes], None],
        on_lost: Callable[[ShopError], None],
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            on_code: hears each code once, while it stays before the camera.
            on_picture: gets a small JPEG of what is seen, at most ten a second.
            on_lost: hears that the camera is gone; nobody watches any more then.
        """
        self._on_code, self._on_picture, self._on_lost = on_code, on_picture, on_lost
        self._turn = Condition()
        self._wish: _Wish | None = None
        self._watch: CodeWatch | None = None
        self._frame: Frame | None = None
        self._last_preview = 0.0
        self._is_closed = False
        self._thread: Thread | None = None

    def watch(self, place: str) -> None:
        """Open the camera of the settings and look, in place of what was watched before."""
        folder = Path(place)
        is_folder = not place.isdecimal() and folder.is_dir()
        passed = frozenset(each.name for each in folder.iterdir()) if is_folder else frozenset()
        with self._turn:
            if self._is_closed:
                return
            self._change_to(_Wish(place, passed))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="camera", daemon=True)
                self._thread.start()

    def rest(self) -> None:
        """Let the camera go; what it saw last is forgotten."""
        with self._turn:
            self._change_to(None)

    def close(self) -> None:
        """End for good and wait for the thread."""
        with self._turn:
            self._is_closed = True
            self._change_to(None)
        if self._thread is not None:
            self._thread.join()

    def take_picture(self) -> bytes:
        """Return what is before the camera now as a JPEG of its full size. Any thread.

        Raises:
            WorldError: camera_sees_nothing, when nothing has been seen yet.
        """
        from desktop.devices.imaging import as_jpeg  # noqa: PLC0415 see the class

        frame = self._frame
        if frame is None:
            raise WorldError("camera_sees_nothing")
        return as_jpeg(frame, max(frame.shape), quality=_PHOTO_QUALITY)

    def _change_to(self, wish: _Wish | None) -> None:
        self._wish = wish
        self._frame = None
        if self._watch is not None:
            self._watch.stop()
        self._turn.notify_all()

    def _run(self) -> None:
        while (wish := self._next_wish()) is not None:
            self._grant(wish)

    def _next_wish(self) -> _Wish | None:
        with self._turn:
            self._turn.wait_for(lambda: self._is_closed or self._wish is not None)
            return None if self._is_closed else self._wish

    def _grant(self, wish: _Wish) -> None:
        from desktop.devices.camera import CodeWatch, open_source  # noqa: PLC0415 see the class

        def is_wanted() -> bool:
            return self._wish is wish

        def hear(text: str) -> None:
            if is_wanted():
                self._on_code(text)

        def see(frame: "Frame") -> None:
            with self._turn:
                if not is_wanted():
                    return
                self._frame = frame
            self._preview(frame)

        def lose(error: ShopError) -> None:
            with self._turn:
                was_wanted = is_wanted()
                if was_wanted:
                    self._change_to(None)
            if was_wanted:
                self._on_lost(error)

        watch = CodeWatch(
            lambda: open_source(wish.place, wish.passed), lambda code: hear(code.text), lose, see
        )
        with self._turn:
            if not is_wanted():
                return
            self._watch = watch
        _look(watch, lose)
        with self._turn:
            self._watch = None

    def _preview(self, frame: "Frame") -> None:
        from desktop.devices.imaging import as_jpeg  # noqa: PLC0415 see the class

        now = time.monotonic()
        if now - self._last_preview >= _BETWEEN_PREVIEWS_S:
            self._last_preview = now
            self._on_picture(as_jpeg(frame, PREVIEW_PX))


def _look(watch: "CodeWatch", lose: Callable[[ShopError], None]) -> None:
    """Watch to the end, whatever the driver raises: a thread that died would open no camera."""
    try:
        watch.watch()
    except Exception:  # noqa: BLE001 the library's own and the system's errors alike
        _log.exception("camera_failed")
        lose(WorldError("camera_lost"))
