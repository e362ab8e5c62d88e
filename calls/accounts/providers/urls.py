"""The URLs of providers, under the names that allauth knows, and of the pages about them."""

from importlib import import_module

from allauth.socialaccount.providers import registry
from django.urls import path

from . import views

urlpatterns = [
    path("sign-in-methods/", views.sign_in_methods, name="socialaccount_connections"),
    path("sign-in-methods/<int:pk>/unlink/", views.unlink, name="unlink_provider"),
    path("provider/signup/", views.SignupView.as_view(), name="socialaccount_signup"),
]

for kind in (each.id for each in registry.get_class_list()):
    theirs = import_module(f"allauth.socialaccount.providers.{kind}.views")
    several = kind == "openid_connect"
    at = "oidc/<slug:provider_id>/login/" if several else f"{kind}/login/"
    login, callback = (theirs.login, theirs.callback) if several else (theirs.oauth2_login, theirs.oauth2_callback)
    urlpatterns += [
        path(at, views.to_provider(login, kind), name=f"{kind}_login"),
        path(f"{at}callback/", views.from_provider(callback, kind), name=f"{kind}_callback"),
    ]
