"""What collectstatic leaves out."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class SourcesOnly(StaticFilesConfig):
    """The folders of static files have READMEs, which are for developers."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "README.md"]
