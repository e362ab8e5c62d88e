"""The administration: its titles and its models."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from calls.accounts.second_factor.staff import require_second_step

from .calls import CallAdmin, LiveCallAdmin
from .devices import DeviceAdmin
from .invitations import InvitationAdmin
from .people import PersonAdmin
from .site_settings import SiteSettingsAdmin

__all__ = ["CallAdmin", "DeviceAdmin", "InvitationAdmin", "LiveCallAdmin", "PersonAdmin", "SiteSettingsAdmin"]

admin.site.site_header = admin.site.site_title = _("Videochat administration")
admin.site.index_title = _("People and calls")
# Through the site's own sign-in page: Django's own for the administration lets passwords be guessed
# without limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
require_second_step(admin.site)
