"""A scanner: reads the text of the code on a page from its dark and light squares alone (ISO/IEC 18004).

It corrects no errors, for a screen has no scratches. The tables of the standard are segno's.
"""

from collections.abc import Iterator

from playwright.sync_api import Page
from segno.consts import ALIGNMENT_POS, ALPHANUMERIC_CHARS, ECC, ERROR_LEVEL_M

BORDER = 4
# A page behind another is drawn late: asking where it stands brings a new code into its place first.
LOOK = """svg => {
  svg.getBoundingClientRect()
  const path = svg.querySelector('path:last-of-type'), width = svg.viewBox.baseVal.width
  const unit = width > 200 ? 10 : 1, size = width / unit
  const place = number => (number + 0.5) * unit
  const isDark = (x, y) => {
    const point = new DOMPoint(place(x), place(y))
    return path.isPointInFill(point) || path.isPointInStroke(point)
  }
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => isDark(x, y)))
}"""
MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
FORMAT_MASK = 0b101010000010010
ALPHANUMERIC, BYTES = 0b0010, 0b0100
Squares = list[list[bool]]


def read_code(page: Page) -> str:
    """The text of the code on the page; its error correction is M, and all of it alphanumeric or bytes."""
    seen = page.locator("svg.code-svg").evaluate(LOOK)
    squares = [row[BORDER:-BORDER] for row in seen[BORDER:-BORDER]]
    version = (len(squares) - 17) // 4
    return _text(_data(list(_codewords(squares, version)), version), version)


def _codewords(squares: Squares, version: int) -> Iterator[int]:
    format_bits = _number([squares[8][x] for x in (0, 1, 2, 3, 4)]) ^ FORMAT_MASK >> 10
    assert format_bits >> 3 == ERROR_LEVEL_M
    mask = MASKS[format_bits & 0b111]
    bits = [squares[y][x] ^ mask(y, x) for y, x in _path(len(squares)) if not _is_fixed(y, x, version)]
    for start in range(0, len(bits) - 7, 8):
        yield _number(bits[start : start + 8])


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turns, past the column of the timing pattern."""
    is_upward = True
    for right in [x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]:
        for y in range(size - 1, -1, -1) if is_upward else range(size):
            yield y, right
            yield y, right - 1
        is_upward = not is_upward


def _is_fixed(y: int, x: int, version: int) -> bool:
    """Finders with their formats, timing, alignment, version: squares that carry no data."""
    size = version * 4 + 17
    if (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9) or 6 in (y, x):
        return True
    if version >= 7 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11)):
        return True
    centres = ALIGNMENT_POS[version - 2] if version > 1 else ()
    return any(abs(y - row) < 3 and abs(x - column) < 3 for row, column in _alignments(centres))


def _alignments(centres: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for row in centres:
        for column in centres:
            if {row, column} != {centres[0], centres[-1]} and (row, column) != (centres[0], centres[0]):
                yield row, column


def _data(codewords: list[int], version: int) -> str:
    """The bits of the data, block by block; the blocks stand interleaved."""
    lengths = [block.num_data for block in ECC[version][ERROR_LEVEL_M] for _ in range(block.num_blocks)]
    blocks: list[list[int]] = [[] for _ in lengths]
    stream = iter(codewords)
    for column in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if column < length:
                block.append(next(stream))
    return "".join(f"{word:08b}" for block in blocks for word in block)


def _text(bits: str, version: int) -> str:
    if int(bits[:4], 2) == BYTES:
        width = 8 if version < 10 else 16
        octets = bits[4 + width : 4 + width + 8 * int(bits[4 : 4 + width], 2)]
        return bytes(int(octets[at : at + 8], 2) for at in range(0, len(octets), 8)).decode()
    width = 9 if version < 10 else 11
    assert int(bits[:4], 2) == ALPHANUMERIC
    length, at = int(bits[4 : 4 + width], 2), 4 + width
    characters = ALPHANUMERIC_CHARS.decode() if isinstance(ALPHANUMERIC_CHARS, bytes) else ALPHANUMERIC_CHARS
    text = ""
    while len(text) < length - 1:
        pair = int(bits[at : at + 11], 2)
        text, at = text + characters[pair // 45] + characters[pair % 45], at + 11
    return text + characters[int(bits[at : at + 6], 2)] if length % 2 else text


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
