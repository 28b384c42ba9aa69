"""Append-only Merkle tree (RFC 9162 §2.1) over the hub's anchors: pure functions and one value."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class AnchorLog:
    """The right edge of the tree: enough to append and to prove the newest leaf.

    The hub stores this value (size and peaks) beside its table of leaves and replaces it in the
    transaction that inserts a leaf; appending costs O(log n) and reads no other leaf.
    """

    size: int = 0
    #: Roots of the complete subtrees, largest first.
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "AnchorLog":
        """Return the log with one more leaf hash (`leaf_hash`)."""
        peaks = list(self.peaks)
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(peaks.pop(), node)
            size >>= 1
        return AnchorLog(self.size + 1, (*peaks, node))

    def root(self) -> bytes:
        """Return the tree's root; the hash of nothing for an empty tree."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def proof_of_next(self) -> tuple[bytes, ...]:
        """Return the inclusion proof of the leaf that `append` adds next, in the tree it makes."""
        return tuple(reversed(self.peaks))


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    log = AnchorLog()
    for leaf in leaves:
        log = log.append(leaf)
    return log.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the path from leaf `index` to the root of all leaves, nearest sibling first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if index < split:
        return (*inclusion_proof(leaves[:split], index), root(leaves[split:]))
    return (*inclusion_proof(leaves[split:], index - split), root(leaves[:split]))


def is_included(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes
) -> bool:
    """Tell whether the proof leads from the leaf hash to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, place, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and node == tree_root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of the first `old_size` leaves is a beginning of this one."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(old_size)
    return _subproof(leaves, old_size, is_known=True)


def is_consistent(
    old_size: int, old_root: bytes, size: int, tree_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the newer tree only appended to the older (RFC 9162 §2.1.4.2)."""
    if old_size == size:
        return not proof and old_root == tree_root
    if not 0 < old_size < size:
        return False
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == tree_root


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _subproof(leaves: Sequence[bytes], old_size: int, *, is_known: bool) -> tuple[bytes, ...]:
    if old_size == len(leaves):
        return () if is_known else (root(leaves),)
    split = _split(len(leaves))
    if old_size <= split:
        return (*_subproof(leaves[:split], old_size, is_known=is_known), root(leaves[split:]))
    rest = _subproof(leaves[split:], old_size - split, is_known=False)
    return (*rest, root(leaves[:split]))
