"""The log: the vectors of certificate transparency, and proofs of every kind tried against the definition."""

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lingnan.engine.merkle import (
    EMPTY_ROOT,
    GrowingTree,
    SizeOutOfRange,
    hash_leaf,
    nodes_after,
    prove_consistency,
    prove_each,
    prove_inclusion,
    root_above,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# Entries and roots of the test vectors that certificate-transparency implementations share.
ENTRIES = [bytes.fromhex(text) for text in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]]
ENTRIES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def grow(count: int, entries=None):
    """A log of so many entries."""
    kept: dict[tuple[int, int], bytes] = {}

    def nodes(level: int, index: int) -> bytes:
        return kept[level, index]

    for place in range(count):
        entry = entries[place] if entries else place.to_bytes(4, "big")
        for node in nodes_after(size=place, leaf=hash_leaf(entry), nodes=nodes):
            kept[node.level, node.index] = node.hash
    return nodes


def definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 writes it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + definition(leaves[:half]) + definition(leaves[half:])).digest()


def flipped(proof: list[bytes], place: int) -> list[bytes]:
    return [bytes([part[0] ^ 1]) + part[1:] if at == place else part for at, part in enumerate(proof)]


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_that_others_find(size):
    assert root_of(size=size, nodes=grow(size, ENTRIES)).hex() == ROOTS[size]


NODES = grow(300)


@given(size=st.integers(0, 300))
def test_a_root_is_what_the_standard_defines(size):
    leaves = [hash_leaf(place.to_bytes(4, "big")) for place in range(size)]
    assert root_of(size=size, nodes=NODES) == definition(leaves)


@given(size=st.integers(1, 300), data=st.data())
def test_inclusion_is_proven_and_nothing_else_is(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    root, proof = root_of(size=size, nodes=NODES), prove_inclusion(index=index, size=size, nodes=NODES)
    leaf = NODES(0, index)
    assert verify_inclusion(leaf=leaf, index=index, size=size, root=root, proof=proof)
    assert verify_inclusion(leaf=leaf, index=other, size=size, root=root, proof=proof) == (other == index)
    assert not verify_inclusion(leaf=hash_leaf(b"another"), index=index, size=size, root=root, proof=proof)
    assert not verify_inclusion(leaf=leaf, index=index, size=size, root=root, proof=[*proof, root])
    for place in range(len(proof)):
        assert not verify_inclusion(leaf=leaf, index=index, size=size, root=root, proof=flipped(proof, place))


@given(levels=st.integers(0, 6))
def test_all_leaves_of_a_full_tree_are_proven_at_once(levels):
    size = 1 << levels
    nodes = grow(size)
    root, proofs = prove_each([nodes(0, index) for index in range(size)])
    assert root == root_of(size=size, nodes=nodes)
    for index, proof in enumerate(proofs):
        assert list(proof) == prove_inclusion(index=index, size=size, nodes=nodes)
        assert root_above(leaf=nodes(0, index), index=index, proof=proof) == root


@given(earlier=st.integers(0, 300), size=st.integers(0, 300), data=st.data())
def test_growth_is_proven_and_a_rewritten_log_is_not(earlier, size, data):
    assume(earlier <= size)
    old, new = (root_of(size=each, nodes=NODES) for each in (earlier, size))
    proof = prove_consistency(earlier=earlier, size=size, nodes=NODES)

    def holds(*, old=old, new=new, proof=proof):
        return verify_consistency(earlier=earlier, earlier_root=old, size=size, root=new, proof=proof)

    assert holds()
    assert not holds(old=hash_leaf(b"another"))
    assert not holds(proof=[*proof, new])
    if earlier > 0:
        rewritten = grow(size, [b"changed" if at == earlier - 1 else at.to_bytes(4, "big") for at in range(size)])
        forged = prove_consistency(earlier=earlier, size=size, nodes=rewritten)
        assert not holds(new=root_of(size=size, nodes=rewritten), proof=forged)
    for place in range(len(proof)):
        assert not holds(proof=flipped(proof, place))


def test_what_the_log_does_not_have_is_refused():
    with pytest.raises(SizeOutOfRange):
        prove_inclusion(index=3, size=3, nodes=NODES)
    with pytest.raises(SizeOutOfRange):
        prove_consistency(earlier=4, size=3, nodes=NODES)
    assert not verify_inclusion(leaf=NODES(0, 0), index=-1, size=1, root=NODES(0, 0), proof=[])


def test_a_tree_that_keeps_its_right_edge_alone_has_the_same_roots():
    tree = GrowingTree()
    nodes = grow(70)
    for size in range(70):
        assert (tree.size, tree.root()) == (size, root_of(size=size, nodes=nodes))
        tree.append(nodes(0, size))
