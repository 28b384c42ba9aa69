"""The words on a packaging, read from its picture. An extra: without it everything else works.

The reader is RapidOCR (`pip install comptoir[ocr]`), whose models lie in its wheel: nothing is
fetched, nothing leaves this machine. It takes a second and a half of a processor and four hundred
megabytes, so it runs behind the work, one picture at a time, and is given back when idle.
"""

import importlib
import importlib.util
import logging
from collections.abc import Callable, Iterator
from threading import Lock, Timer
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.devices.imaging import Frame
from desktop.domain.label_text import LabelLine

IDLE_S = 60.0
LARGEST_PX = 1600
SUREST_ENOUGH = 0.6
"""What the reader is less sure of than this is no text, or no text worth proposing."""
_INSIDE = 128
_MARGIN = 0.02
_MODULE = "rapidocr"
_SETTINGS = {
    # Half the time of the default for the same text on labels (vision study B3).
    "Det.limit_type": "max",
    "Det.limit_side_len": 736,
    # Labels are held upright; the classifier of upside-down lines costs a fifth more.
    "Global.use_cls": False,
    "Global.log_level": "error",
    # The counter's other core belongs to whoever sells.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}

Mask = NDArray[np.uint8]
"""How much of each pixel is product: 0 to 255."""
Engine = Callable[[Frame], Any]
"""Takes a picture; answers with `boxes` (four corners each), `txts` and `scores`, or None in them."""

_log = logging.getLogger(__name__)


def is_there() -> bool:
    """Tell whether the extra is installed; looks for it only, loads nothing."""
    return importlib.util.find_spec(_MODULE) is not None


def _load() -> Engine:
    # By its name, because the app is complete without it.
    engine: Engine = importlib.import_module(_MODULE).RapidOCR(params=_SETTINGS)
    return engine


class LabelReader:
    """Reads labels; one for the app, for any thread but the window's and the ledger's."""

    def __init__(self, load: Callable[[], Engine] = _load, idle_s: float = IDLE_S) -> None:
        self._load = load
        self._idle_s = idle_s
        self._engine: Engine | None = None
        self._turn = Lock()
        self._timer: Timer | None = None

    @property
    def is_loaded(self) -> bool:
        """Tell whether the reader's memory is in use."""
        return self._engine is not None

    def read(self, frame: Frame, mask: Mask | None = None) -> tuple[LabelLine, ...]:
        """Return the lines on the product, in the picture's pixels.

        Without the extra, or when it fails, there are none: a label is only ever a proposal.

        Args:
            frame: the picture, blue first.
            mask: where the product is, as large as the picture; what stands elsewhere (shelf tags,
                a hand with a ring) is not read. None: it is everywhere.
        """
        shown, (left, top), scale = _shown(frame, mask)
        if shown.size == 0:
            return ()
        with self._turn:
            self._wait_for_nothing()
            answer = self._ask(shown)
            self._free_later()
        lines = _lines(answer, left, top, scale)
        return tuple(line for line in lines if mask is None or _is_inside(line, mask))

    def close(self) -> None:
        """Give the memory back at once; the next picture loads the reader anew."""
        with self._turn:
            self._wait_for_nothing()
            self._engine = None

    def _ask(self, shown: Frame) -> object:
        try:
            if self._engine is None:
                self._engine = self._load()
            return self._engine(shown)
        except ImportError:
            return None
        except Exception:  # noqa: BLE001 a foreign program's failure must not cost the photograph
            _log.exception("label_reader_failed")
            self._engine = None
            return None

    def _free_later(self) -> None:
        if self._engine is not None:
            self._timer = Timer(self._idle_s, self._free_idle)
            self._timer.daemon = True
            self._timer.start()

    def _free_idle(self) -> None:
        with self._turn:
            self._engine = None

    def _wait_for_nothing(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _shown(frame: Frame, mask: Mask | None) -> tuple[Frame, tuple[int, int], float]:
    """Return the part with the product, all else in its mean colour, where it began and its scale."""
    left, top = 0, 0
    part = frame
    if mask is not None:
        inside = mask >= _INSIDE
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if not rows.size:
            return frame[:0], (0, 0), 1.0
        margin = round(_MARGIN * max(frame.shape[:2]))
        top, bottom = max(int(rows[0]) - margin, 0), int(rows[-1]) + margin + 1
        left, right = max(int(columns[0]) - margin, 0), int(columns[-1]) + margin + 1
        part, within = frame[top:bottom, left:right].copy(), inside[top:bottom, left:right]
        part[~within] = part[within].mean(axis=0).astype(np.uint8)
    scale = min(1.0, LARGEST_PX / max(part.shape[:2]))
    if scale < 1.0:
        smaller = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return np.asarray(smaller, np.uint8), (left, top), scale
    return part, (left, top), scale


def _lines(answer: object, left: int, top: int, scale: float) -> Iterator[LabelLine]:
    boxes, texts = getattr(answer, "boxes", None), getattr(answer, "txts", None)
    scores = getattr(answer, "scores", None)
    if boxes is None or texts is None or scores is None:
        return
    for corners, text, score in zip(boxes, texts, scores, strict=False):
        if score < SUREST_ENOUGH:
            continue
        points = np.asarray(corners, np.float64).reshape(-1, 2) / scale + (left, top)
        begin, end = points.min(axis=0), points.max(axis=0)
        # Its left side, not the upright box: a line that leans is not taller for it.
        height = float(np.linalg.norm(points[-1] - points[0]))
        box = (round(begin[0]), round(begin[1]), *(round(size) for size in end - begin))
        yield LabelLine(str(text), round(height), (box[0], box[1], box[2], box[3]))


def _is_inside(line: LabelLine, mask: Mask) -> bool:
    x, y = line.box[0] + line.box[2] // 2, line.box[1] + line.box[3] // 2
    height, width = mask.shape[:2]
    return bool(mask[min(max(y, 0), height - 1), min(max(x, 0), width - 1)] >= _INSIDE)
