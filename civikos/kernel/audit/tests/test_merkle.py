"""The tree of RFC 6962 against published vectors, and proofs against the tree built the plain way."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civikos.kernel.audit import merkle

# Entries are the ASCII decimal numbers 0 … n-1; two independent programs gave these roots.
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "db3426e878068d28d269b6c87172322ce5372b65756d0789001d34835f601c03",
    2: "cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b",
    3: "725d5230db68f557470dc35f1d8865813acd7ebb07ad152774141decbae71327",
    7: "a3e23b32ccb6bf96d092d165d8aa546e09829de8f03b0e8957581d1e16b92bdf",
    8: "3b85a9626c1ccb64c6b95ec7fa64888defe2cf12e39e77e10812ce5fcb9cb58e",
    1000: "638afa98022925bacfddadb15ef22fd0199c1ac99c2973b6158243d13fce05c2",
}


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word by word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + plain_root(hashes[:half]) + plain_root(hashes[half:])).digest()


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_roots_are_those_of_the_vectors(size, root):
    assert merkle.root_of(leaves(size)).hex() == root


def test_a_growing_tree_has_the_plain_root_at_every_size_to_2000():
    tree, all_leaves = merkle.Growing(), leaves(2000)
    for size in range(2000):
        if size < 130 or size % 97 == 0:
            assert tree.root() == plain_root(all_leaves[:size]), size
        tree.add(all_leaves[size])


def test_every_leaf_of_every_small_tree_is_proved_and_no_other():
    for size in range(1, 34):
        hashes = leaves(size)
        root = plain_root(hashes)
        for index in range(size):
            proof = merkle.inclusion_proof(index, hashes)
            assert merkle.root_by_inclusion(index, size, hashes[index], proof) == root
            assert merkle.root_by_inclusion(index, size, merkle.leaf_hash(b"other"), proof) != root
            assert merkle.root_by_inclusion(index, size, hashes[index], [*proof, root]) is None
            if proof:
                assert merkle.root_by_inclusion(index, size, hashes[index], proof[:-1]) is None
    with pytest.raises(IndexError):
        merkle.inclusion_proof(3, leaves(3))


def test_every_small_tree_is_shown_to_begin_every_larger_one():
    for new_size in range(1, 34):
        hashes = leaves(new_size)
        for old_size in range(1, new_size + 1):
            proof = merkle.consistency_proof(old_size, hashes)
            old, new = plain_root(hashes[:old_size]), plain_root(hashes)
            assert merkle.is_consistent(old_size, old, new_size, new, proof)
            forged = merkle.root_of([*leaves(old_size - 1), merkle.leaf_hash(b"forged")])
            assert not merkle.is_consistent(old_size, forged, new_size, new, proof)
    with pytest.raises(IndexError):
        merkle.consistency_proof(0, leaves(3))


@given(st.integers(1, 2000), st.data())
def test_proofs_hold_for_large_trees_and_fail_when_one_hash_is_changed(size, data):
    hashes = leaves(size)
    root = merkle.root_of(hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, hashes)
    assert len(proof) <= 11
    assert merkle.root_by_inclusion(index, size, hashes[index], proof) == root
    if proof:
        spoiled = data.draw(st.integers(0, len(proof) - 1))
        bad = [*proof[:spoiled], hashlib.sha256(proof[spoiled]).digest(), *proof[spoiled + 1 :]]
        assert merkle.root_by_inclusion(index, size, hashes[index], bad) != root
    old_size = data.draw(st.integers(1, size))
    chain = merkle.consistency_proof(old_size, hashes)
    assert merkle.is_consistent(old_size, merkle.root_of(hashes[:old_size]), size, root, chain)
    if old_size < size:
        assert not merkle.is_consistent(old_size, root, size, root, chain)
        assert not merkle.is_consistent(
            old_size, merkle.root_of(hashes[:old_size]), size, hashlib.sha256(root).digest(), chain
        )
