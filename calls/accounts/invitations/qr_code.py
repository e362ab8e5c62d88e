"""A link as a QR code (ISO/IEC 18004)."""

from io import BytesIO
from typing import Any

import segno

#: Pixels of one module. Browsers scale the drawing without loss.
SCALE = 5
#: Black on white with a margin in every theme, as cameras need it.
STYLE: dict[str, Any] = {"scale": SCALE, "border": 4, "dark": "#000", "light": "#fff"}


def qr_code(link: str) -> str:
    """An SVG as a data URL."""
    url: str = segno.make(link, error="m", micro=False).svg_data_uri(**STYLE)
    return url


def qr_code_svg(text: str) -> str:
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", **STYLE)
    return drawing.getvalue().decode()
