"""Text to a JSON object and back, as strictly as RFC 8259."""

import json
import math
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import Refused
from .messages import Json

#: Levels of nested objects and arrays. A candidate, the deepest that a page sends, has 2.
MAX_DEPTH = 32


def _parse_finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _refuse_constant(text: str) -> float:
    raise ValueError(text)  # Python accepts NaN and Infinity, which are not JSON (RFC 8259, section 6)


#: Built once: json.loads and json.dumps build one for each call that has options.
DECODER = json.JSONDecoder(parse_float=_parse_finite, parse_constant=_refuse_constant)
ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def decode(text: str) -> Json:
    """Raises Refused: invalid-json."""
    try:
        value = DECODER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(value, ensure_ascii=False).encode()  # fails on a lone surrogate (RFC 8259, section 8.2)
        if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            value = None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused("invalid-json", _("A frame should be one JSON object."))
    return value


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level := [inner for inner in level if isinstance(inner, dict | list)]:
        depth += 1
        level = [value for inner in level for value in (inner.values() if isinstance(inner, dict) else inner)]
    return depth


def encode(message: Json) -> str:
    """Raises Refused: invalid-json, if the message is nested too deeply."""
    try:
        return ENCODER.encode(message)
    except (RecursionError, ValueError):
        raise Refused("invalid-json", _("The message is nested too deeply.")) from None
