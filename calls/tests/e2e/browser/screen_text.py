"""A page of small text on a large screen, and how many of its words can be read in a picture of it that has arrived."""

import base64
import os
import random
import re
import subprocess
from difflib import SequenceMatcher
from typing import Any, Protocol

from calls.tests.harness.services import program

from .visitor import SCRIPTS

WIDTH, HEIGHT = 1920, 1080
#: Pixels. Each has a column.
FONT_SIZES = (10, 11, 12, 13, 14)
COLUMN = WIDTH // len(FONT_SIZES)
LINE_HEIGHT, MARGIN = 1.4, 8
#: Of a letter, in its size. Wide letters are rare enough in the words below.
LETTER_WIDTH = 0.66
#: Of the screen, that much has text: some 500 words, as many as a printed page.
TEXT_HEIGHT = 270
#: Tesseract wants letters three times as high as small ones on a screen.
ENLARGED = 3
VOCABULARY = """
about above across address after again answer around because before begin between border bridge bring building camera
carry centre change children circle city clear coffee colour common company complete corner country course cover
different direct doctor double during early earth eight engine enough evening every example family farmer father
figure final finger floor flower follow forest found friend garden general glass ground group happen harbour heavy
history horse house hundred idea island kitchen ladder language large later leave letter library listen little
machine market measure middle minute morning mother mountain music narrow nature never night north notice number
object ocean office often order paper people picture place plant point possible problem produce question quick quiet
reach ready reason record river round school science second sentence seven several shape short silver simple single
sister slow small smile south special spring square stand start station stone street strong student summer surface
system table teacher thing thousand through together travel under until usual valley vegetable village voice wait
watch water weather week window winter without woman wonder world write yellow young
"""
SHOW = (SCRIPTS / "show_text.js").read_text()
TAKE = (SCRIPTS / "take_column.js").read_text()


class Evaluates(Protocol):
    async def evaluate(self, expression: str, argument: Any = None, /) -> Any: ...


def lines(screen: int, size: int) -> list[str]:
    """The lines of one column, different on each screen."""
    source = random.Random(f"{screen} {size}")  # noqa: S311  (no secret)
    vocabulary = VOCABULARY.split()
    letters = int((COLUMN - 2 * MARGIN) / (LETTER_WIDTH * size))
    return [line(source, vocabulary, letters) for _ in range(int((TEXT_HEIGHT - 2 * MARGIN) / (LINE_HEIGHT * size)))]


def line(source: random.Random, vocabulary: list[str], letters: int) -> str:
    text = source.choice(vocabulary)
    while len(longer := f"{text} {source.choice(vocabulary)}") <= letters:
        text = longer
    return text


async def show(page: Evaluates, screen: int) -> None:
    """Covers a page with a screen of text; the page must be as large as a screen."""
    columns = [
        {
            "left": index * COLUMN,
            "size": size,
            "spacing": LINE_HEIGHT,
            "margin": MARGIN,
            "text": "\n".join(lines(screen, size)),
        }
        for index, size in enumerate(FONT_SIZES)
    ]
    await page.evaluate(SHOW, columns)


async def take(page: Evaluates, picture: str) -> list[bytes]:
    """The columns of a picture in the page, as PNG; `picture`: an expression for a video or a VideoFrame."""
    script = TAKE.replace("PICTURE", picture)
    where = {"width": COLUMN, "height": TEXT_HEIGHT, "whole": WIDTH, "enlarged": ENLARGED}
    return [
        base64.b64decode(await page.evaluate(script, {**where, "left": index * COLUMN}))
        for index in range(len(FONT_SIZES))
    ]


def readable(columns: list[bytes], screen: int) -> dict[int, float]:
    """By the size of the letters: the share of the words that can be read, in their order."""
    return {size: share(lines(screen, size), read(png)) for size, png in zip(FONT_SIZES, columns, strict=True)}


def read(png: bytes) -> list[str]:
    command = [program("tesseract"), "-", "-", "--psm", "6"]
    # Its threads wait for each other without sleeping, which a busy machine cannot afford.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    found = subprocess.run(command, input=png, capture_output=True, check=True, env=environment)
    return re.findall(r"[a-z]+", found.stdout.decode().lower())


def share(written: list[str], found: list[str]) -> float:
    words = " ".join(written).split()
    blocks = SequenceMatcher(None, words, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
