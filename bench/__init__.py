"""What Lingnan can carry, each number beside a named reference measured in the same run.

`python -m bench [NAME]` runs `run()` of each module here, prints a table and writes `bench/results.json`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One measured number.

    `reference` names what it is compared with and `ratio` is how many times as good as that it is; `goal` is for the
    ratio, or for the value where there is no ratio. `met` is None where nothing is asked.
    """

    name: str
    value: float
    unit: str
    reference: str | None = None
    ratio: float | None = None
    goal: float | None = None
    met: bool | None = None
