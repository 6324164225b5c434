"""The tree of RFC 6962, section 2.1: leaves in order, the left half of every node a whole power of two.

Only whole subtrees are kept, by level and index: they never change. A log of n entries has fewer than 2n of them, an
entry adds one or two on average, and a root or a proof reads about log2(n).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

EMPTY_ROOT = sha256().digest()
_LEAF, _INNER = b"\x00", b"\x01"  # so that a node can't be passed off as a leaf


class SizeOutOfRange(ValueError):
    """An entry or a size that the tree does not have."""

    code = "merkle.size_out_of_range"


@dataclass(frozen=True, slots=True)
class Node:
    """A whole subtree of 2^level leaves that begins at leaf index · 2^level, by its SHA-256."""

    level: int
    index: int
    hash: bytes


class Nodes(Protocol):
    """Gives the hash of a whole subtree. The caller keeps them: in a table, in a dict."""

    def __call__(self, level: int, index: int, /) -> bytes: ...


def hash_leaf(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return sha256(_LEAF + entry).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return sha256(_INNER + left + right).digest()


def nodes_after(*, size: int, leaf: bytes, nodes: Nodes) -> Iterator[Node]:
    """The whole subtrees that come to be when `leaf` (its hash) is added to a tree of `size`, lowest first."""
    level, index, hashed = 0, size, leaf
    yield Node(level, index, hashed)
    while index % 2:
        hashed = hash_children(nodes(level, index - 1), hashed)
        level, index = level + 1, index // 2
        yield Node(level, index, hashed)


def root_of(*, size: int, nodes: Nodes) -> bytes:
    """The root of the tree's first `size` leaves."""
    return span_hash(0, size, nodes) if size else EMPTY_ROOT


class GrowingTree:
    """A tree that is fed leaf after leaf and keeps its right edge alone: enough for its root at each size."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: dict[int, Node] = {}

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf, by its hash; returns the subtrees that are whole from now on, the leaf first."""
        grown = list(nodes_after(size=self.size, leaf=leaf, nodes=self._hash))
        self._edge.update({node.level: node for node in grown})
        self.size += 1
        return grown

    def root(self) -> bytes:
        """The root of all leaves so far."""
        return root_of(size=self.size, nodes=self._hash)

    def _hash(self, level: int, index: int) -> bytes:
        node = self._edge[level]
        assert node.index == index, "only the right edge is asked for"
        return node.hash


def span_hash(first: int, end: int, nodes: Nodes) -> bytes:
    """MTH(D[first:end]), for a span that begins where a subtree of its size would."""
    width = end - first
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, first >> level)
    middle = first + split(width)
    return hash_children(span_hash(first, middle, nodes), span_hash(middle, end, nodes))


def split(width: int) -> int:
    """The largest power of two below `width`, for a width over 1."""
    return 1 << ((width - 1).bit_length() - 1)
