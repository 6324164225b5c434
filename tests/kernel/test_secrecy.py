import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.secrecy import SealBroken, Vault, load_or_create_master

VAULT = Vault(master=bytes(range(32)))
OTHER = Vault(master=bytes(32))
NAME, NUMBER = "identity.person.name", "identity.person.id_number"


@given(st.binary())
def test_what_is_sealed_opens(plain):
    assert VAULT.open(sealed=VAULT.seal(plain=plain, purpose=NAME), purpose=NAME) == plain


@given(st.binary(min_size=1))
def test_the_same_value_never_looks_the_same(plain):
    assert VAULT.seal(plain=plain, purpose=NAME) != VAULT.seal(plain=plain, purpose=NAME)


@given(st.binary(), st.data())
def test_one_changed_bit_breaks_the_seal(plain, data):
    sealed = bytearray(VAULT.seal(plain=plain, purpose=NAME))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        VAULT.open(sealed=bytes(sealed), purpose=NAME)


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(SealBroken):
        VAULT.open(sealed=VAULT.seal(plain=b"x", purpose=NAME), purpose=NUMBER)


def test_another_master_key_opens_nothing():
    with pytest.raises(SealBroken):
        OTHER.open(sealed=VAULT.seal(plain=b"x", purpose=NAME), purpose=NAME)


@given(st.text())
def test_an_index_finds_only_under_its_key_and_purpose(text):
    index = VAULT.index(plain=text, purpose=NUMBER)
    assert index == VAULT.index(plain=text, purpose=NUMBER)
    assert index not in (VAULT.index(plain=text, purpose=NAME), OTHER.index(plain=text, purpose=NUMBER))
    assert len(index) == 32


def test_a_short_master_key_is_refused():
    with pytest.raises(ValueError, match="16 bytes instead of 32"):
        Vault(master=bytes(16))


def test_the_master_key_is_on_the_disk_before_it_is_used(tmp_path, monkeypatch):
    path, synced = tmp_path / "master.key", []

    def sync(handle: int) -> None:
        what = Path(f"/proc/self/fd/{handle}").resolve()
        synced.append((what, what.read_text() if what.is_file() else path.read_text()))

    monkeypatch.setattr(os, "fsync", sync)
    key = load_or_create_master(path).hex()
    (draft, written), (folder, linked) = synced
    assert (draft.parent, folder) == (tmp_path, tmp_path)
    assert key == written == linked
    load_or_create_master(path)
    assert len(synced) == 2


def test_the_master_key_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "master.key"
    made = load_or_create_master(path)
    assert load_or_create_master(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_processes_that_race_agree_on_one_master_key(tmp_path):
    with ProcessPoolExecutor(8, get_context("fork")) as pool:
        keys = set(pool.map(load_or_create_master, [tmp_path / "master.key"] * 8))
    assert len(keys) == 1
