"""An upload becomes a small WebP without metadata, or is refused with a sentence that says what would be right.

The size that a file declares is checked before anything of it is decoded: a few KB may hold thousands of megapixels.
"""

import struct
from io import BytesIO
from threading import Lock

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

#: Pixels of a side of the stored picture, which is square.
SIDE = 256
#: Bytes of the stored picture. Almost all need a third of it at the first quality.
MAX_BYTES = 20 * 1024
QUALITIES = (82, 65, 45, 25, 10, 1)
#: Pixels that a file may declare. Decoded, they take 64 MB at most; a phone's photo has 12 million.
MAX_PIXELS = 16_000_000
#: Pixels of the shorter side.
MIN_SIDE = 16
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

#: One at a time, so that large pictures that arrive together take the memory of one.
_decoding = Lock()


class Unusable(Exception):
    """`sentence` says why, and what would be right."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def reencode(content: bytes) -> bytes:
    """A square from the middle of the picture, of an animation the first frame. Raises Unusable."""
    _check_webp(content)
    try:
        with _decoding, Image.open(BytesIO(content), formats=FORMATS) as found:
            _check_size(*found.size)
            small = _shrink(found)
    except UnidentifiedImageError:
        raise Unusable(_("This file is not a picture. Choose a JPEG, PNG, WebP or GIF file.")) from None
    except Image.DecompressionBombError:  # Pillow's own limit, above ours
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error):
        raise Unusable(_("This picture is damaged, or only a part of it has arrived. Choose another file.")) from None
    return _encode(small)


def _shrink(found: Image.Image) -> Image.Image:
    found.draft("RGB", (SIDE, SIDE))  # a JPEG is then decoded at a fraction of its size
    upright = _with_8_bits(ImageOps.exif_transpose(found))
    if upright.mode in ("P", "PA", "LA", "La", "RGBa", "RGBA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
    elif upright.mode not in ("L", "RGB", "CMYK"):
        upright = upright.convert("RGB")
    side = min(SIDE, *upright.size)
    small = ImageOps.fit(upright, (side, side))
    if small.mode != "RGBA":
        return _in_srgb(small, found)
    opaque = Image.new("RGB", small.size, "white")
    opaque.paste(_in_srgb(small.convert("L" if found.mode == "LA" else "RGB"), found), mask=small.getchannel("A"))
    return opaque


def _with_8_bits(image: Image.Image) -> Image.Image:
    """A PNG may have 16 bits of grey. Pillow would make all but the darkest 255 of these greys white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.point(lambda value: value * (1 / 256)).convert("L")
    if isinstance(clear := image.info.get("transparency"), int):
        grey.info["transparency"] = clear >> 8
    return grey


def _in_srgb(image: Image.Image, found: Image.Image) -> Image.Image:
    """Browsers take a picture without a profile for sRGB: in a phone's wider colours, it would look pale."""
    if profile := found.info.get("icc_profile"):
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (OSError, ImageCms.PyCMSError):
            pass  # it is damaged, or for other kinds of pixels: other programs ignore it, too
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")


def _encode(small: Image.Image) -> bytes:
    bare = Image.new("RGB", small.size)  # without what the file has said about itself
    bare.paste(small)
    for quality in QUALITIES:
        encoded = BytesIO()
        bare.save(encoded, "WEBP", quality=quality, method=4)
        if encoded.tell() <= MAX_BYTES:
            break
    return encoded.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < MIN_SIDE:
        raise Unusable(
            _("This picture is too small. Choose one with at least %(least)d pixels a side.") % {"least": MIN_SIDE}
        )


def _too_many_pixels() -> Unusable:
    sentence = _("This picture has too many pixels. Choose one with at most %(most)d megapixels.")
    return Unusable(sentence % {"most": MAX_PIXELS // 1_000_000})


def _check_webp(content: bytes) -> None:
    """Pillow makes room for a whole WebP as soon as it opens one (RFC 9649, section 2)."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return
    kind = content[12:16]
    if kind == b"VP8X":
        sizes = [1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27)]
    elif kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        sizes = [1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)]
    else:
        sizes = [int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28)]
    _check_size(*sizes)
