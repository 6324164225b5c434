"""What Lingnan can carry, each number beside a named reference measured in the same run.

`python -m bench [NAME]` runs `run()` of each module here, prints a table and writes `bench/results.json`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One measured number.

    `reference` names what it is compared with and `ratio` is how many times as good as that it is. A `goal` that is a
    number is asked of the ratio; one that speaks of the value says so in words. `met` is None where nothing is asked.
    """

    name: str
    value: float
    unit: str
    reference: str | None = None
    ratio: float | None = None
    goal: float | str | None = None
    met: bool | None = None
