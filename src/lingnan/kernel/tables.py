"""CSV files as people and programs write them: UTF-8 or GB 18030, notes above the header, columns in any order."""

import csv
from collections.abc import Iterator, Sequence

from .errors import LingnanError


class ColumnsMissing(LingnanError):
    """A table without a column that is needed."""

    code = "columns-missing"
    message = "%(file)s 缺少这些列：%(missing)s。第一行应当是列名：%(columns)s。"


class TableUnreadable(LingnanError):
    """A file that is neither UTF-8 nor GB 18030."""

    code = "unreadable"
    message = "%(file)s 不是文本文件，或者编码不是 UTF-8、GB 18030。请另存为 UTF-8 的 CSV 再试。"


class Table:
    """A CSV file with a header, called `name`. Lines above it that begin with `#` are notes. Raises TableUnreadable."""

    def __init__(self, *, name: str, data: bytes) -> None:
        lines = _text(name, data).splitlines(keepends=True)
        self._notes = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
        self._reader = csv.DictReader(lines[self._notes :])
        self.columns = tuple(name.strip().lower() for name in self._reader.fieldnames or ())
        self._reader.fieldnames = list(self.columns)
        self._name = name

    def require(self, columns: tuple[str, ...]) -> None:
        """Raises ColumnsMissing."""
        if missing := [column for column in columns if column not in self.columns]:
            raise ColumnsMissing(file=self._name, missing="、".join(missing), columns=",".join(columns))

    def choose(self, headers: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """The first of several headers whose columns are all there. Raises ColumnsMissing, by the last of them."""
        chosen = next((header for header in headers if set(header) <= set(self.columns)), headers[-1])
        self.require(chosen)
        return chosen

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row that is not empty, with its line in the file."""
        for row in self._reader:
            if any(row.values()):
                yield self._notes + self._reader.line_num, row


def _text(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(file=name)
