"""A QR code in the terminal (ISO/IEC 18004), two rows of it in each line."""

import io
from typing import TextIO

import segno

#: White on black, whatever the terminal's own colors are: not every camera reads the reverse.
COLORS, RESET = "\x1b[97;40m", "\x1b[0m"


def qr_code(text: str, output: TextIO) -> str:
    """Lines for this output; empty if it cannot show them."""
    drawn = io.StringIO()
    segno.make_qr(text).terminal(drawn, border=2, compact=True)
    lines = drawn.getvalue().splitlines()
    try:
        "".join(lines).encode(output.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    if output.isatty():
        lines = [f"{COLORS}{line}{RESET}" for line in lines]
    return "".join(f"    {line}\n" for line in lines)
