"""The whole house over HTTP: submit to decision, pages, facts; beside a bare view on the same server.

The reference is a Django view without middleware that reads one row by primary key, under the same server with as many
processes and threads, on the same database, in the same run. Load comes from this machine too, so both share its cores.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from bench import Result
from bench._load import Answer, all_at_once, at_rate, percentile, send
from tests.province import Province, environment, free_ports

PEOPLE = 2000
AT_ONCE = 100
RATE = 20.0
RATE_SECONDS = 15
PAGES = 600
BARE = "a bare view of one row by primary key"
CSRF = "b" * 32
TICKS = 100
READY_SECONDS = 60
SERVE_BARE = """
import sys
from lingnan.cli.processes import serve
from lingnan.config.environment import WEB_THREADS, Environment
environment = Environment.read()
serve("bench._bare:application", environment, port=int(sys.argv[1]), workers=environment.workers, interface="wsgi",
      blocking_threads=WEB_THREADS)
"""


def run() -> list[Result]:
    """Start a province and a bare view beside it, and measure; about three minutes."""
    rated = int(RATE * RATE_SECONDS)
    with Province.started(people=PEOPLE) as province, _bare(province) as (bare_url, bare_process):
        elders, facts = _prepare(province, AT_ONCE + rated)
        submit = [partial(_submit, province.url, elder) for elder in elders]
        look = partial(_ask, f"{bare_url}/row/1/")
        bare = all_at_once([look] * PAGES)
        results = [*_submissions(submit[:AT_ONCE], submit[AT_ONCE:], look, bare)]
        for elder in elders:
            _require_granted(province.url, elder)
        web = province.children()["web"]
        for name, path in (("a guide", "/services/senior-card/"), ("a resident's cases", "/cases/")):
            work = partial(_ask, province.url + path, cookies={"sessionid": elders[0]["session"]})
            results.append(_pages(name, work, web, look, bare_process))
    return [*results, _compared("facts read, each read with its access entry", facts, "1/s", bare)]


def _submissions(
    at_once: Sequence[Callable[[], object]],
    rated: Sequence[Callable[[], object]],
    look: Callable[[], object],
    bare: float,
) -> Iterator[Result]:
    yield _compared("submissions to decision, one service each", all_at_once(at_once), "1/s", bare)
    ours = percentile(at_rate(rated, rate=RATE), 0.95) * 1000
    theirs = percentile(at_rate([look] * len(rated), rate=RATE), 0.95) * 1000
    yield Result(
        name=f"submission to decision, p95 at {RATE:.0f} a second", value=ours, unit="ms", reference=BARE,
        ratio=theirs / ours, goal="< 300 ms", met=ours < 300,
    )  # fmt: skip


def _pages(name: str, work: Callable[[], object], web: int, look: Callable[[], object], bare_process: int) -> Result:
    ours, theirs = _per_core(work, web), _per_core(look, bare_process)
    return Result(
        name=f"pages a second per core: {name}", value=ours, unit="1/s", reference=BARE, ratio=ours / theirs,
        goal=">= 60 1/s", met=ours >= 60,
    )  # fmt: skip


def _per_core(work: Callable[[], object], process: int) -> float:
    """Requests per second of processor time that the server's processes spend."""
    all_at_once([work] * 20)
    before = _processor_seconds(process)
    all_at_once([work] * PAGES)
    return PAGES / (_processor_seconds(process) - before)


def _processor_seconds(process: int) -> float:
    """Of a process and its children, in ticks of a hundredth of a second."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(_processor_seconds(int(child)) for child in children)


def _compared(name: str, value: float, unit: str, bare: float) -> Result:
    return Result(name=name, value=value, unit=unit, reference=BARE, ratio=value / bare)


def _ask(url: str, cookies: dict[str, str] | None = None) -> Answer:
    answer = send(url, cookies=cookies)
    assert answer.status == 200, (url, answer.status)
    return answer


def _submit(url: str, elder: dict[str, str]) -> None:
    """Send a form for one service; the answer comes when it is decided, with its receipt."""
    form = f"csrfmiddlewaretoken={CSRF}&consent=true"
    sent = send(f"{url}/apply/{elder['draft']}/send/", cookies=_cookies(elder), form=form)
    assert sent.status == 302, sent.status
    elder["result"] = sent.location


def _require_granted(url: str, elder: dict[str, str]) -> None:
    page = _ask(url + elder["result"], _cookies(elder))
    assert "办好了" in page.body.decode(), "not decided"


def _cookies(elder: dict[str, str]) -> dict[str, str]:
    return {"sessionid": elder["session"], "csrftoken": CSRF}


def _prepare(province: Province, number: int) -> tuple[list[dict[str, str]], float]:
    command = [sys.executable, "-m", "bench._elders", str(number)]
    told = subprocess.run(
        command, env=environment(province.var, province.port), check=True, stdout=subprocess.PIPE, text=True
    )
    *elders, last = [json.loads(line) for line in told.stdout.splitlines()]
    return elders, last["facts"]


@contextmanager
def _bare(province: Province) -> Iterator[tuple[str, int]]:
    port = free_ports()
    command = [sys.executable, "-c", SERVE_BARE, str(port)]
    with subprocess.Popen(command, env=environment(province.var, province.port)) as process:
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/row/1/")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def _wait_until_ready(url: str) -> None:
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up:
        with suppress(OSError):
            if send(url).status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(url)
