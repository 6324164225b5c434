"""A content folder and the desk, file by file: who changed a file since the folder was last published has it."""

from collections.abc import Mapping
from hashlib import sha256

from lingnan.kernel.errors import LingnanError

from .units import Unit


class DeskDiffers(LingnanError):
    """Folder and desk both changed a file, each its own way; nothing was published."""

    code = "content-desk-differs"
    status = 409
    message = (
        "%(file)s 在工作台上改过，已发布为第 %(number)d 版；内容目录里也改了，两处不一样，一处也没有发布。"
        "请先运行 lingnan content export 取回已发布的版本，合并以后再运行一次。"
    )


def hashes(files: Mapping[str, str]) -> dict[str, str]:
    """Each file's SHA-256, in hex."""
    return {name: sha256(text.encode()).hexdigest() for name, text in files.items()}


def merge(*, unit: Unit, published: Mapping[str, str], folder: Mapping[str, str], number: int) -> dict[str, str]:
    """The files of the next version: the folder's where it changed, the desk's where that did.

    `folder` has the hashes of the folder's files when it was last published. Raises `DeskDiffers`.
    """
    found: dict[str, str] = {}
    now, desk = hashes(unit.files), hashes(published)
    for name in sorted({*unit.files, *published}):
        if now.get(name) in (desk.get(name), folder.get(name)):
            chosen = published.get(name)
        elif desk.get(name) == folder.get(name):
            chosen = unit.files.get(name)
        else:
            raise DeskDiffers(file=unit.folder + name, number=number)
        if chosen is not None:
            found[name] = chosen
    return found
