"""`manage.py prune` deletes old data, as the settings of retention say. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from calls.management.retention import Kind, kinds
from videochat.database.probe import connection_problem


class Command(BaseCommand):
    help = "Delete old calls, invitations, sessions and log entries: see the variables that end with RETENTION_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := connection_problem():
            raise CommandError(f"DATABASE_URL: the database cannot be reached: {problem}")
        for kind in kinds():
            try:
                line = self.prune(kind, only_count=options["dry_run"])
            except DatabaseError as error:
                raise CommandError(f"{kind.name}: {str(error).splitlines()[0]}; run the command again") from error
            if options["verbosity"]:
                self.stdout.write(f"{kind.name}: {line}")

    def prune(self, kind: Kind, *, only_count: bool) -> str:
        if not kind.days:
            return f"all kept ({kind.setting} is 0)"
        count = kind.rows.count() if only_count else kind.delete()
        days = "1 day" if kind.days == 1 else f"{kind.days} days"
        what = "would be deleted" if only_count else "deleted"
        return f"{count} older than {days} {what}" + (f" ({kind.setting})" if kind.setting else "")
