"""Founding a shop, its settings and where its keys lie."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError
from msgspec import structs
from sqlalchemy import text

from desktop.bootstrap import open_shop
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore, reading_journal
from desktop.services.team import staff
from desktop.services.till import till_sessions
from desktop.services.upkeep import doctor, house
from desktop.services.upkeep.key_stores import SystemKeyStore, has_system_keyring
from desktop.settings import PrinterSettings, RoleLimits, Settings, ShopProfile, from_rows, to_rows
from fiscal import FolderKeyStore, KeyMissingError, Kind, SignerUnavailableError
from sync.kernel.money import Money
from tests.services.counter.test_bargains import with_seller
from tests.support.a_shop import OWNER, a_shop, open_again, sell


class AKeyring(KeyringBackend):
    """A keyring that keeps secrets in memory and can be locked."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise PasswordSetError
        self.secrets[service, username] = password


@pytest.fixture
def system_keyring() -> Iterator[AKeyring]:
    before = keyring.get_keyring()
    mine = AKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def test_settings_survive_the_night(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    printer = PrinterSettings(code="c", address="tcp://10.0.0.9")
    with builder.opened() as shop:
        kept = structs.replace(
            shop.settings,
            language="en",
            printers=(printer,),
            receipt_printer="c",
            # SQLite keeps a number as a number.
            closing_hour=3,
        )
        house.change_settings(shop, kept)
        assert shop.settings == kept

    shop = open_again(builder.folder)
    assert shop.settings == kept
    assert doctor.read_place(builder.folder)[0] == kept
    house.change_settings(shop, structs.replace(kept, language="fr"))
    assert shop.settings.language == "fr"
    shop.close()


def test_only_what_differs_from_the_defaults_is_kept() -> None:
    settings = Settings(language="en")

    assert to_rows(settings) == {"language": "en"}
    assert from_rows(to_rows(settings)) == settings
    assert to_rows(Settings()) == {}


def test_a_damaged_setting_falls_back_to_its_default() -> None:
    rows = {"language": 7, "closing_hour": 5, "no_longer_known": True, "profile": "x"}

    assert from_rows(rows) == Settings(closing_hour=5)


@pytest.mark.parametrize(
    "rows",
    [
        {"closing_hour": 24},
        {"closing_hour": -1},
        {"language": "de"},
        {"fiscal_year_end": [2, 30]},
        {"vat_rates": []},
        {"vat_rates": [-1]},
        {"till": ""},
        {"till": "T01/.."},
        {"gift_card_months": 1_000_000_000},
        {"credit_note_months": -1},
        {"tares": [{"name": "Bol", "grams": -50}]},
        {"weighed_layouts": [{"prefix": "21", "item_digits": 10, "value_digits": 0}]},
        {"weighed_layouts": [{"prefix": "21", "item_digits": 5, "value_digits": 50}]},
        {"weighed_layouts": [{"prefix": "2²", "item_digits": 5, "value_digits": 5}]},
    ],
)
def test_a_value_no_till_can_open_with_falls_back_to_its_default(rows: dict[str, object]) -> None:
    assert from_rows(rows) == Settings()


@pytest.mark.parametrize(
    "damage",
    [{"time_zone": "Europe/Sceaux"}, {"time_zone": "../etc"}, {"country": "XX"}, {"phone": 7}],
)
def test_one_damaged_line_of_who_sells_leaves_the_others(damage: dict[str, object]) -> None:
    kept = from_rows({"profile": {"name": "Le Parc", "siret": "73282932000074"} | damage})

    assert kept.profile == ShopProfile(name="Le Parc", siret="73282932000074")


def test_a_change_of_who_sells_is_told_to_the_journal(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        profile = structs.replace(shop.profile, siret="11111111100011")
        house.change_settings(shop, structs.replace(shop.settings, profile=profile))
        house.change_settings(shop, structs.replace(shop.settings, language="en"))

        with shop.look() as look:
            store = SqlStore(look.connection, "T01")
            events = [row.record().b for row in store.of_kind(Kind.EVENT, 0)]
        changed = [body["data"] for body in events if body["code"] == 270]
        assert changed == [{"fields": ["siret"]}]


def test_settings_that_were_not_committed_do_not_hold(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            house.write_settings(work, structs.replace(shop.settings, language="en"))

        assert shop.settings.language == "fr"


def test_the_address_stands_in_lines_and_leaves_out_what_is_empty() -> None:
    assert ShopProfile(street="3 rue Houdan", postcode="92330", city="Sceaux").address == (
        "3 rue Houdan",
        "92330 Sceaux",
    )
    assert ShopProfile().address == ()


def test_a_shop_is_founded_once(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shop = open_again(folder)
    assert staff.current(shop).code == OWNER
    with shop.look() as look:
        born = look.connection.execute(text("SELECT incarnation FROM stream")).scalar_one()
    shop.close()

    shop = open_again(folder)
    with shop.look() as look:
        assert look.connection.execute(text("SELECT incarnation FROM stream")).scalar_one() == born
    shop.close()


def test_keys_lie_in_the_systems_keyring_where_there_is_one(
    tmp_path: Path, system_keyring: AKeyring
) -> None:
    shop = open_shop(tmp_path, talks=False)
    assert shop.signer.level == "os"
    till_sessions.open_till(shop, Money(0), OWNER)
    shop.close()

    assert len(system_keyring.secrets) == 1
    assert list(tmp_path.glob("*.pem")) == []


def test_a_locked_keyring_degrades_the_journal_and_stops_no_sale(
    tmp_path: Path, system_keyring: AKeyring
) -> None:
    shop = open_shop(tmp_path, talks=False)
    till_sessions.open_till(shop, Money(0), OWNER)
    shop.close()
    system_keyring.is_locked = True

    shop = open_shop(tmp_path, talks=False)
    till_sessions.move_cash(shop, Money(5_00), "monnaie", OWNER)
    assert till_sessions.till_state(shop).is_degraded
    shop.close()

    system_keyring.is_locked = False
    shop = open_shop(tmp_path, talks=False)
    till_sessions.move_cash(shop, Money(5_00), "monnaie", OWNER)
    assert not till_sessions.till_state(shop).is_degraded
    shop.close()


def test_a_till_that_lost_its_key_signs_with_no_other(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15)
    with builder.opened() as shop:
        sell(shop, "Pain")
    (builder.folder / "T01.pem").unlink()

    shop = open_again(builder.folder)
    assert sell(shop, "Pain").number == "T01-2026-000002"
    with shop.look() as look:
        assert reading_journal(shop, look.connection).head().degraded_from > 0
    shop.close()
    assert not (builder.folder / "T01.pem").exists()


def test_a_secret_is_never_replaced(system_keyring: AKeyring) -> None:
    store = SystemKeyStore("one")
    store.save("T01", b"\x00secret")

    assert store.load("T01") == b"\x00secret"
    with pytest.raises(FileExistsError):
        store.save("T01", b"other")
    with pytest.raises(KeyMissingError):
        SystemKeyStore("two").load("T01")
    system_keyring.is_locked = True
    with pytest.raises(SignerUnavailableError):
        store.load("T01")


def test_a_machine_without_a_keyring_keeps_its_keys_in_the_folder(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    try:
        assert not has_system_keyring()
        shop = open_shop(tmp_path, talks=False)
        shop.close()
    finally:
        keyring.set_keyring(before)

    (key,) = tmp_path.glob("*.pem")
    assert key.stat().st_mode & 0o077 == 0
    assert FolderKeyStore(tmp_path).load("T01").startswith(b"-----BEGIN")


def test_opening_a_shop_loads_nothing_the_first_screen_does_not_need(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15)
    builder.open().close()
    script = (
        "import sys; from pathlib import Path; from desktop.bootstrap import open_shop;"
        "from desktop.services.counter import selling;"
        "from desktop.services.team import sign_in;"
        "from desktop.services.till import till_sessions;"
        "from desktop.services.town import link;"
        "shop = open_shop(Path(sys.argv[1])); selling.tiles(shop); selling.categories(shop);"
        "till_sessions.till_state(shop); link.link_status(shop); shop.close();"
        "print(*(set(sys.argv[2:]) & set(sys.modules)))"
    )
    heavy = (
        "cv2",
        "escpos",
        "reportlab",
        "httpx2",
        "pydantic",
        "alembic",
        "keyring",
        "PIL",
        "argon2",
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(builder.folder), *heavy],
        cwd=Path(__file__).parents[3],
        check=True,
        capture_output=True,
        text=True,
    )

    assert told.stdout.strip() == ""


def test_whoever_changes_settings_raises_no_limit_of_his_own_role_or_above(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with_seller(shop)
        before = shop.settings

        def limits(role: str) -> Settings:
            acts = ("discount", "refund", "change_settings")
            return structs.replace(
                before, limits=(RoleLimits(role=role, acts=acts, discount_bp=9_000),)
            )

        with pytest.raises(RefusedError) as refused:
            house.change_settings(shop, limits("manager"), "03")
        assert refused.value.code == "role_above_yours"
        with pytest.raises(RefusedError):
            house.change_settings(shop, limits("seller"), "02", approved_by="02")
        assert shop.settings == before

        house.change_settings(shop, limits("seller"), "03")
        house.change_settings(shop, limits("manager"), "03", approved_by=OWNER)
        house.change_settings(
            shop, structs.replace(shop.settings, receipt_messages=("Merci",)), "03"
        )
