"""What is wrong with a model, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a model.

    `row` and `column` (from 1) are the rule and column of a table's cell, or the line and character in an expression's
    text; `line` is the line of the file.
    """

    code: str
    message: str
    file: str
    element_id: str | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = [
            self.file,
            f"line {self.line}" if self.line else "",
            f"element {self.element_id}" if self.element_id else "",
        ]
        where.append(f"row {self.row}, column {self.column}" if self.row is not None else "")
        return f"{', '.join(part for part in where if part)}: {self.message}"


class ModelError(ValueError):
    """A model that can't be loaded; carries the first problem's place, and all problems."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        self.problems = tuple(problems)
        self.code, self.file, self.element_id = first.code, first.file, first.element_id
        self.row, self.column, self.line = first.row, first.column, first.line
        super().__init__("\n".join(map(str, problems)))
