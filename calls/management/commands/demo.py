"""`manage.py demo` creates the demo accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from calls.accounts.demo import DEMO_NAMES, DEMO_PASSWORD, make_demo_accounts


class Command(BaseCommand):
    help = "Create the demo accounts. Only with DEBUG, because everybody knows their password."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "DEBUG is off: accounts whose password everybody knows are made on a development site only."
            )
        made = make_demo_accounts()
        if options["verbosity"] and made:
            self.stdout.write("Admin: python manage.py createsuperuser creates an account for /admin/.")
        if options["verbosity"]:
            self.stdout.write(f"Demo accounts: {', '.join(DEMO_NAMES)} (password {DEMO_PASSWORD})")
