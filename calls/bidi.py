"""Isolates names in text, so that one written from right to left does not reorder the text around it (UAX #9)."""

import unicodedata

#: Bidirectional classes of characters that are written from right to left, or change the direction of what follows.
REORDERING_CLASSES = {"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
#: To remove the explicit directional formatting characters (UAX #9, section 2).
WITHOUT_FORMATTING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def isolate(text: str) -> str:
    """For text without markup; a template has `<bdi>`.

    A text that reads from left to right stays as it is: the isolates would be in the way of search
    and of voice control. The pages are in languages of that direction.
    """
    if not any(unicodedata.bidirectional(character) in REORDERING_CLASSES for character in text):
        return text
    return f"\u2068{text.translate(WITHOUT_FORMATTING)}\u2069"
