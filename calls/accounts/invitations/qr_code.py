"""A link as a QR code (ISO/IEC 18004)."""

import segno

#: Pixels of one module. Browsers scale the drawing without loss.
SCALE = 5


def qr_code(link: str) -> str:
    """An SVG as a data URL. Black on white with a margin in every theme, as cameras need it."""
    url: str = segno.make(link, error="m", micro=False).svg_data_uri(scale=SCALE, border=4, dark="#000", light="#fff")
    return url
