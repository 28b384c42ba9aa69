"""The windows' way to the counter camera: codes, small pictures for a preview, one large one."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.errors import ShopError, WorldError

if TYPE_CHECKING:
    from desktop.devices.camera import CodeWatch
    from desktop.devices.imaging import Frame
    from desktop.devices.shutter import Shutter
    from desktop.devices.torch import Torch

_log = logging.getLogger(__name__)

PREVIEW_PX = 480
_BETWEEN_PREVIEWS_S = 0.09
_PHOTO_QUALITY = 92

Gains = tuple[int, ...]
"""Thousandths for blue, green and red; none for a picture as the camera has it."""


class _Wish(Struct, frozen=True, eq=False):
    """Somebody wants to look; each wish is its own, also twice the same."""

    #: As in the settings: a number, or a folder that stands in for a camera.
    place: str
    #: Pictures of the folder that were there before anybody looked.
    passed: frozenset[str]
    #: Whether what lies still is photographed.
    shoots: bool = False
    #: As a grey sheet was in this light.
    gains: Gains = ()
    #: Whether anybody sees the small pictures.
    shows: bool = True


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
        on_shot: Callable[[bytes], None] = lambda _jpeg: None,
        on_sight: Callable[[str], None] = lambda _sight: None,
        on_torch: Callable[[bool], None] = lambda _has_torch: None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            on_code: hears each code once, while it stays before the camera.
            on_picture: gets a small JPEG of what is seen, at most ten a second.
            on_lost: hears that the camera is gone; nobody watches any more then.
            on_shot: gets a JPEG of full size of what lay still, where the watcher wants shots.
            on_sight: hears what the shutter makes of what it sees (`devices.shutter.Sight`), when
                that changes.
            on_torch: hears, once the camera is open, whether it has a light.
        """
        self._on_code, self._on_picture, self._on_lost = on_code, on_picture, on_lost
        self._on_shot, self._on_sight, self._on_torch = on_shot, on_sight, on_torch
        self._torch: Torch | None = None
        self._turn = Condition()
        self._wish: _Wish | None = None
        self._watch: CodeWatch | None = None
        self._frame: Frame | None = None
        self._shutter: Shutter | None = None
        self._sight = ""
        self._last_preview = 0.0
        self._is_closed = False
        self._thread: Thread | None = None

    def watch(
        self, place: str, *, shoots: bool = False, gains: Gains = (), shows: bool = True
    ) -> None:
        """Open the camera of the settings and look, in place of what was watched before.

        Args:
            place: the camera's number, or a folder.
            shoots: what is laid before it is photographed as soon as it lies still.
            gains: what a grey sheet told (`read_grey`); pictures come balanced by them.
            shows: small pictures are wanted; without them only codes are read.
        """
        folder = Path(place)
        is_folder = not place.isdecimal() and folder.is_dir()
        passed = frozenset(each.name for each in folder.iterdir()) if is_folder else frozenset()
        with self._turn:
            if self._is_closed:
                return
            self._change_to(_Wish(place, passed, shoots, gains, shows))
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

    def light(self, *, is_on: bool) -> bool:
        """Put the camera's light on or out, and tell whether it did. Not on the main thread."""
        with self._turn:
            torch = self._torch
        return torch is not None and torch.switch(is_on=is_on)

    def take_picture(self) -> bytes:
        """Return what is before the camera now as a JPEG of its full size. Any thread.

        Raises:
            WorldError: camera_sees_nothing, when nothing has been seen yet; camera_dark, when what
                is seen is black.
        """
        from desktop.devices.shutter import is_dark  # noqa: PLC0415 see the class

        with self._turn:
            frame, shutter, wish = self._frame, self._shutter, self._wish
            if shutter is not None:
                shutter.shoot()
        if frame is None:
            raise WorldError("camera_sees_nothing")
        if is_dark(frame):
            raise WorldError("camera_dark")
        return _as_photograph(frame, wish.gains if wish is not None else ())

    def read_grey(self) -> Gains:
        """Return what makes the grey sheet before the camera grey. Any thread.

        Raises:
            WorldError: camera_sees_nothing.
            RefusedError: grey_sheet_unfit.
        """
        from desktop.devices.light import grey_sheet  # noqa: PLC0415 see the class

        with self._turn:
            frame = self._frame
        if frame is None:
            raise WorldError("camera_sees_nothing")
        told = grey_sheet(frame)
        return (told.blue, told.green, told.red)

    def _change_to(self, wish: _Wish | None) -> None:
        self._wish = wish
        self._frame = self._shutter = self._torch = None
        self._sight = ""
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

        def lose(error: ShopError) -> None:
            with self._turn:
                was_wanted = is_wanted()
                if was_wanted:
                    self._change_to(None)
            if was_wanted:
                self._on_lost(error)

        watch = CodeWatch(
            lambda: open_source(wish.place, wish.passed),
            lambda code: hear(code.text),
            lose,
            lambda frame: self._see(frame, wish),
        )
        with self._turn:
            if not is_wanted():
                return
            self._watch = watch
        _look(watch, lose)
        with self._turn:
            self._watch = None

    def _see(self, frame: "Frame", wish: _Wish) -> None:
        """Keep a frame, show it and let the shutter judge it, as it was wished."""
        with self._turn:
            if self._wish is not wish:
                return
            is_first, self._frame = self._frame is None, frame
        if is_first:
            self._meet_torch(wish)
        if wish.shows:
            self._preview(frame, wish.gains)
        self._consider(frame, wish)

    def _meet_torch(self, wish: _Wish) -> None:
        from desktop.devices.torch import find_torch  # noqa: PLC0415 see the class

        torch = find_torch(wish.place)
        with self._turn:
            if self._wish is not wish:
                return
            self._torch = torch
        self._on_torch(torch is not None)

    def _consider(self, frame: "Frame", wish: _Wish) -> None:
        """Let the shutter judge a frame, and tell when it makes something else of it."""
        if not wish.shoots:
            return
        from desktop.devices.shutter import Shutter, Sight  # noqa: PLC0415 see the class

        with self._turn:
            if self._wish is not wish:
                return
            if self._shutter is None:
                self._shutter = Shutter()
                if not wish.place.isdecimal():
                    # A folder shows products only, and no empty counter before them.
                    self._shutter.look(None, 0)
            sight, shot = self._shutter.look(frame, time.monotonic()), self._shutter.best
            is_news, self._sight = sight.value != self._sight, sight.value
        if is_news:
            self._on_sight(sight.value)
        if sight is Sight.SHOT and shot is not None:
            self._on_shot(_as_photograph(shot, wish.gains))

    def _preview(self, frame: "Frame", gains: Gains) -> None:
        from desktop.devices.imaging import as_jpeg  # noqa: PLC0415 see the class

        now = time.monotonic()
        if now - self._last_preview >= _BETWEEN_PREVIEWS_S:
            self._last_preview = now
            self._on_picture(as_jpeg(_balanced(frame, gains), PREVIEW_PX))


def _as_photograph(frame: "Frame", gains: Gains) -> bytes:
    from desktop.devices.imaging import as_jpeg  # noqa: PLC0415 see the class

    return as_jpeg(_balanced(frame, gains), max(frame.shape), quality=_PHOTO_QUALITY)


def _balanced(frame: "Frame", gains: Gains) -> "Frame":
    """Return the frame in the colours a grey sheet told of."""
    if not gains:
        return frame
    from desktop.devices.light import GreySheet, balanced  # noqa: PLC0415 see the class

    return balanced(frame, GreySheet(*gains))


def _look(watch: "CodeWatch", lose: Callable[[ShopError], None]) -> None:
    """Watch to the end, whatever the driver raises: a thread that died would open no camera."""
    try:
        watch.watch()
    except Exception:  # noqa: BLE001 the library's own and the system's errors alike
        _log.exception("camera_failed")
        lose(WorldError("camera_lost"))
