"""The cuts of the garments: right halves of the pieces, in units from the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pieces of a garment.

    Attributes:
        body: Outline from the middle of the neck to the middle of the hem, mirrored.
        sleeve: Outline of the right sleeve, with a twin on the left.
        neck: What shows of the inside of the back, mirrored.
        seams: Lines to stitch on both sides.
        middle: Lines to draw once.
        buttons: Their places.
        pockets: Outlines laid on top, with a twin on the other side.
        collar: The same for collars; a hood is closed by its mirror image.
        under: What hangs out below the body, mirrored.
        edge: The line a ribbed neckband follows.
        is_hung: On a hanger; else held by clips.
        gloss: How much the cloth shines.
    """

    body: Line
    sleeve: Line = ()
    neck: Line = ()
    seams: tuple[Line, ...] = ()
    middle: tuple[Line, ...] = ()
    buttons: Line = ()
    pockets: tuple[Line, ...] = ()
    collar: tuple[Line, ...] = ()
    under: Line = ()
    edge: Line = ()
    is_hung: bool = True
    gloss: float = 0.04


_CREW: Line = ((0, 0.272), (0.04, 0.262), (0.078, 0.232), (0.088, 0.200))
_VEE: Line = ((0, 0.345), (0.05, 0.262), (0.088, 0.200))
_BOAT: Line = ((0, 0.232), (0.09, 0.226), (0.135, 0.206))
_DEEP: Line = ((0, 0.43), (0.045, 0.30), (0.088, 0.200))
_LONG: Line = (
    (0.20, 0.238),
    (0.243, 0.250),
    (0.284, 0.305),
    (0.325, 0.48),
    (0.362, 0.80),
    (0.288, 0.812),
    (0.258, 0.56),
    (0.225, 0.41),
)
_SHORT: Line = (
    (0.20, 0.238),
    (0.243, 0.250),
    (0.290, 0.305),
    (0.385, 0.455),
    (0.300, 0.505),
    (0.226, 0.405),
)
_BACK: Line = ((0, 0.212), (0.088, 0.196), (0.095, 0.21), (0.04, 0.275), (0, 0.285))
_VEE_BACK: Line = ((0, 0.212), (0.088, 0.196), (0.06, 0.26), (0, 0.345))
_DEEP_BACK: Line = ((0, 0.212), (0.088, 0.196), (0.06, 0.28), (0, 0.43))
_HOOD_BACK: Line = ((0, 0.205), (0.085, 0.205), (0.07, 0.26), (0, 0.30))
_TRUNK: Line = (
    (0.222, 0.239),
    (0.243, 0.262),
    (0.236, 0.40),
    (0.230, 0.65),
    (0.240, 0.905),
    (0, 0.915),
)
_COLLAR: Line = ((0.0, 0.262), (0.050, 0.190), (0.086, 0.186), (0.108, 0.232), (0.062, 0.318))
_HOOD: Line = (
    (0, 0.155),
    (0.085, 0.165),
    (0.130, 0.215),
    (0.115, 0.275),
    (0.05, 0.315),
    (0.0, 0.335),
)

_ARMHOLE: Line = ((0.236, 0.40), (0.215, 0.235))
_SHORT_CUFF: Line = ((0.305, 0.488), (0.378, 0.446))
_LONG_CUFF: Line = ((0.288, 0.765), (0.362, 0.752))
_HEM: Line = ((0.0, 0.892), (0.235, 0.884))
_BROAD_HEM: Line = ((0.0, 0.855), (0.234, 0.848))


def _row(top: float, step: float, count: int) -> Line:
    return tuple((0.0, top + step * k) for k in range(count))


def _strip(half: float, top: float, bottom: float) -> tuple[Line, ...]:
    return (((-half, top), (-half, bottom)), ((half, top), (half, bottom)))


_TSHIRT = Pattern(
    body=(*_CREW, *_TRUNK),
    sleeve=_SHORT,
    neck=_BACK,
    seams=(_ARMHOLE, _SHORT_CUFF, _HEM),
    edge=_CREW,
)

_SHIRT = Pattern(
    body=(
        *_CREW,
        (0.222, 0.239),
        (0.243, 0.262),
        (0.238, 0.40),
        (0.228, 0.60),
        (0.240, 0.83),
        (0.19, 0.90),
        (0, 0.915),
    ),
    sleeve=_LONG,
    neck=_BACK,
    seams=(_ARMHOLE, _LONG_CUFF),
    middle=_strip(0.017, 0.27, 0.905),
    buttons=_row(0.335, 0.088, 7),
    pockets=(((0.070, 0.40), (0.172, 0.395), (0.172, 0.50), (0.121, 0.522), (0.070, 0.50)),),
    collar=(_COLLAR,),
)

_CHINO = Pattern(
    body=(
        (0, 0.145),
        (0.158, 0.140),
        (0.164, 0.19),
        (0.202, 0.36),
        (0.196, 0.62),
        (0.176, 0.945),
        (0.068, 0.952),
        (0.045, 0.62),
        (0.030, 0.46),
        (0.0, 0.415),
    ),
    seams=(
        ((0.118, 0.19), (0.130, 0.245), (0.185, 0.285)),
        ((0.070, 0.925), (0.178, 0.917)),
        ((0.125, 0.34), (0.122, 0.91)),
    ),
    middle=(
        ((-0.161, 0.190), (0.161, 0.190)),
        ((0.0, 0.148), (0.0, 0.415)),
        ((0.024, 0.19), (0.024, 0.33), (0.0, 0.375)),
    ),
    buttons=((0.0, 0.168),),
    pockets=tuple(
        ((x, 0.138), (x + 0.014, 0.138), (x + 0.014, 0.198), (x, 0.198)) for x in (0.055, 0.125)
    ),
    is_hung=False,
)

_CUTS: dict[str, Pattern] = {
    "tshirt": _TSHIRT,
    "vneck": replace(_TSHIRT, body=(*_VEE, *_TRUNK), neck=_VEE_BACK, edge=_VEE),
    "boat": Pattern(
        body=(*_BOAT, *_TRUNK),
        sleeve=(
            (0.20, 0.238),
            (0.243, 0.250),
            (0.288, 0.305),
            (0.335, 0.46),
            (0.372, 0.67),
            (0.295, 0.69),
            (0.258, 0.53),
            (0.226, 0.405),
        ),
        neck=((0, 0.205), (0.13, 0.200), (0.10, 0.23), (0, 0.24)),
        seams=(_HEM, ((0.298, 0.672), (0.368, 0.654))),
        edge=_BOAT,
    ),
    "shirt": _SHIRT,
    "blouse": replace(_SHIRT, pockets=(), collar=()),
    "polo": replace(
        _TSHIRT,
        middle=(((-0.016, 0.27), (-0.016, 0.43), (0.016, 0.43), (0.016, 0.27)),),
        buttons=((0, 0.32), (0, 0.39)),
        collar=(_COLLAR,),
        edge=(),
    ),
    "sweater": Pattern(
        body=(*_CREW, *_TRUNK),
        sleeve=_LONG,
        neck=_BACK,
        seams=(_ARMHOLE, _LONG_CUFF, _BROAD_HEM),
        edge=_CREW,
    ),
    "cardigan": Pattern(
        body=(*_DEEP, *_TRUNK),
        sleeve=_LONG,
        neck=_DEEP_BACK,
        seams=(_ARMHOLE, _LONG_CUFF, _BROAD_HEM, ((0.022, 0.44), (0.065, 0.30), (0.100, 0.205))),
        middle=_strip(0.022, 0.44, 0.91),
        buttons=_row(0.47, 0.085, 5),
    ),
    "hoodie": Pattern(
        body=(*_CREW, *_TRUNK),
        sleeve=_LONG,
        neck=_HOOD_BACK,
        seams=(
            _ARMHOLE,
            _LONG_CUFF,
            _BROAD_HEM,
            ((0, 0.62), (0.105, 0.62), (0.165, 0.80), (0, 0.80)),
        ),
        collar=(_HOOD,),
    ),
    "chore_jacket": Pattern(
        body=(
            *_CREW,
            (0.228, 0.239),
            (0.252, 0.264),
            (0.250, 0.40),
            (0.246, 0.60),
            (0.252, 0.845),
            (0, 0.85),
        ),
        sleeve=_LONG,
        neck=_BACK,
        seams=(((0.250, 0.40), (0.222, 0.235)), _LONG_CUFF, ((0.0, 0.828), (0.25, 0.822))),
        middle=(((-0.020, 0.27), (-0.020, 0.845)),),
        buttons=_row(0.33, 0.115, 5),
        pockets=(
            ((0.066, 0.60), (0.190, 0.595), (0.194, 0.76), (0.066, 0.765)),
            ((0.080, 0.37), (0.180, 0.366), (0.180, 0.475), (0.080, 0.478)),
        ),
        collar=(_COLLAR,),
    ),
    "raincoat": Pattern(
        body=(
            *_CREW,
            (0.228, 0.239),
            (0.254, 0.264),
            (0.256, 0.40),
            (0.270, 0.66),
            (0.300, 0.925),
            (0, 0.935),
        ),
        sleeve=_LONG,
        neck=_HOOD_BACK,
        seams=(((0.256, 0.40), (0.222, 0.235)), _LONG_CUFF, ((0.0, 0.905), (0.298, 0.897))),
        middle=(((-0.024, 0.31), (-0.024, 0.93)),),
        buttons=_row(0.38, 0.115, 5),
        pockets=(((0.092, 0.640), (0.205, 0.625), (0.210, 0.662), (0.096, 0.677)),),
        collar=(_HOOD,),
        gloss=0.30,
    ),
    "jeans": _CHINO,
    "chino": replace(_CHINO, seams=_CHINO.seams[:2]),
    "shorts": replace(
        _CHINO,
        body=(
            (0, 0.20),
            (0.200, 0.195),
            (0.208, 0.255),
            (0.262, 0.46),
            (0.300, 0.775),
            (0.072, 0.79),
            (0.035, 0.60),
            (0.0, 0.545),
        ),
        seams=(((0.150, 0.257), (0.165, 0.33), (0.235, 0.375)), ((0.070, 0.758), (0.298, 0.744))),
        middle=(
            ((-0.205, 0.257), (0.205, 0.257)),
            ((0.0, 0.203), (0.0, 0.545)),
            ((0.030, 0.257), (0.030, 0.43), (0.0, 0.49)),
        ),
        buttons=((0.0, 0.229),),
        pockets=tuple(
            ((x, 0.193), (x + 0.017, 0.193), (x + 0.017, 0.266), (x, 0.266)) for x in (0.07, 0.158)
        ),
    ),
    "skirt": Pattern(
        body=((0, 0.15), (0.155, 0.148), (0.160, 0.195), (0.225, 0.52), (0.320, 0.905), (0, 0.925)),
        middle=(((-0.16, 0.195), (0.16, 0.195)),),
        is_hung=False,
    ),
    "wrap_dress": Pattern(
        body=(
            (0, 0.405),
            (0.045, 0.30),
            (0.090, 0.200),
            (0.232, 0.246),
            (0.205, 0.40),
            (0.150, 0.50),
            (0.200, 0.65),
            (0.275, 0.945),
            (0, 0.955),
        ),
        sleeve=(
            (0.19, 0.25),
            (0.236, 0.262),
            (0.315, 0.45),
            (0.335, 0.56),
            (0.255, 0.58),
            (0.205, 0.41),
        ),
        neck=((0, 0.212), (0.088, 0.196), (0.06, 0.28), (0, 0.405)),
        seams=(((0.205, 0.40), (0.185, 0.235)),),
        middle=(
            ((-0.15, 0.50), (0.15, 0.50)),
            ((-0.15, 0.528), (0.15, 0.528)),
            ((0.10, 0.53), (0.02, 0.70), (-0.03, 0.952)),
            ((0.085, 0.21), (0.0, 0.405), (-0.075, 0.495)),
        ),
    ),
    "sun_dress": Pattern(
        body=(
            (0, 0.345),
            (0.075, 0.330),
            (0.098, 0.20),
            (0.142, 0.205),
            (0.148, 0.36),
            (0.142, 0.505),
            (0.20, 0.68),
            (0.265, 0.945),
            (0, 0.955),
        ),
        seams=(((0.090, 0.30), (0.138, 0.42)),),
        middle=(((-0.145, 0.505), (0.145, 0.505)), *_strip(0.014, 0.345, 0.95)),
        buttons=_row(0.39, 0.075, 7),
    ),
    "pyjamas": Pattern(
        body=(*_CREW, (0.222, 0.246), (0.206, 0.38), (0.204, 0.60), (0, 0.61)),
        sleeve=(
            (0.175, 0.25),
            (0.226, 0.262),
            (0.315, 0.44),
            (0.335, 0.56),
            (0.268, 0.575),
            (0.196, 0.39),
        ),
        neck=_BACK,
        seams=(((0.206, 0.38), (0.185, 0.235)), ((0.0, 0.594), (0.204, 0.588))),
        middle=(((-0.015, 0.27), (-0.015, 0.605)),),
        buttons=_row(0.33, 0.075, 4),
        under=(
            (0, 0.565),
            (0.165, 0.56),
            (0.182, 0.66),
            (0.186, 0.93),
            (0.070, 0.94),
            (0.022, 0.72),
            (0, 0.70),
        ),
    ),
}


def cut_of(form: str) -> Pattern:
    """The pattern of a garment's form."""
    return _CUTS[form]
