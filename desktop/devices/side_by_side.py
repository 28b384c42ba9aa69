"""Several things in one picture, apart from each other on one ground: each with its place."""

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.devices.cutout import Alpha
from desktop.devices.imaging import Frame
from desktop.devices.packshot import square_within

MOST = 12
_LOOK_PX = 640
_RIM = 0.03
"""The part of the picture, on each side, that shows the ground."""
_LEAST_AREA = 0.012
"""Of the picture: less is a crumb, a tag, a shadow."""
_LEAST_DISTANCE = 9.0
"""In Lab: what differs less from the ground is the ground."""
_NEAR = 0.02

Box = tuple[int, int, int, int]
"""Left, top, width and height."""


def things(frame: Frame) -> tuple[tuple[Box, Alpha], ...]:
    """Return each thing in a picture and its outline within its box, in reading order.

    The ground is what runs along the picture's rim; it should be of one colour and not that of the
    things. Things that touch are one. An empty answer says that nothing stands apart.
    """
    scale = min(1.0, _LOOK_PX / max(frame.shape[:2]))
    small = np.asarray(
        cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    mask = _apart(small)
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    least = _LEAST_AREA * mask.size
    found = [
        (place, stats[place])
        for place in range(1, count)
        if stats[place][cv2.CC_STAT_AREA] >= least
    ]
    found.sort(key=lambda each: -int(each[1][cv2.CC_STAT_AREA]))
    # A small piece beside five large ones is a strap or a tag, not a sixth colour.
    large = [
        each
        for each in found[:MOST]
        if each[1][cv2.CC_STAT_AREA] * 6 >= found[0][1][cv2.CC_STAT_AREA]
    ]
    boxes = [(_grown(stat, scale, frame), labels == place) for place, stat in large]
    return tuple(
        (box, _outline(inside, box, frame.shape[1], frame.shape[0]))
        for box, inside in _in_reading_order(boxes)
    )


def _apart(small: Frame) -> NDArray[np.uint8]:
    """Return where the picture differs from its ground, holes filled and dust brushed off."""
    lab = np.asarray(
        cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.5), cv2.COLOR_BGR2LAB), np.float32
    )
    height, width = lab.shape[:2]
    rim = max(2, round(_RIM * min(height, width)))
    around = np.concatenate(
        [lab[:rim].reshape(-1, 3), lab[-rim:].reshape(-1, 3), lab[:, :rim].reshape(-1, 3),
         lab[:, -rim:].reshape(-1, 3)]
    )  # fmt: skip
    ground = np.median(around, axis=0)
    # Shadows are the ground, darker: lightness counts for less than colour.
    weight = np.array([0.55, 1.0, 1.0], np.float32)
    distance = np.sqrt((((lab - ground) * weight) ** 2).sum(axis=2))
    spread = np.sqrt((((around - ground) * weight) ** 2).sum(axis=1))
    least = max(_LEAST_DISTANCE, float(np.percentile(spread, 95)) * 1.5)
    mask = np.asarray(distance > least, np.uint8)
    size = max(3, round(min(height, width) * _NEAR) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return filled


def _grown(stat: NDArray[np.int32], scale: float, frame: Frame) -> Box:
    left, top, width, height = (round(int(each) / scale) for each in stat[:4])
    return (
        min(left, frame.shape[1] - 1),
        min(top, frame.shape[0] - 1),
        max(1, min(width, frame.shape[1] - left)),
        max(1, min(height, frame.shape[0] - top)),
    )


def _outline(inside: NDArray[np.bool_], box: Box, width: int, height: int) -> Alpha:
    left, top, wide, high = box
    whole = cv2.resize(
        inside.astype(np.uint8) * 255, (width, height), interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(whole[top : top + high, left : left + wide], np.uint8)


def _in_reading_order(
    boxes: list[tuple[Box, NDArray[np.bool_]]],
) -> list[tuple[Box, NDArray[np.bool_]]]:
    """Sort by rows: a thing whose middle is above the last row's bottom belongs to that row."""
    rows: list[list[tuple[Box, NDArray[np.bool_]]]] = []
    for each in sorted(boxes, key=lambda one: one[0][1] + one[0][3] / 2):
        middle = each[0][1] + each[0][3] / 2
        first = rows[-1][0][0] if rows else None
        if first is not None and middle < first[1] + first[3]:
            rows[-1].append(each)
        else:
            rows.append([each])
    return [each for line in rows for each in sorted(line, key=lambda one: one[0][0])]


def alone(frame: Frame, found: tuple[tuple[Box, Alpha], ...], place: int) -> Frame:
    """Return the square about one thing, its neighbours painted over with the ground."""
    ground = np.median(np.concatenate([frame[0], frame[-1]]).reshape(-1, 3), axis=0)
    picture = frame.copy()
    for other, ((left, top, width, height), alpha) in enumerate(found):
        if other != place:
            reach = max(3, round(0.02 * max(frame.shape[:2])) | 1)
            wide = cv2.dilate(alpha, np.ones((reach, reach), np.uint8))
            picture[top : top + height, left : left + width][wide > 0] = ground.astype(np.uint8)
    left, top, side, _ = square_within(found[place][0], frame.shape[1], frame.shape[0])
    return np.ascontiguousarray(picture[top : top + side, left : left + side])
