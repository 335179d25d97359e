"""Envelopes: who opens them, what their length tells; and what tampering leaves behind."""

from __future__ import annotations

import base64
import copy
import json
import statistics
from pathlib import Path
from typing import Any

import pytest

from ballotbox import (
    Ballot,
    BrokenSeal,
    Candidate,
    Method,
    Rules,
    line_of,
    make_dossier,
    make_identity,
    new_words,
    open_ballot,
    phrase_key,
    recount,
    seal_ballot,
)
from ballotbox import __main__ as command


@pytest.fixture(scope="module")
def keys() -> list[tuple[str, str]]:
    return [make_identity(), make_identity()]


def test_it_takes_all_who_closed_it(keys: list[tuple[str, str]]) -> None:
    (one, first), (two, second) = keys
    sealed = seal_ballot(Ballot(("a", "b")), "lukon vufis sorak molla", [first, second])
    assert open_ballot(sealed, [one, two]) == (("a", "b"), "lukon vufis sorak molla")
    for wrong in ([one], [two], [two, one], [make_identity()[0], two], ["no key", two]):
        with pytest.raises(BrokenSeal):
            open_ballot(sealed, wrong)
    with pytest.raises(BrokenSeal):
        open_ballot(sealed[:-1] + bytes([sealed[-1] ^ 1]), [one, two])
    with pytest.raises(ValueError):
        seal_ballot(Ballot(), "x", [])
    with pytest.raises(ValueError):
        seal_ballot(Ballot(), "x", ["age1nonsense"])
    with pytest.raises(ValueError):
        seal_ballot(Ballot(), "x" * 3000, [first])


def test_the_length_tells_nothing(keys: list[tuple[str, str]]) -> None:
    recipient = keys[0][1]
    blank = [len(seal_ballot(Ballot(), "a", [recipient])) for _ in range(60)]
    full = [len(seal_ballot(Ballot(tuple("abcdefghij")), "a long phrase of a voter", [recipient])) for _ in range(60)]
    # The header of age has a random length of its own.
    assert (
        abs(statistics.mean(blank) - statistics.mean(full))
        < 3 * (statistics.stdev(blank) + statistics.stdev(full) + 1) / 7
    )


def test_what_is_sealed_is_not_in_the_envelope(keys: list[tuple[str, str]]) -> None:
    sealed = seal_ballot(Ballot(("candidate-17",)), "lukon vufis sorak molla", [keys[0][1]])
    assert b"candidate-17" not in sealed and b"lukon" not in sealed


def test_words_can_be_said_and_do_not_repeat() -> None:
    drawn = {new_words() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(len(word) == 5 and word.isalpha() and word.isascii() for words in drawn for word in words)


def test_a_phrase_counts_as_it_is_remembered() -> None:
    assert phrase_key("  Lukon VUFIS, sorak  çelës ", "d") == phrase_key("lukon vufis sorak celes", "d")
    assert phrase_key("lukon", "d") != phrase_key("lukon", "e"), "another election, another key"


RULES = Rules(
    election="e",
    title="Council",
    seats=2,
    method=Method.PLURALITY,
    most_marks=2,
    candidates=tuple(Candidate(each, each.upper()) for each in "abcd"),
    roll=tuple(f"o{n}" for n in range(12)),
)


@pytest.fixture(scope="module")
def published() -> tuple[dict[str, Any], list[tuple[tuple[str, ...], str]]]:
    opened = [(tuple("abcd"[n % 3 : n % 3 + 2]), f"phrase {n}") for n in range(12)]
    return json.loads(make_dossier(RULES, RULES.roll, opened).as_bytes()), opened


def test_each_voter_finds_their_marks(published: tuple[dict[str, Any], list[tuple[tuple[str, ...], str]]]) -> None:
    dossier, opened = published
    for choices, phrase in opened:
        assert sorted(recount.own_marks(dossier, phrase)) == sorted(choices)
    assert recount.own_marks(dossier, "somebody else") == []


@pytest.mark.parametrize("lost", range(12))
def test_a_ballot_that_is_left_out_is_missed(lost: int, published: Any) -> None:
    _dossier, opened = published
    kept = [each for n, each in enumerate(opened) if n != lost]
    without = json.loads(make_dossier(RULES, RULES.roll, kept).as_bytes())
    assert any("who voted" in fault for fault in recount.faults_of(without))
    assert recount.own_marks(without, opened[lost][1]) == []


@pytest.mark.parametrize(
    "tamper",
    [
        lambda d: d["lines"]["a"].pop(),
        lambda d: d["lines"]["a"].append("f" * 20),
        lambda d: d["result"]["elected"].reverse() or d["result"]["elected"].append("d"),
        lambda d: d["result"]["votes"].update(a=9),
        lambda d: d["rules"].update(seats=3),
        lambda d: d["voted"].pop(),
        lambda d: d["voted"].append("stranger"),
        lambda d: d["lines"]["a"].reverse(),
        lambda d: d["lines"]["a"].__setitem__(1, d["lines"]["a"][0]),
        lambda d: (
            d["lots"].append({"order": ["b", "a"], "public": "1"})
            or d["lots"].append({"order": ["a", "b"], "public": "1"})
        ),
        lambda d: d.update(broken=1),
        lambda d: d["invalid"].update(too_many_marks=1),
    ],
)
def test_tampering_shows(tamper: Any, published: Any) -> None:
    dossier = copy.deepcopy(published[0])
    assert list(recount.faults_of(dossier)) == []
    tamper(dossier)
    assert list(recount.faults_of(dossier)) != []


def test_ballots_on_paper_count_like_the_others() -> None:
    made = make_dossier(RULES, ["o1", "o2"], [(("a",), "x")], papers=[("a", "b")])
    assert made.result.votes["a"] == 2 and made.papers == 1
    assert line_of(phrase_key("x", RULES.digest), "a") in made.lines["a"]
    assert list(recount.faults_of(json.loads(made.as_bytes()))) == []


def test_the_box_is_opened_by_those_who_hold_the_keys(
    tmp_path: Path, keys: list[tuple[str, str]], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    recipients = [public for _secret, public in keys]
    envelopes = sorted(
        base64.b64encode(seal_ballot(Ballot(choices), f"phrase {n}", recipients)).decode()
        for n, choices in enumerate([("a",), ("b",), ()])
    )
    box = {
        "format": "ballotbox box 1",
        "digest": RULES.digest,
        "rules": RULES.as_json(),
        "voted": ["o1", "o2", "o3"],
        "papers": [],
        "envelopes": envelopes,
    }
    (tmp_path / "box.json").write_text(json.dumps(box))
    for number, (secret, _public) in enumerate(keys):
        (tmp_path / f"key{number}").write_text(f"# of a holder\n{secret}\n")
    held = [f"--key={tmp_path / 'key0'}", f"--key={tmp_path / 'key1'}"]
    assert command.main(["open", str(tmp_path / "box.json"), *held]) == 0
    dossier = tmp_path / "dossier.json"
    dossier.write_bytes(capsysbinary.readouterr().out)
    assert json.loads(dossier.read_bytes())["result"]["votes"] == {"a": 1, "b": 1, "c": 0, "d": 0}
    assert command.main(["recount", str(dossier)]) == 0
    assert command.main(["open", str(tmp_path / "box.json"), held[0]]) == 2, "one key is not enough"
    box["rules"]["seats"] = 3  # type: ignore[index]
    (tmp_path / "box.json").write_text(json.dumps(box))
    assert command.main(["open", str(tmp_path / "box.json"), *held]) == 2
