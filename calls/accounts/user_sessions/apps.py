"""allauth's app for sessions, with our own record of their use."""

from allauth.usersessions.apps import UserSessionsConfig


class UserSessions(UserSessionsConfig):  # type: ignore[misc]  # allauth is untyped
    def ready(self) -> None:
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_in

        from .places import check_other_places
        from .use import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="calls.user_sessions")
        # After the session of this browser has got its new key.
        for new_password in (signals.password_changed, signals.password_reset, signals.password_set):
            new_password.connect(check_other_places, dispatch_uid="calls.user_sessions")
