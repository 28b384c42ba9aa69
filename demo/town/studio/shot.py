"""What a painter is handed: the frame, the look of the product and its own chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from demo.town.records import DemoProduct, Look
from demo.town.studio.frame import Frame


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to take.

    Attributes:
        colour: The look's main colour, or that of the variant asked for.
    """

    frame: Frame
    product: DemoProduct
    look: Look
    colour: str
    rng: np.random.Generator

    @property
    def title(self) -> str:
        """What is printed on the packaging."""
        return self.look.title or self.product.name


@dataclass(frozen=True, slots=True)
class Painter:
    """A way to draw a kind of product.

    Attributes:
        stance: How the camera stands, see `surfaces.backdrop`.
        paint: Draws the product into the shot's frame.
    """

    stance: str
    paint: Callable[[Shot], None]
