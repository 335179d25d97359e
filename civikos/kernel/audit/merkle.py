"""
The hash tree of RFC 6962, section 2.1: roots, inclusion proofs, consistency proofs, and checking them. Pure.

A leaf is any bytes; hashes are 32 bytes of SHA-256. `ops/verify_log.py` has the same arithmetic a second time on purpose:
it must run without this package.
"""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    # The largest power of two that is smaller than `size`.
    return 1 << ((size - 1).bit_length() - 1)


class Growing:
    """A tree to which leaf hashes are added one after the other; its root can be asked for at any size."""

    def __init__(self) -> None:
        self.size = 0
        # Roots of complete subtrees from left to right with their sizes, as in binary counting.
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        size, node = 1, leaf
        while self._peaks and self._peaks[-1][0] == size:
            node = node_hash(self._peaks.pop()[1], node)
            size *= 2
        self._peaks.append((size, node))
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        *higher, (_size, root) = self._peaks
        for _size, peak in reversed(higher):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, in one pass."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from the leaf at `index` (from 0) to the root, the lowest first. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion_proof(index, leaves[:half]), root_of(leaves[half:])]
    return [*inclusion_proof(index - half, leaves[half:]), root_of(leaves[:half])]


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that a leaf hash and its proof lead to in a tree of `size` leaves; None when the proof has the wrong length."""
    if not 0 <= index < size:
        return None
    node, last, position = leaf, size - 1, index
    for other in proof:
        if last == 0:
            return None
        if position % 2 or position == last:
            node = node_hash(other, node)
            while position and position % 2 == 0:
                position, last = position // 2, last // 2
        else:
            node = node_hash(node, other)
        position, last = position // 2, last // 2
    return node if last == 0 else None


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show that the first `old_size` leaves are still the beginning of the tree. Raises IndexError."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(old_size)
    return _subproof(old_size, leaves, whole=True)


def _subproof(old_size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _split(len(leaves))
    if old_size <= half:
        return [*_subproof(old_size, leaves[:half], whole=whole), root_of(leaves[half:])]
    return [*_subproof(old_size - half, leaves[half:], whole=False), root_of(leaves[:half])]


def is_consistent(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of `old_size` leaves is the beginning of the tree of `new_size` leaves."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size or not proof:
        return False
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    position, last = old_size - 1, new_size - 1
    while position % 2:
        position, last = position // 2, last // 2
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while position and position % 2 == 0:
                position, last = position // 2, last // 2
        else:
            new = node_hash(new, other)
        position, last = position // 2, last // 2
    return last == 0 and old == old_root and new == new_root
