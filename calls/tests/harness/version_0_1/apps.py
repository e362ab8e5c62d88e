"""Stands for the app `calls`: its migrations, and no models."""

from django.apps import AppConfig


class Version01Config(AppConfig):
    name = "calls.tests.harness.version_0_1"
    label = "calls"
