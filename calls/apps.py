"""The app's configuration. It registers the system checks, and how passwords are checked."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .accounts.sign_in.password_upgrades import check_password
        from .actions import delete_account
        from .management.upgrade import detection
        from .models import User
        from .presence import usernames
        from .presence.people_list import directory

        # Not in the model, which knows no sessions.
        User.check_password = check_password  # type: ignore[assignment,method-assign]
        usernames.connect_signals()
        directory.connect_signals()
        delete_account.connect_signals()
        detection.connect_signals()
