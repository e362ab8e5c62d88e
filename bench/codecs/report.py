"""The lines that the bench prints."""

from calls.tests.e2e.browser.screen_text import FONT_SIZES, readable

from .camera import Sent
from .score import Film, score
from .screen import SECOND_SCREEN, Shared

CAMERA_HEAD = (
    "A camera's film, 720p30: PSNR of the luma, and VMAF; processor seconds for each second of the call\n"
    "limit      codec  sent        picture     PSNR     VMAF   encoder  decoder  limited by"
)
SCREEN_HEAD = (
    "A screen of small text, 1920x1080, at 300 kbit/s: share of the words that OCR reads, by seconds since the text\n"
    f"has changed, for letters of {', '.join(map(str, FONT_SIZES))} pixels"
)


def camera_line(sent: Sent, film: Film) -> str:
    found = score(film, sent.received)
    return (
        f"{sent.limit / 1000:5.0f}k     {sent.codec:6} {sent.bitrate / 1000:5.0f} kbit/s "
        f"{sent.height:4}p{sent.frame_rate:2.0f}"
        f"   {found.psnr:5.1f} dB   {found.vmaf:5.1f}   {sent.encoding:6.2f}   {sent.decoding:6.2f}   {sent.limited}"
    )


def screen_line(shared: Shared) -> str:
    found = {at: readable(columns, SECOND_SCREEN) for at, columns in shared.received.items()}
    shares = "; ".join(
        f"{at} s: " + " ".join(f"{share:4.0%}" for share in sizes.values()) for at, sizes in found.items()
    )
    return (
        f"{shared.codec:6} {shares};  "
        f"{shared.bitrate / 1000:.0f} kbit/s, {shared.frame_rate:.1f} fps, processor {shared.encoding:.2f}"
    )
