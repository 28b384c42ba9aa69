"""What a printer can do, as a table."""

from dataclasses import dataclass, replace

from printing.safe_text import Repertoire, code_page


@dataclass(frozen=True, slots=True)
class CodePage:
    """One of the printer's character tables: its number for ESC t and Python's name for it."""

    slot: int
    codec: str

    @property
    def repertoire(self) -> Repertoire:
        """Return the characters of the table."""
        return code_page(self.codec)

    @property
    def name(self) -> str:
        """Return what settings store: "16:cp1252"."""
        return f"{self.slot}:{self.codec}"


CP1252 = CodePage(16, "cp1252")
CP858 = CodePage(19, "cp858")

DOTS_PER_COLUMN = 12
"""Font A of every ESC/POS printer is 12 dots wide, 24 high, at 203 dpi."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A family of receipt printers."""

    code: str
    #: What the shopkeeper reads when choosing.
    name: str
    paper_mm: int
    columns: int
    #: The one table that is forced; None prints every line as a picture.
    code_page: CodePage | None = CP858
    has_cutter: bool = True
    #: 0 is pin 2 of the drawer socket, 1 is pin 5; None when there is no socket.
    drawer_pin: int | None = 0
    #: Replies to DLE EOT and GS r, so that a job can be confirmed.
    answers_status: bool = True
    #: Draws QR codes and bars by itself; else they are sent as pictures.
    draws_codes: bool = True
    #: Dots per inch of a label printer, which is told in ZPL; 0 for ESC/POS.
    label_dpi: int = 0

    @property
    def dots(self) -> int:
        """Return the width that can be printed, in dots."""
        return self.columns * DOTS_PER_COLUMN

    def with_code_page(self, page: CodePage | None) -> "PrinterProfile":
        """Return the profile with the table the shopkeeper found readable on the test strip."""
        return replace(self, code_page=page)


EPSON_TM_T20 = PrinterProfile("epson-tm-t20", "Epson TM-T20 / TM-m30, 80 mm", 80, 48, CP1252)
GENERIC_80 = PrinterProfile("generic-80", "ESC/POS 80 mm", 80, 48, CP858)
GENERIC_58 = PrinterProfile(
    "generic-58", "ESC/POS 58 mm", 58, 32, CP858, has_cutter=False, answers_status=False
)
NARROW_80 = PrinterProfile("generic-80-42", "ESC/POS 80 mm, 42 columns", 80, 42, CP858)
RASTER_80 = PrinterProfile("raster-80", "ESC/POS 80 mm, image", 80, 48, None)
RASTER_58 = PrinterProfile(
    "raster-58", "ESC/POS 58 mm, image", 58, 32, None, has_cutter=False, answers_status=False
)

PROFILES = {
    profile.code: profile
    for profile in (EPSON_TM_T20, GENERIC_80, NARROW_80, GENERIC_58, RASTER_80, RASTER_58)
}
"""Every profile by its code, as settings store it."""

ZPL_203 = PrinterProfile(
    "zpl-203", "ZPL 203 dpi", 104, 48, None, has_cutter=False, drawer_pin=None,
    answers_status=False, label_dpi=203,
)  # fmt: skip
ZPL_300 = replace(ZPL_203, code="zpl-300", name="ZPL 300 dpi", label_dpi=300)

LABEL_PRINTERS = {profile.code: profile for profile in (ZPL_203, ZPL_300)}
"""Printers that know nothing but labels."""


def profile_of(code: str) -> PrinterProfile:
    """Return the profile of that code, of a printer that most are like when there is none."""
    return PROFILES.get(code) or LABEL_PRINTERS.get(code, GENERIC_80)


PICTURES = "image"
"""Stands where a character table is chosen: every line is sent as a picture."""


def page_named(name: str) -> CodePage | None:
    """Return the table that settings store as "16:cp1252"; None for `PICTURES`.

    Raises:
        ValueError: it names no table.
    """
    if name == PICTURES:
        return None
    known = {page.name: page for page in CANDIDATE_PAGES}
    if name not in known:
        raise ValueError(f"no character table is called {name}")
    return known[name]


CANDIDATE_PAGES = (
    CP1252,
    CP858,
    CodePage(71, "cp1252"),
    CodePage(32, "cp1252"),
    CodePage(8, "cp1252"),
)
"""Where the printers that were looked at keep a table with the euro, most frequent first."""
