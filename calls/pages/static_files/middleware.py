"""Serves the static files of a running worker, and those of the version that replaces it."""

import os
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """Serves files that were collected after the start, too.

    During an update, a page of a new worker asks old workers for its files.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.autorefresh:
            # WhiteNoise reads the folder once. What it does not know yet, `find_file` looks up here.
            self.directories = [(f"{os.path.abspath(self.static_root)}{os.sep}", self.static_prefix)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path not in self.files and path.startswith(self.static_prefix) and (file := self.find_file(path)):
            response: HttpResponseBase = self.serve(file, request)
        else:
            response = super().__call__(request)
        return response
