"""allauth's app for sessions, with our own record of their use."""

from allauth.usersessions.apps import UserSessionsConfig


class UserSessions(UserSessionsConfig):  # type: ignore[misc]  # allauth is untyped
    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .use import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="calls.user_sessions")
