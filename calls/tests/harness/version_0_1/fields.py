"""The one field of version 0.1 that is not Django's."""

from typing import Any

from django.db import models


class BinaryOrderField(models.CharField):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    def db_parameters(self, connection: Any) -> Any:
        collation = {"postgresql": "C", "sqlite": "BINARY"}[connection.vendor]
        return super().db_parameters(connection) | {"collation": collation}
