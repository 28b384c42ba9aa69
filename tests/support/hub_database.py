"""Where the marketplaces of the tests stand: a SQLite file each, or a PostgreSQL database each.

`pytest --hub-database postgresql+psycopg://user@127.0.0.1/postgres` puts them on a server. Each
database there is made for a test's folder, copied as a template where a file would be copied, and
dropped with the session.
"""

import hashlib
import os
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy import URL, Engine, create_engine, make_url, text

from marketplace.services.database import Database


@dataclass
class _Server:
    """The server of this run and the databases that were made on it."""

    engine: Engine
    made: set[str] = field(default_factory=set)

    def run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(statement))


_servers: list[_Server] = []


def use(url: str) -> None:
    """Have every marketplace of this run stand on the server at `url`."""
    _servers.append(_Server(create_engine(url, isolation_level="AUTOCOMMIT")))


def give_back() -> None:
    """Drop what was made on the server."""
    while _servers:
        server = _servers.pop()
        for name in sorted(server.made):
            server.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.engine.dispose()


def is_on_a_server() -> bool:
    """Tell whether the marketplaces of this run stand on a server."""
    return bool(_servers)


def url_in(folder: Path, name: str = "hub.db", kind: str = "") -> str:
    """Return the address of the database that a marketplace in this folder has.

    A server makes it of a `kind`: its letters and its alphabet, in the server's words.
    """
    if not _servers:
        return f"sqlite:///{folder / name}"
    (server,) = _servers
    database = _name_of(folder / name)
    if database not in server.made:
        _make(server, database, "template0", kind)
    return _on(server, database).render_as_string(hide_password=False)


def copy(source: Path, folder: Path, name: str = "hub.db") -> None:
    """Copy the database of a marketplace that is closed into another folder."""
    if not _servers:
        shutil.copyfile(source / name, folder / name)
        return
    (server,) = _servers
    database = _name_of(folder / name)
    if database in server.made:
        server.run(f'DROP DATABASE "{database}" WITH (FORCE)')
    _make(server, database, _name_of(source / name))


def keep(database: Database, folder: Path, name: str, backup: str) -> None:
    """Make a backup of a marketplace that is open."""
    if not _servers:
        with closing(dbapi2.connect(str(folder / name))) as connection:
            connection.execute("VACUUM INTO ?", (str(folder / backup),))
        return
    # A template is copied when nobody is in it; connections come back by themselves.
    database.close()
    _make(_servers[0], _name_of(folder / backup), _name_of(folder / name))


def put_back(folder: Path, name: str, backup: str) -> None:
    """Put a backup in the place of a marketplace that is closed."""
    for left_over in folder.glob(f"{name}-*"):
        left_over.unlink()
    if not _servers:
        shutil.copyfile(folder / backup, folder / name)
        return
    (server,) = _servers
    server.run(f'DROP DATABASE "{_name_of(folder / name)}" WITH (FORCE)')
    _make(server, _name_of(folder / name), _name_of(folder / backup))


def _make(server: _Server, database: str, template: str, kind: str = "") -> None:
    server.made.add(database)
    server.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}" {kind}')


def _on(server: _Server, database: str) -> URL:
    return make_url(server.engine.url).set(database=database)


def _name_of(file: Path) -> str:
    """Return a name of its own for each file and each process of a run."""
    return f"t{os.getpid()}_{hashlib.sha256(bytes(file)).hexdigest()[:20]}"
