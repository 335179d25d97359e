"""Which of many texts hang together: linked by signatures, each held against the most typical text of its component."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from lawtext.likeness import LEAST_LIKE, LEAST_PROPOSED, Reader, alike
from lawtext.signatures import BANDS, LEAST_SHARED, band_keys

_WEAK_SHARED = 11
_MOST_WEAK = 2_000_000
_ROUNDS = 12

Index = NDArray[np.int64]
Pairs = list[tuple[int, int]]


def link(signatures: NDArray[np.uint32], nodes: NDArray[np.uint64]) -> tuple[Index, Index]:
    """
    The component of every text, and pairs that share a band but too few minima to be linked (rows of two).

    In every band a text is held against the first and the one before it under its key, never against all.
    """
    count = signatures.shape[1]
    component = np.arange(count, dtype=np.int64)
    links: list[Index] = []
    weak: list[Index] = []
    for band in range(BANDS):
        keys = band_keys(signatures, band) ^ nodes
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        follows = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        begins = np.ones(count, dtype=bool)
        begins[follows] = False
        first = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
        one = np.concatenate([order[follows], order[follows]])
        other = np.concatenate([order[follows - 1], order[first[follows]]])
        apart = component[one] != component[other]
        one, other = one[apart], other[apart]
        shared = _shared(signatures, one, other)
        good = shared >= LEAST_SHARED
        links.append(np.stack([one[good], other[good]]))
        near = ~good & (shared >= _WEAK_SHARED)
        weak.append(np.stack([one[near], other[near]]))
        component = _components(count, np.concatenate(links, axis=1))
    pairs = np.unique(np.sort(np.concatenate(weak, axis=1), axis=0), axis=1)
    pairs = pairs[:, component[pairs[0]] != component[pairs[1]]]
    return component, pairs[:, :_MOST_WEAK].T


def _shared(signatures: NDArray[np.uint32], one: Index, other: Index) -> NDArray[np.int16]:
    shared = np.zeros(len(one), dtype=np.int16)
    for row in signatures:
        shared += row[one] == row[other]
    return shared


def _components(count: int, links: Index) -> Index:
    graph = coo_matrix((np.ones(links.shape[1], dtype=np.int8), (links[0], links[1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def typical(signatures: NDArray[np.uint32], component: Index, copies: Index) -> Index:
    """For every component (numbered from 0) the text that shares most minima with all the others, copies counted."""
    score = np.zeros(len(component), dtype=np.int64)
    for row in signatures:
        under = (component << 32) | row
        (
            _values,
            place,
        ) = np.unique(under, return_inverse=True)
        score += np.bincount(place, weights=copies).astype(np.int64)[place]
    best = np.lexsort((np.arange(len(component)), -copies, -score, component))
    return best[np.flatnonzero(np.diff(component[best], prepend=-1))]


def link_and_hold(
    signatures: NDArray[np.uint32], nodes: NDArray[np.uint64], copies: Index, texts: Index, reader: Reader
) -> tuple[Index, NDArray[np.float64], Index]:
    """
    For every text the typical text of its group (itself when alone), its likeness to it, and pairs of weak likeness.

    A component may be a chain whose ends have nothing in common: what is unlike the typical text is taken out and may
    form groups of its own. `texts` gives the number each column has for the reader.
    """
    component, weak = link(signatures, nodes)
    count = len(component)
    of = np.arange(count, dtype=np.int64)
    like = np.ones(count)
    left = np.flatnonzero(np.bincount(component)[component] > 1)
    for _round in range(_ROUNDS):
        if not len(left):
            break
        _labels, group = np.unique(component[left], return_inverse=True)
        heads = left[typical(signatures[:, left], group.astype(np.int64), copies[left])]
        words = {int(head): reader.words(int(texts[head])) for head in heads.tolist()}
        failed = []
        for text, head in zip(left.tolist(), heads[group].tolist(), strict=True):
            if text == head:
                continue
            likeness = alike(words[head], reader.words(int(texts[text])))
            if likeness >= LEAST_LIKE:
                of[text], like[text] = head, likeness
            else:
                failed.append(text)
        left = np.array(failed, dtype=np.int64)
        if len(left):
            left = left[np.bincount(component[left])[component[left]] > 1]
    return of, like, weak


def attach(heads: list[int], alone: list[int], reader: Reader) -> list[tuple[int, int, float]]:
    """
    For texts that are alone, the head they are most like: (alone, head, likeness), where that is at least the limit
    for a proposal. Candidates are found by the rare words they have in common with the heads.
    """
    if not heads or not alone:
        return []
    rows: list[int] = []
    columns: list[int] = []
    for row, head in enumerate(heads):
        keys = {key for key in reader.words(head).all if reader.is_substance(key)}
        rows += [row] * len(keys)
        columns += keys
    size = max(columns, default=0) + 1
    held = np.bincount(columns, minlength=size)
    common = max(3, len(heads) // 50)
    weight = np.where((held > 0) & (held <= common), np.log(1 + len(heads) / np.maximum(1, held)), 0.0)
    table = csr_matrix((weight[columns], (rows, columns)), shape=(len(heads), size))
    table.eliminate_zeros()
    by_word = table.T.tocsr()
    made: list[tuple[int, int, float]] = []
    block = 5000
    for start in range(0, len(alone), block):
        part = alone[start : start + block]
        own = [reader.words(text) for text in part]
        indices = np.array([key for words in own for key in set(words.all) if key < size], dtype=np.int64)
        counts = [sum(1 for key in set(words.all) if key < size) for words in own]
        asked = csr_matrix(
            (np.ones(len(indices)), indices, np.concatenate([[0], np.cumsum(counts)])), shape=(len(part), size)
        )
        votes = (asked @ by_word).tocsr()
        for at, text in enumerate(part):
            here = slice(votes.indptr[at], votes.indptr[at + 1])
            if here.start == here.stop:
                continue
            order = np.lexsort((votes.indices[here], -votes.data[here]))[:3]
            candidates = [heads[head] for head in votes.indices[here][order]]
            likeness, head = max((alike(reader.words(head), own[at]), -head) for head in candidates)
            if likeness >= LEAST_PROPOSED:
                made.append((text, -head, likeness))
    return made
