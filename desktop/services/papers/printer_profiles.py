"""What a printer of this shop can do: its model's profile, as its trial corrected it."""

from dataclasses import replace
from functools import lru_cache

from desktop.settings import PrinterSettings
from printing.drivers.profiles import PrinterProfile, page_named, profile_of

NO_DRAWER = -1
"""Value of `PrinterSettings.drawer_pin` for a printer at which no drawer hangs."""


@lru_cache(maxsize=16)
def profile_for(printer: PrinterSettings) -> PrinterProfile:
    """Return the printer's profile; a table that is not known (any more) is the model's."""
    profile = profile_of(printer.profile)
    if printer.character_table and not profile.label_dpi:
        try:
            profile = profile.with_code_page(page_named(printer.character_table))
        except ValueError:
            profile = profile_of(printer.profile)
    if printer.has_cutter is not None:
        profile = replace(profile, has_cutter=printer.has_cutter)
    if printer.answers_status is not None:
        profile = replace(profile, answers_status=printer.answers_status)
    if printer.draws_codes is not None:
        profile = replace(profile, draws_codes=printer.draws_codes)
    if printer.drawer_pin is not None:
        pin = None if printer.drawer_pin == NO_DRAWER else printer.drawer_pin
        profile = replace(profile, drawer_pin=pin)
    return profile
