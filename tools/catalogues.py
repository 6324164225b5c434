"""Compiles message catalogues (.po) to what gettext reads (.mo), so that a fresh machine needs no gettext tools.

The format is GNU gettext's: a header of seven 32-bit numbers, two tables of (length, offset), then the texts, sorted,
each ended by NUL. A context stands before its message with EOT, plural forms are parted by NUL.
"""

import ast
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

MAGIC = 0x950412DE
HEADER_BYTES = 28
CONTEXT = "\x04"
PLURAL = "\x00"


def compile_all(root: Path) -> int:
    """Compile each catalogue under `root` that is newer than its compiled form; returns how many there were."""
    stale = [po for po in sorted(root.rglob("*.po")) if _is_stale(po)]
    for po in stale:
        po.with_suffix(".mo").write_bytes(encode(parse(po.read_text(encoding="utf-8"))))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def parse(text: str) -> dict[str, str]:
    """The finished messages of a catalogue: no fuzzy ones, no empty ones, no obsolete ones."""
    messages = {}
    for block in text.split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        fields = dict(_fields(line for line in lines if line and not line.startswith("#")))
        is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
        if "msgid" in fields and not is_fuzzy and (translated := _translation(fields)):
            messages[_key(fields)] = translated
    return messages


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in lines:
        keyword, quote, rest = line.partition('"')
        if keyword.strip():
            if name:
                yield name, value
            name, value = keyword.strip(), ""
        value += str(ast.literal_eval(quote + rest))
    if name:
        yield name, value


def _key(fields: dict[str, str]) -> str:
    context = fields["msgctxt"] + CONTEXT if "msgctxt" in fields else ""
    plural = PLURAL + fields["msgid_plural"] if "msgid_plural" in fields else ""
    return context + fields["msgid"] + plural


def _translation(fields: dict[str, str]) -> str:
    if "msgid_plural" not in fields:
        return fields.get("msgstr", "")
    forms = [fields[name] for name in sorted(fields) if name.startswith("msgstr[")]
    return PLURAL.join(forms) if all(forms) else ""


def encode(messages: dict[str, str]) -> bytes:
    """The compiled catalogue."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    tables = HEADER_BYTES + 16 * len(pairs)
    keys, offset = _table([key for key, _ in pairs], tables)
    values, _ = _table([value for _, value in pairs], offset)
    header = struct.pack(
        "<7I", MAGIC, 0, len(pairs), HEADER_BYTES, HEADER_BYTES + 8 * len(pairs), 0, HEADER_BYTES + 16 * len(pairs)
    )
    texts = b"".join(key + b"\0" for key, _ in pairs) + b"".join(value + b"\0" for _, value in pairs)
    return header + keys + values + texts


def _table(texts: list[bytes], offset: int) -> tuple[bytes, int]:
    rows = []
    for text in texts:
        rows.append(struct.pack("<2I", len(text), offset))
        offset += len(text) + 1
    return b"".join(rows), offset
