"""The picture of a person: what an upload becomes, what is refused and in which words, and who gets it."""

import contextlib
import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageCms

from calls.accounts.pictures.reencode import MAX_BYTES, Unusable, reencode
from calls.actions.delete_account import close_account, erase_account
from calls.models import Picture, User

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(width: int = 400, height: int = 300) -> Image.Image:
    """Red above blue."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width, height // 2))
    return image


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def result(upload: bytes) -> Image.Image:
    return Image.open(BytesIO(reencode(upload)))


def about(pixel: Any, color: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel[:3], color, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square_webp(kind: str) -> None:
    found = result(saved(halves(), kind))
    assert (found.format, found.size, found.mode) == ("WEBP", (256, 256), "RGB")
    assert about(found.getpixel((128, 20)), RED) and about(found.getpixel((128, 235)), BLUE)
    assert result(saved(halves(100, 60), kind)).size == (60, 60), "it is not made larger"


def test_it_is_upright_and_says_nothing_about_place_and_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    exif[0x0110] = "SECRET CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    upload = saved(halves(), "JPEG", exif=exif, comment=b"SECRET COMMENT", icc_profile=b"SECRET" * 30)
    assert upload.count(b"SECRET") > 2
    stored = reencode(upload)
    found = Image.open(BytesIO(stored))
    assert about(found.getpixel((128, 20)), BLUE) and about(found.getpixel((128, 235)), RED)
    assert b"SECRET" not in stored and b"EXIF" not in stored and not found.getexif() and "icc_profile" not in found.info


def test_an_animation_shows_its_first_frame_and_transparency_is_white() -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in (RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        found = result(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert about(found.getpixel((32, 32)), RED) and getattr(found, "n_frames", 1) == 1, kind
    for clear in (Image.new("RGBA", (64, 64), (0, 0, 0, 0)), Image.new("LA", (64, 64), (0, 0))):
        assert about(result(saved(clear, "PNG")).getpixel((32, 32)), WHITE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_other_kinds_of_pixels_are_taken_too(mode: str) -> None:
    image = Image.new(mode, (64, 64))
    assert result(saved(image, "JPEG" if mode == "CMYK" else "PNG")).mode == "RGB"


def test_16_bits_of_grey_keep_their_shades() -> None:
    shades = bytes(value for column in range(64) for value in (0, column * 4))  # little-endian: 0 to 252 * 256
    image = Image.frombytes("I;16", (64, 64), shades * 64)
    greys = [result(saved(image, "PNG")).convert("L").getpixel((column, 32)) for column in (4, 32, 60)]
    assert greys == pytest.approx([16, 128, 240], abs=12)
    clear = result(saved(image, "PNG", transparency=128 * 256)).convert("L")
    row = clear.crop((0, 32, 64, 33)).tobytes()
    assert row[32] > row[36] and row[4] < 30


def red_means_blue(space: bytes = b"RGB ") -> bytes:
    """The profile sRGB with the colours of red and blue exchanged."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert plain.count(b"rXYZ") == plain.count(b"bXYZ") == 1
    return patched(plain.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ"), 16, space)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "a palette", "with alpha"])
def test_a_colour_profile_is_followed(kind: str) -> None:
    image = halves().convert({"a palette": "P", "with alpha": "RGBA"}.get(kind, "RGB"))
    upload = saved(image, kind if kind.isupper() else "PNG", icc_profile=red_means_blue())
    found = result(upload)
    assert about(found.getpixel((128, 20)), BLUE) and about(found.getpixel((128, 235)), RED)
    assert "icc_profile" not in found.info


@pytest.mark.parametrize(
    "profile", [b"x" * 200, red_means_blue()[:300], red_means_blue(b"CMYK"), red_means_blue(b"GRAY")]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_profile_that_is_damaged_or_does_not_fit_is_ignored(profile: bytes, kind: str) -> None:
    found = result(saved(halves(), kind, icc_profile=profile))
    assert about(found.getpixel((128, 20)), RED) and about(found.getpixel((128, 235)), BLUE)


def test_the_stored_picture_is_small_whatever_is_in_it() -> None:
    noise = Image.frombytes("RGB", (256, 256), random.Random(1).randbytes(256 * 256 * 3))  # noqa: S311
    assert len(reencode(saved(noise, "PNG"))) <= MAX_BYTES


def png_header(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    chunks = [chunk, b"IDAT" + data, b"IEND"]
    whole = [struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each)) for each in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def webp_header(width: int, height: int) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sizes
    return b"RIFF" + struct.pack("<I", len(body)) + body


JPEG, LOSSLESS = saved(halves(), "JPEG"), saved(halves(), "WEBP", lossless=True)
JPEG_SIZE = JPEG.index(b"\xff\xc0") + 5
REFUSED = {
    "a text": (b"not a picture at all", "not a picture"),
    "nothing": (b"", "not a picture"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a picture"),
    "TIFF": (saved(halves(), "TIFF"), "not a picture"),
    "half of a JPEG": (JPEG[: len(JPEG) // 2], "damaged"),
    "a PNG bomb": (png_header(60_000, 60_000), "at most 16 megapixels"),
    "a flat PNG bomb": (png_header(2_000_000_000, 1), "at most 16 megapixels"),
    "a JPEG bomb": (patched(JPEG, JPEG_SIZE, struct.pack(">HH", 65_000, 65_000)), "at most 16 megapixels"),
    "a GIF bomb": (patched(saved(halves(), "GIF"), 6, struct.pack("<HH", 65_535, 65_535)), "at most 16 megapixels"),
    "a WebP bomb": (webp_header(16_000_000, 16_000_000), "at most 16 megapixels"),
    "a lossless WebP bomb": (patched(LOSSLESS, 21, b"\xff\xff\xff\x0f"), "at most 16 megapixels"),
    "a WebP bomb without a canvas": (
        patched(saved(halves(), "WEBP"), 26, b"\xff\x3f\xff\x3f"),
        "at most 16 megapixels",
    ),
    "a dot": (saved(halves(8, 8), "PNG"), "at least 16 pixels"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_used_is_refused_in_words(what: str) -> None:
    upload, words = REFUSED[what]
    with pytest.raises(Unusable) as refused:
        reencode(upload)
    assert words in str(refused.value.sentence)


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_refused_or_decoded(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    upload = bytearray(saved(halves(64, 64), chance.choice(["JPEG", "PNG", "WEBP", "GIF"])))
    for _ in range(chance.randint(1, 30)):
        upload[chance.randrange(len(upload))] = chance.randrange(256)
    with contextlib.suppress(Unusable):
        assert result(bytes(upload)).format == "WEBP"


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice")


@pytest.fixture
def reader(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def upload(client: Client, content: bytes, **more: str) -> str:
    """The page after it."""
    file = SimpleUploadedFile("me.jpg", content, "image/jpeg")
    answer = client.post("/accounts/picture/", {"picture": file, **more}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_picture_is_saved_shown_replaced_and_removed(reader: Client, alice: User) -> None:
    addresses = []
    for image in (halves(), halves(50, 50)):
        assert "Your picture has been saved." in upload(reader, saved(image, "JPEG"))
        alice.refresh_from_db()
        addresses.append(alice.picture_address)
        assert f'src="{alice.picture_address}"' in reader.get("/accounts/profile/").content.decode()
    assert addresses[0] != addresses[1] and Picture.objects.count() == 1
    assert [reader.get(address).status_code for address in addresses] == [404, 200]
    page = reader.post("/accounts/picture/", {"remove": "yes"}, follow=True)
    assert "Your picture has been removed." in page.content.decode()
    assert reader.get(addresses[1]).status_code == 404 and not Picture.objects.exists()


def test_the_page_says_why_a_picture_is_not_saved(reader: Client, alice: User) -> None:
    assert "This file is not a picture." in upload(reader, b"no")
    assert "This file is too large. Choose one with at most 240 KB." in upload(reader, b"x" * (241 * 1024))
    answer = reader.post("/accounts/picture/", {})
    assert "Choose a picture first." in answer.content.decode()
    alice.refresh_from_db()
    assert alice.picture_address == ""


def test_the_picture_is_for_people_who_are_signed_in_and_kept_by_their_browsers(reader: Client, alice: User) -> None:
    upload(reader, saved(halves(), "PNG"))
    alice.refresh_from_db()
    answer = reader.get(alice.picture_address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert Client().get(alice.picture_address).status_code == 404
    User.objects.filter(pk=alice.pk).update(is_active=False)
    other = Client()
    other.force_login(User.objects.create_user("bob"))
    assert other.get(alice.picture_address).status_code == 404


def test_there_are_only_so_many_uploads_in_an_hour(reader: Client) -> None:
    file = saved(halves(16, 16), "PNG")
    answers = {
        reader.post("/accounts/picture/", {"picture": SimpleUploadedFile("a", file)}).status_code for _ in range(20)
    }
    assert answers == {302}
    assert reader.post("/accounts/picture/", {"picture": SimpleUploadedFile("a", file)}).status_code == 429


def test_the_picture_is_in_the_download_and_goes_with_the_account(reader: Client, alice: User) -> None:
    upload(reader, saved(halves(), "PNG"))
    picture = reader.get("/accounts/data/account.json").json()["account"]["picture"]
    assert picture["type"] == "image/webp" and len(picture["base64"]) > 50
    close_account(alice)
    for _batch in erase_account(alice.pk):
        pass
    assert not Picture.objects.exists()


def test_staff_see_and_remove_a_picture(reader: Client, alice: User, admin_client: Client) -> None:
    upload(reader, saved(halves(), "PNG"))
    alice.refresh_from_db()
    address, people = alice.picture_address, "/admin/calls/user/"
    assert address in admin_client.get(f"{people}{alice.pk}/change/").content.decode()
    form = {"action": "remove_pictures", "_selected_action": str(alice.pk)}
    assert "1 picture has been removed." in admin_client.post(people, form, follow=True).content.decode()
    assert reader.get(address).status_code == 404
