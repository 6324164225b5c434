"""A log that can only grow: Merkle trees after RFC 6962, with proofs that anyone can check."""

from .documents import Consistency, Inclusion, NotAProof, read_consistency, read_inclusion
from .proofs import prove_consistency, prove_each, prove_inclusion, root_above, verify_consistency, verify_inclusion
from .tree import (
    EMPTY_ROOT,
    GrowingTree,
    Node,
    Nodes,
    SizeOutOfRange,
    hash_children,
    hash_leaf,
    nodes_after,
    root_of,
)

__all__ = [
    "EMPTY_ROOT",
    "Consistency",
    "GrowingTree",
    "Inclusion",
    "Node",
    "Nodes",
    "NotAProof",
    "SizeOutOfRange",
    "hash_children",
    "hash_leaf",
    "nodes_after",
    "prove_consistency",
    "prove_each",
    "prove_inclusion",
    "read_consistency",
    "read_inclusion",
    "root_above",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]
