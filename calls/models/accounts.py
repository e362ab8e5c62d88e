"""The accounts, and names that they had before."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import models as auth_models
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.username_rules import MAX_KEY_LENGTH, normalize, username_key

from .display_names import DisplayNameField
from .usernames import UsernameField, UsernameKeyField


class UserManager(auth_models.UserManager["User"]):
    """Validates the names of new accounts, and finds accounts by any spelling of their name."""

    use_in_migrations = False

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **more: Any) -> "User":
        """Raises ValidationError for a name that is taken or not allowed."""
        return super().create_user(self._valid_name(username, **more), email, password, **more)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "User":
        return super().create_superuser(self._valid_name(username, is_staff=True), email, password, **more)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username_key=username_key(username or ""))

    def _valid_name(self, username: str, *, is_staff: bool = False, **_more: Any) -> str:
        return str(self.model._meta.get_field("username").clean(username, self.model(is_staff=is_staff)))


class User(auth_models.AbstractUser):
    """An account. The username is its name on the wire, and unique in any spelling."""

    class AllowedCallers(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody here")
        CONTACTS = "contacts", _("My contacts")
        NOBODY = "nobody", _("Nobody")

    # Longer than a new name may be: an account of version 0.1 keeps its name.
    username = UsernameField(
        _("username"),
        max_length=150,
        unique=True,
        error_messages={"unique": _("A user with that username already exists.")},
    )
    username_key = UsernameKeyField()
    display_name = DisplayNameField(
        _("display name"), help_text=_("Shown to other people beside your username, for example your full name.")
    )
    #: Others see the person as offline. The default is the database's, for workers of the previous version.
    allowed_callers = models.CharField(
        _("who may call"),
        max_length=10,
        choices=AllowedCallers,
        default=AllowedCallers.EVERYBODY,
        db_default=AllowedCallers.EVERYBODY,
    )
    #: Calls between contacts who both want it connect without a relay while it rings: each learns the other's address.
    connects_directly = models.BooleanField(
        _("connects directly with contacts while it rings"), default=False, db_default=False
    )
    #: One of LANGUAGES; empty: what the browser wants.
    language = models.CharField(_("language"), max_length=16, blank=True, default="", db_default="", editable=False)
    #: Of the content of the person's picture, and part of its address; empty without one.
    picture_hash = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    first_name = None  # type: ignore[assignment]  # so Django leaves the field out
    last_name = None  # type: ignore[assignment]

    objects: ClassVar[UserManager] = UserManager()

    class Meta(auth_models.AbstractUser.Meta):
        abstract = False

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and "username" in update_fields:
            update_fields = {*update_fields, "username_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return self.display_name or self.get_username()

    def get_short_name(self) -> str:
        return self.get_username()

    @property
    def picture_address(self) -> str:
        """Empty for somebody without a picture."""
        return f"/pictures/{self.picture_hash}.webp" if self.picture_hash else ""

    def wire_names(self) -> dict[str, str]:
        """How a message names the account: `name` and, if there are, `display` and `picture`."""
        more = {"display": self.display_name, "picture": self.picture_address}
        return {"name": self.username} | {field: value for field, value in more.items() if value}

    @classmethod
    def normalize_username(cls, username: Any) -> Any:
        """None if a form has refused the name."""
        return normalize(username) if isinstance(username, str) else username


class FormerName(models.Model):
    """A username from before a person was renamed. Open pages and lists may still use it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_names", verbose_name=_("person")
    )
    #: See `username_key`.
    key = models.CharField(max_length=MAX_KEY_LENGTH, db_index=True)
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_row_per_former_name")]

    def __str__(self) -> str:
        return self.key
