"""The hub's log: the tree of RFC 9162, its proofs, and the edge that appends without reading."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal import AnchorLog, merkle
from tests.fiscal.till import UNHURRIED


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


def plain_root(nodes: list[bytes]) -> bytes:
    """The definition of RFC 9162 §2.1.1, word for word."""
    if not nodes:
        return hashlib.sha256(b"").digest()
    if len(nodes) == 1:
        return nodes[0]
    split = 1
    while split * 2 < len(nodes):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(nodes[:split]) + plain_root(nodes[split:])).digest()


def test_root_is_the_standard_s_at_every_size() -> None:
    for size in range(70):
        assert merkle.root(leaves(size)) == plain_root(leaves(size))


def test_edge_proves_each_new_leaf() -> None:
    log = AnchorLog()
    for index, leaf in enumerate(leaves(70)):
        proof = log.proof_of_next()
        log = log.append(leaf)
        assert log.size == index + 1
        assert proof == merkle.inclusion_proof(leaves(index + 1), index)
        assert merkle.is_included(leaf, index, log.size, proof, log.root())


@UNHURRIED
@given(st.integers(1, 60), st.data())
def test_inclusion_is_proved_for_the_leaf_and_for_no_other(size: int, data: st.DataObject) -> None:
    nodes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(nodes, index)
    root = merkle.root(nodes)

    assert merkle.is_included(nodes[index], index, size, proof, root)
    if other != index:
        assert not merkle.is_included(nodes[other], index, size, proof, root)
        assert not merkle.is_included(nodes[index], other, size, proof, root)
    assert not merkle.is_included(nodes[index], index, size, (*proof, root), root)
    assert not merkle.is_included(nodes[index], size, size, proof, root)
    if proof:
        assert not merkle.is_included(nodes[index], index, size, proof[:-1], root)


@UNHURRIED
@given(st.integers(1, 60), st.data())
def test_a_grown_log_is_consistent_and_a_rewritten_one_is_not(
    size: int, data: st.DataObject
) -> None:
    nodes = leaves(size)
    old_size = data.draw(st.integers(1, size))
    old_root = merkle.root(nodes[:old_size])
    proof = merkle.consistency_proof(nodes, old_size)

    assert merkle.is_consistent(old_size, old_root, size, merkle.root(nodes), proof)
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = [*nodes]
    rewritten[changed] = merkle.leaf_hash(b"other")
    forged = merkle.consistency_proof(rewritten, old_size)
    assert not merkle.is_consistent(old_size, old_root, size, merkle.root(rewritten), forged)


def test_a_shrunken_log_is_never_consistent() -> None:
    nodes = leaves(9)

    assert not merkle.is_consistent(9, merkle.root(nodes), 5, merkle.root(nodes[:5]), ())
    assert not merkle.is_consistent(0, b"", 5, merkle.root(nodes[:5]), ())
    assert not merkle.is_consistent(4, merkle.root(nodes[:4]), 9, merkle.root(nodes), ())


@pytest.mark.parametrize(("size", "index"), [(0, 0), (3, 3), (3, -1)])
def test_a_leaf_that_is_not_there_has_no_proof(size: int, index: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(leaves(size), index)


def test_a_tree_that_was_never_there_has_no_proof() -> None:
    with pytest.raises(IndexError):
        merkle.consistency_proof(leaves(3), 4)
