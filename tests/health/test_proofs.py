"""What outsiders keep of the log, and check without the platform: heads, receipts, proofs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from lingnan.cli.root import main
from lingnan.engine.credentials import Purpose, SigningKey, TreeHead, sign_tree_head
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api as codes
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange, LogNode, StandingColour
from tests.health.evidence import isolate, moment
from tests.health.forcing import force
from tests.house import AT, Family
from tests.portal.residents import sign_in

KEPT, GROWN = 5, 14


@pytest.fixture
def log(patient: Family, monkeypatch) -> Family:
    """A log of five changes of the father's."""
    monkeypatch.setattr(clock, "now", lambda: moment(3))
    isolate(patient, first=1, last=14)
    grow(patient, KEPT)
    return patient


def grow(family: Family, changes: int) -> None:
    """So many changes more, each as if he had had no colour."""
    for _ in range(changes):
        StandingColour.objects.all().delete()
        api.recolour(subject_keys=[family.father_key], by=PLATFORM, at=moment(2))
    force("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def kept(log: Family, tmp_path: Path) -> Path:
    """Who kept the head of five entries and the keys; the log has grown since, and she has the new head and a proof."""
    keep(tmp_path / "old.cose", reverse("transparency_head"))
    (tmp_path / "keys.cose").write_bytes(Client().get(reverse("codes-cose-keys")).content)
    grow(log, GROWN - KEPT)
    keep(tmp_path / "new.cose", reverse("transparency_head"))
    keep(tmp_path / "proof.json", reverse("transparency_consistency"), {"from": KEPT})
    return tmp_path


def keep(file: Path, address: str, query=None, client: Client | None = None) -> None:
    answer = (client or Client()).get(address, query)
    assert answer.status_code == 200
    file.write_bytes(answer.content)


def check(folder: Path, *names: str, keys: str = "keys.cose") -> tuple[int, str]:
    files = [
        name if name.startswith("--") else str(folder / name)
        for name in names or ("old.cose", "new.cose", "proof.json")
    ]
    done = CliRunner().invoke(main, ["log", "check", *files, "--keys", str(folder / keys)])
    assert len(done.output.splitlines()) == 1
    return done.exit_code, done.output


def head_of(folder: Path, name: str) -> TreeHead:
    return api.read_head(data=(folder / name).read_bytes())


def sign(folder: Path, name: str, head: TreeHead) -> None:
    """What the platform itself would sign, were it to lie."""
    key = codes.key_set().signing_key(purpose=Purpose.RECEIPT, at=moment(3))
    (folder / name).write_bytes(sign_tree_head(head=head, key=key))


def test_a_head_that_was_kept_is_held_to_the_log_as_it_grew(kept):
    assert check(kept) == (0, "日志是接着写的：以前的 5 条一条没改、一条没少，后来共 14 条。\n")
    keep(kept / "proof.json", reverse("transparency_consistency"), {"from": KEPT, "to": KEPT})
    assert check(kept, "old.cose", "old.cose", "proof.json")[0] == 0


def test_it_needs_no_database(kept, django_db_blocker):
    with django_db_blocker.block():
        assert check(kept)[0] == 0


@pytest.mark.parametrize("place", range(4))
def test_a_proof_that_was_altered_proves_nothing(kept, place):
    proof = json.loads((kept / "proof.json").read_text())
    proof["proof"][place] = "0" * 64
    (kept / "proof.json").write_text(json.dumps(proof))
    status, told = check(kept)
    assert status == 1
    assert "不是从以前的接着写的" in told


@pytest.mark.parametrize(
    "text",
    ["", "[]", "<html>", "\xff", '{"from": 5, "to": 14}', '{"from": 5, "to": 14, "proof": ["0"]}', "[" * 100_000,
     '{"from": true, "to": 14, "proof": []}', '{"from": 5, "to": -1, "proof": []}'],
)  # fmt: skip
def test_what_is_no_proof_is_said_to_be_none(kept, text):
    (kept / "proof.json").write_bytes(text.encode("latin-1"))
    assert check(kept) == (1, "proof.json 不是日志的证明。请重新下载。\n")


def test_a_proof_of_other_sizes_is_said_to_be_that(kept):
    keep(kept / "proof.json", reverse("transparency_consistency"), {"from": KEPT, "to": GROWN - 1})
    status, told = check(kept)
    assert status == 1
    assert "consistency.json?from=5&to=14" in told


def test_a_log_that_was_rewritten_does_not_hold(kept, log):
    """Whoever owns the database wrote it anew, with its nodes and a head: all is in order but for what was kept."""
    force("TRUNCATE health_appeal, health_standingcolour, health_healthcode, health_colourchange, health_lognode")
    grow(log, GROWN)
    keep(kept / "new.cose", reverse("transparency_head"))
    keep(kept / "proof.json", reverse("transparency_consistency"), {"from": KEPT})
    status, told = check(kept)
    assert status == 1
    assert "不是从以前的接着写的" in told


def test_a_log_that_became_shorter_is_told(kept, log):
    force("TRUNCATE health_appeal, health_standingcolour, health_healthcode, health_colourchange, health_lognode")
    grow(log, KEPT - 1)
    keep(kept / "new.cose", reverse("transparency_head"))
    assert check(kept) == (
        1,
        "日志变短了：以前有 5 条，后来只有 4 条。有记录被删掉了。请保存这两个文件，拨打12345反映。\n",
    )


def test_heads_in_the_wrong_order_are_told(kept):
    sign(kept, "old.cose", replace(head_of(kept, "old.cose"), at=moment(1)))
    status, told = check(kept, "new.cose", "old.cose", "proof.json")
    assert status == 1
    assert "先后写反了" in told


def test_a_head_of_another_issuer_is_refused(kept):
    sign(kept, "new.cose", replace(head_of(kept, "new.cose"), issuer="https://elsewhere.example"))
    status, told = check(kept)
    assert status == 1
    assert "elsewhere.example" in told
    forged = sign_tree_head(head=head_of(kept, "old.cose"), key=SigningKey.generate())
    (kept / "new.cose").write_bytes(forged)
    status, told = check(kept)
    assert status == 1
    assert "new.cose 不是用这些公钥签名的原件" in told


@pytest.mark.parametrize("name", ["old.cose", "new.cose", "keys.cose"])
def test_rubbish_is_refused_by_its_name(kept, name):
    (kept / name).write_bytes(b"rubbish")
    status, told = check(kept)
    assert status == 1
    assert told.startswith(name)


def test_without_keys_it_says_where_they_are(kept, monkeypatch):
    monkeypatch.setenv("LINGNAN_VAR", str(kept / "empty"))
    files = [str(kept / name) for name in ("old.cose", "new.cose", "proof.json")]
    done = CliRunner().invoke(main, ["log", "check", *files])
    assert done.exit_code == 1
    assert "/.well-known/cose-keys" in done.output


def test_keys_that_were_kept_serve_beside_those_of_today(kept):
    """A key that signed the first head was revoked since: it is no longer published, and was kept."""
    (revoked,) = [key for key in codes.list_keys() if key.purpose is Purpose.RECEIPT]
    codes.revoke_key(kid=revoked.kid, by=PLATFORM, at=moment(3))
    keep(kept / "new.cose", reverse("transparency_head"))
    keep(kept / "today.cose", reverse("codes-cose-keys"))
    assert check(kept, keys="keys.cose")[0] == check(kept, keys="today.cose")[0] == 1
    assert check(kept, "old.cose", "new.cose", "proof.json", "--keys", "today.cose")[0] == 0


@pytest.mark.parametrize(
    "query", [{}, {"from": ""}, {"from": "x"}, {"from": "-1"}, {"from": "٣"}, {"from": "6"}, {"from": "9" * 5000},
              {"from": "5", "to": "6"}, {"from": "5", "to": "4"}, {"from": "1", "to": ""}],
)  # fmt: skip
def test_a_size_that_the_log_does_not_have_is_told_kindly(log, query):
    answer = Client().get(reverse("transparency_consistency"), query)
    assert answer.status_code == 400
    assert "日志现在有 5 条。请把条数写成 0 到" in answer.content.decode()


def test_a_proof_of_growth_reads_little(log, django_assert_max_num_queries):
    grow(log, 60)
    with django_assert_max_num_queries(2 * LogNode.objects.count().bit_length()):
        assert Client().get(reverse("transparency_consistency"), {"from": 33}).status_code == 200


def test_the_log_answers_after_the_sunset(kept, log):
    api.end_room(names=["何敏仪", "黄启明"], by=PLATFORM, at=AT)
    keep(kept / "new.cose", reverse("transparency_head"))
    keep(kept / "proof.json", reverse("transparency_consistency"), {"from": KEPT})
    assert check(kept)[0] == 0


def take_home(folder: Path, family: Family, *, size: int | None = None) -> None:
    change, client = ColourChange.objects.order_by("id")[2], sign_in(family.father)
    keep(folder / "receipt.cose", reverse("health_receipt", args=[change.uuid]), client=client)
    query = {} if size is None else {"size": size}
    keep(folder / "proof.json", reverse("health_proof", args=[change.uuid]), query, client=client)


def test_a_holder_checks_that_her_receipt_is_in_the_log(kept, log):
    take_home(kept, log)
    assert check(kept, "receipt.cose", "new.cose", "proof.json") == (0, "决定书在日志里：第 3 条，日志共 14 条。\n")
    status, told = check(kept, "receipt.cose", "old.cose", "proof.json")
    assert status == 1
    assert "?size=5" in told
    take_home(kept, log, size=KEPT)
    assert check(kept, "receipt.cose", "old.cose", "proof.json")[0] == 0


def test_a_receipt_that_is_not_in_the_log_is_told(kept, log):
    take_home(kept, log)
    other = ColourChange.objects.order_by("id")[3]
    keep(kept / "receipt.cose", reverse("health_receipt", args=[other.uuid]), client=sign_in(log.father))
    status, told = check(kept, "receipt.cose", "new.cose", "proof.json")
    assert status == 1
    assert "不在日志里" in told


def test_a_size_before_the_change_is_told_kindly(log):
    change = ColourChange.objects.order_by("id")[2]
    answer = sign_in(log.father).get(reverse("health_proof", args=[change.uuid]), {"size": 2})
    assert answer.status_code == 400
    assert "请把条数写成 3 到 5 之间的整数" in answer.content.decode()


def test_the_proof_is_hers_and_tells_of_nobody(log):
    change = ColourChange.objects.latest("id")
    address = reverse("health_proof", args=[change.uuid])
    assert sign_in(log.stranger).get(address).status_code == 404
    assert set(sign_in(log.father).get(address).json()) == {"place", "size", "root", "proof"}
    assert address in sign_in(log.father).get(reverse("health")).content.decode()
