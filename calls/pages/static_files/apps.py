"""What collectstatic leaves out."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class SourcesOnly(StaticFilesConfig):
    """The folders of static files have READMEs, which are for developers.

    `facebook`: a script that no page uses. The files must be the same whichever providers of sign-in
    are configured, since an image is built before.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "README.md", "facebook"]
