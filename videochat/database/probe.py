"""Why the database cannot be used. The pool only says that it has no connection."""

import os
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError


def connection_problem() -> str | None:
    """One line, or None if a connection can be opened and written to."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    return _sqlite_problem(database) if database.vendor == "sqlite" else _postgresql_problem(database)


def _sqlite_problem(database: Any) -> str | None:
    name = str(database.settings_dict["NAME"])
    if name != ":memory:" and not name.startswith("file:"):
        # SQLite writes its journal beside the file.
        for path in (Path(name), Path(name).absolute().parent):
            if path.exists() and not os.access(path, os.W_OK):
                return f"{path} is not writable"
    try:
        database.ensure_connection()
    except DatabaseError as error:
        return f"{name}: {error}"
    return None


def _postgresql_problem(database: Any) -> str | None:
    connection_class = database.settings_dict["OPTIONS"]["pool"]["connection_class"]
    try:
        with connection_class.connect(**database.get_connection_params()) as connection:
            # A query, because PgBouncer accepts clients while it has no connection for them.
            if connection.execute("SHOW transaction_read_only").fetchone() == ("on",):
                return "it is read-only, as a standby is"
    except database.Database.Error as error:
        return str(error).strip().splitlines()[0]
    return None
