"""Proofs of RFC 6962: this entry is in the log, and this log is the earlier one grown longer.

The verifying side is after the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2; the trees are the same.
"""

from collections.abc import Sequence

from .tree import EMPTY_ROOT, Nodes, SizeOutOfRange, hash_children, span_hash, split


def prove_inclusion(*, index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]): the siblings from the leaf up. Raises SizeOutOfRange."""
    if not 0 <= index < size:
        raise SizeOutOfRange(index, size)
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(span_hash(middle, end, nodes))
            end = middle
        else:
            path.append(span_hash(first, middle, nodes))
            first = middle
    return path[::-1]


def prove_consistency(*, earlier: int, size: int, nodes: Nodes) -> list[bytes]:
    """PROOF(earlier, D[size]); empty for the same size, and for an empty earlier log. Raises SizeOutOfRange."""
    if not 0 <= earlier <= size:
        raise SizeOutOfRange(earlier, size)
    proof: list[bytes] = []
    first, end, is_known = 0, size, True
    while earlier and end != earlier:
        middle = first + split(end - first)
        if earlier <= middle:
            proof.append(span_hash(middle, end, nodes))
            end = middle
        else:
            proof.append(span_hash(first, middle, nodes))
            first, is_known = middle, False
    if not is_known:  # the verifier holds the earlier root, but not a part of it
        proof.append(span_hash(first, end, nodes))
    return proof[::-1]


def prove_each(leaves: Sequence[bytes]) -> tuple[bytes, list[tuple[bytes, ...]]]:
    """The root of a full tree, of 1, 2, 4, 8 … leaves by their hashes, and for each what `prove_inclusion` gives."""
    if len(leaves) == 1:
        return leaves[0], [()]
    pairs = list(zip(leaves[::2], leaves[1::2], strict=True))
    root, above = prove_each([hash_children(left, right) for left, right in pairs])
    return root, [(sibling, *path) for pair, path in zip(pairs, above, strict=True) for sibling in reversed(pair)]


def root_above(*, leaf: bytes, index: int, proof: Sequence[bytes]) -> bytes:
    """The root of the full tree of 2^len(proof) leaves in which this leaf stands at `index`, from 0, by this proof."""
    here, hashed = index, leaf
    for sibling in proof:
        hashed = hash_children(sibling, hashed) if here % 2 else hash_children(hashed, sibling)
        here >>= 1
    return hashed


def verify_inclusion(*, leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the entry with this leaf hash stands at `index` in the log of this size and root."""
    if not 0 <= index < size:
        return False
    here, last, hashed = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if here % 2 or here == last:
            hashed = hash_children(sibling, hashed)
            here, last = _above_right(here, last)
        else:
            hashed = hash_children(hashed, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and hashed == root


def verify_consistency(*, earlier: int, earlier_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the log of this size and root begins with the earlier log, entry for entry."""
    if earlier == size or earlier == 0:
        return not proof and earlier_root == (root if earlier == size else EMPTY_ROOT)
    if not (0 < earlier < size and proof):
        return False
    is_whole = earlier & (earlier - 1) == 0
    known, *rest = (earlier_root, *proof) if is_whole else proof
    here, last = _skip_ones(earlier - 1, size - 1)
    old = new = known
    for sibling in rest:
        if not last:
            return False
        if here % 2 or here == last:
            old, new = hash_children(sibling, old), hash_children(sibling, new)
            here, last = _above_right(here, last)
        else:
            new = hash_children(new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and (old, new) == (earlier_root, root)


def _above_right(here: int, last: int) -> tuple[int, int]:
    """Up to where the node is a right child: in between it had no sibling."""
    while here % 2 == 0 and here:
        here, last = here >> 1, last >> 1
    return here, last


def _skip_ones(here: int, last: int) -> tuple[int, int]:
    while here % 2:
        here, last = here >> 1, last >> 1
    return here, last
