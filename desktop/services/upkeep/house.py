"""The shop's own settings, kept as rows and told to the journal where the law wants it."""

from sqlalchemy import delete, insert

from desktop.domain.roles import Act, Role, limits_of
from desktop.models.base import table_of
from desktop.models.house import SettingValue
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop, Topic
from desktop.services.team.crew import OWNER_CODE
from desktop.services.team.staff import govern, require, tell_rights
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import Settings, to_rows
from fiscal import EventBody, EventCode

_settings = table_of(SettingValue)
_LAWFUL = ("name", "legal_name", "siret", "vat_number", "naf", "street", "postcode", "city")
_LAWFUL_TOO = ("country", "time_zone", "vat_exemption")


def change_settings(
    shop: Shop, settings: Settings, staff: str = OWNER_CODE, approved_by: str = ""
) -> None:
    """Keep new settings; from the next call on they hold.

    A change of who sells is told to the fiscal journal (event 270).

    Raises:
        RefusedError: needs_approval; role_above_yours, for the limits of a role that neither who
            changes them nor who stands for it decides about.
    """
    with shop.begin() as work:
        require(work, staff, Act.CHANGE_SETTINGS, approved_by=approved_by)
        for role in _changed_roles(shop.settings, settings):
            govern(work, staff, role, approved_by)
            tell_rights(work, "limits", staff, {"role": role.value})
        write_settings(work, settings, staff)
        work.commit()


def _changed_roles(before: Settings, after: Settings) -> list[Role]:
    """Return the roles whose rights would be others than they are."""
    return [
        role for role in Role if limits_of(role, before.limits) != limits_of(role, after.limits)
    ]


def write_settings(work: UnitOfWork, settings: Settings, staff: str = OWNER_CODE) -> None:
    """Keep new settings in a transaction of the caller; they hold once it is committed."""
    shop = work.shop
    before, rows = to_rows(shop.settings), to_rows(settings)
    changed = [key for key in before.keys() | rows.keys() if before.get(key) != rows.get(key)]
    work.connection.execute(delete(_settings).where(_settings.c.key.in_(changed)))
    fresh = [{"key": key, "value": rows[key]} for key in changed if key in rows]
    if fresh:
        work.connection.execute(insert(_settings), fresh)
    _tell_journal(work, settings, staff)
    work.changed(Topic.SETTINGS)
    work.afterwards(lambda: shop.adopt(settings))


def _tell_journal(work: UnitOfWork, settings: Settings, staff: str) -> None:
    old, new = work.shop.profile, settings.profile
    changed = [
        name for name in (*_LAWFUL, *_LAWFUL_TOO) if getattr(old, name) != getattr(new, name)
    ]
    journal = journal_of(work)
    if changed and journal.head().seq:
        details = {"fields": changed}
        event = EventBody(code=EventCode.COMPLIANCE_SETTING_CHANGED, details=details)
        journal.record_event(event, operator=staff)
