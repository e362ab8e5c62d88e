"""`manage.py upgrade_from_0_1` brings a database of version 0.1 to this version."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from calls.management.upgrade.detection import is_from_0_1
from calls.management.upgrade.names import new_names
from calls.management.upgrade.tables import carry_over, live_workers, usernames
from videochat.database.probe import connection_problem


class Command(BaseCommand):
    help = "Bring a database of version 0.1 to this version: accounts, sessions, history and all else."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rename", action="store_true", help="rename accounts whose names now count as one, as listed without it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := connection_problem():
            raise CommandError(f"DATABASE_URL: the database cannot be reached: {problem}")
        if not is_from_0_1(DEFAULT_DB_ALIAS):
            raise CommandError("DATABASE_URL: this database is not from version 0.1: run python manage.py migrate")
        if live_workers():
            raise CommandError("workers are still running: stop them, and wait 20 seconds for one that was killed")
        accounts = usernames()
        renamed = new_names(accounts)
        if renamed and not options["rename"]:
            raise CommandError(self.conflict(renamed))
        try:
            carry_over({pk: new for pk, (_name, new) in renamed.items()})
        except DatabaseError as error:
            raise CommandError(f"nothing was changed: {str(error).splitlines()[0]}") from error
        for name, new in renamed.values():
            self.stdout.write(f"Renamed {name} to {new}.")
        self.stdout.write(self.style.SUCCESS(f"The database is at this version: {len(accounts)} accounts."))

    def conflict(self, renamed: Mapping[int, tuple[str, str]]) -> str:
        lines = [f"  {name} (id {pk}) would be {new}" for pk, (name, new) in renamed.items()]
        head = "Nothing was changed. Names now count as one whatever their case and form, so these must change:"
        return "\n".join([head, *lines, "Run the command again with --rename, and tell these people."])
