"""Counting: hand-counted cases, the elections of the Council, and a second program that shares no line with the first."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ballotbox import (
    Ballot,
    Candidate,
    Dossier,
    Invalid,
    Lot,
    Method,
    Result,
    Rules,
    Tie,
    check,
    count,
    draw_lot,
    make_dossier,
    recount,
)

RESULTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "reference" / "council-election-results.csv"


def rules(
    names: str, seats: int = 1, marks: int | None = None, method: Method = Method.PLURALITY, **more: object
) -> Rules:
    candidates = tuple(Candidate(name, name.upper()) for name in names.split())
    return Rules("e1", "Election", seats, method, marks or seats, candidates, **more)  # type: ignore[arg-type]


def ballots(text: str) -> list[Ballot]:
    """`3 a b` stands for three ballots with these marks."""
    made = []
    for line in text.strip().splitlines():
        number, *choices = line.split()
        made += [Ballot(tuple(choices))] * int(number)
    return made


@pytest.mark.parametrize(
    ("seats", "cast", "elected", "ties", "behind"),
    [
        (1, "3 a\n2 b", "a", [], [("b",)]),
        (2, "3 a\n2 b\n1 c", "a b", [], [("c",)]),
        (2, "3 a\n2 b\n2 c", "a", [Tie(("b", "c"), 1)], []),
        (3, "3 a\n2 b\n2 c\n1 d", "a b c", [], [("d",)]),
        (2, "2 a\n2 b\n2 c", "", [Tie(("a", "b", "c"), 2)], []),
        (3, "5 a", "a", [], []),
        (1, "2 a b\n1 c", "", [Tie(("a", "b"), 1)], [("c",)]),
        (1, "2 a\n4", "a", [], []),
        (2, "4 a\n2 b\n2 c\n2 d\n1 e", "a", [Tie(("b", "c", "d"), 1)], [("e",)]),
    ],
)
def test_most_marks_win(seats: int, cast: str, elected: str, ties: list[Tie], behind: list[tuple[str, ...]]) -> None:
    found = count(rules("a b c d e", seats, 2), ballots(cast))
    assert (list(found.elected), list(found.ties), list(found.next_in_line)) == (elected.split(), ties, behind)


def test_a_lot_decides_only_between_those_it_was_drawn_for() -> None:
    one = rules("a b c", 1)
    cast = ballots("2 a\n2 b\n1 c")
    assert count(one, cast, [Lot(("b", "a"), "4 2")]).elected == ("b",)
    assert count(one, cast, [Lot(("b", "a"), "4 2")]).next_in_line == (("a",), ("c",))
    assert count(one, cast, [Lot(("c", "a"), "4 2")]).ties == (Tie(("a", "b"), 1),)


def test_a_lot_can_be_drawn_again_by_anybody() -> None:
    first = draw_lot(["x", "y", "z"], "17 4 33", "d" * 64)
    assert first == draw_lot(["z", "x", "y"], " 17  4 33 ", "d" * 64)
    orders = {draw_lot("xyz", str(number), "d" * 64).order for number in range(60)}
    assert len(orders) == 6, "every order must be possible"


def test_quorum_counts_blank_ballots() -> None:
    assert not count(rules("a b", quorum=3), ballots("2 a")).is_final
    assert count(rules("a b", quorum=3), ballots("2 a\n1")).is_final


@pytest.mark.parametrize(
    ("choices", "code"), [("a z", "unknown_candidate"), ("a a", "candidate_twice"), ("a b c", "too_many_marks")]
)
def test_what_the_rules_do_not_allow(choices: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(choices.split(), rules("a b c", 2))
    assert refused.value.code == code


def test_the_order_of_marks_is_forgotten_where_nobody_asks_for_it() -> None:
    assert check(["b", "a"], rules("a b", 2)) == check(["a", "b"], rules("a b", 2))
    assert check(["b", "a"], rules("a b", 1, 2, Method.STV)).choices == ("b", "a")


def test_transferable_vote_counted_by_hand() -> None:
    # 20 papers, 2 seats: quota 7. a has 9 and is elected; 2 of 9 go on, at .22222 each: b gets 5 x .22222, c 4 x .22222.
    # b 4 + 1.11110, c 4 + .88888, d 3: d leaves, its 3 papers to c: c 7.88888 reaches the quota.
    one = rules("a b c d", 2, 3, Method.STV)
    found = count(one, ballots("5 a b\n4 a c\n4 b\n4 c\n3 d c"))
    assert found.elected == ("a", "c")
    assert found.rounds[1].votes == {"a": 700_000, "b": 511_110, "c": 488_888, "d": 300_000}
    assert found.rounds[2].excluded == "d"
    assert found.rounds[2].votes["c"] == 788_888


def test_transferable_vote_stops_where_only_a_lot_goes_on() -> None:
    one = rules("a b c", 1, 3, Method.STV)
    cast = ballots("3 a\n2 b a\n2 c b")
    found = count(one, cast)
    assert found.ties == (Tie(("b", "c"), 1, "exclude"),) and not found.is_final
    assert count(one, cast, [Lot(("c", "b"), "1")]).elected == ("b",)
    assert count(one, cast, [Lot(("b", "c"), "1")]).elected == ("a",)


def random_case(seed: int, method: Method) -> tuple[Rules, list[tuple[tuple[str, ...], str]]]:
    chance = random.Random(seed)
    names = "abcdefgh"[: chance.randint(2, 8)]
    seats = chance.randint(1, len(names))
    voters = chance.randint(0, 14)
    marks = min(5, len(names)) if method is Method.STV else seats
    made = rules(" ".join(names), seats, marks, method, roll=tuple(f"v{n}" for n in range(voters)))
    opened = []
    for number in range(voters):
        choices = chance.sample(names, chance.randint(0, min(len(names), marks + (chance.random() < 0.1))))
        opened.append((tuple(choices), f"phrase {number}"))
    return made, opened


@pytest.mark.parametrize("method", list(Method))
def test_a_second_program_counts_the_same(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    # What makes guessing slow is not what is tested here.
    monkeypatch.setattr("ballotbox.lines._SCRYPT", {"n": 2, "r": 1, "p": 1, "dklen": 32})
    waited = 0
    for seed in range(250):
        made, opened = random_case(seed, method)
        dossier = make_dossier(made, made.roll, opened)
        assert list(recount.faults_of(json.loads(dossier.as_bytes()))) == [], seed
        lots = []
        while dossier.result.ties:
            waited += 1
            lots.append(draw_lot(dossier.result.ties[0].among, f"{seed} {len(lots)}", made.digest))
            dossier = dossier.with_lots(lots)
            assert list(recount.faults_of(json.loads(dossier.as_bytes()))) == [], seed
        assert Dossier.from_json(json.loads(dossier.as_bytes())) == dossier
        random.Random(seed).shuffle(opened)
        assert make_dossier(made, made.roll, opened, lots=lots).as_bytes() == dossier.as_bytes()
    assert waited > 20, "the cases must hold ties"


def read_results() -> dict[str, list[dict[str, str]]]:
    if not RESULTS.exists():
        pytest.skip("the figures of past elections are not here")
    found: dict[str, list[dict[str, str]]] = {}
    with RESULTS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["election"], []).append(row)
    return found


def replayed(votes: dict[str, int], valid: int, seats: int, invalid: int) -> Result:
    """Ballots that give these votes: marks dealt in turn, so that no ballot bears more than there are seats."""
    made = rules(" ".join(votes), seats, roll=tuple(f"o{n}" for n in range(valid + invalid)))
    marks: list[list[str]] = [[] for _ in range(valid)]
    at = 0
    for name, number in votes.items():
        for _ in range(number):
            marks[at % valid].append(name)
            at += 1
    opened = [(tuple(each), f"phrase {n}") for n, each in enumerate(marks)]
    opened += [(tuple(votes)[: seats + 1], f"invalid {n}") for n in range(invalid)]
    dossier = make_dossier(made, made.roll, opened)
    assert sum(dossier.invalid.values()) == invalid and dossier.result.votes == votes
    assert list(recount.faults_of(json.loads(dossier.as_bytes()))) == []
    return dossier.result


@pytest.mark.parametrize("election", ["2015-council", "2016-09-council"])
def test_the_elections_of_2015_and_2016(election: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballotbox.lines._SCRYPT", {"n": 2, "r": 1, "p": 1, "dklen": 32})
    rows = read_results()[election]
    votes = {f"c{row['candidate_no']}": int(row["votes"]) for row in rows}
    first = rows[0]
    found = replayed(votes, int(first["ballots_valid"]), int(first["seats"]), int(first["ballots_invalid"]))
    assert set(found.elected) == {f"c{row['candidate_no']}" for row in rows if row["elected"] == "yes"}
    assert not found.ties


def test_the_election_of_2014_needs_a_lot_for_its_last_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballotbox.lines._SCRYPT", {"n": 2, "r": 1, "p": 1, "dklen": 32})
    rows = read_results()["2014-council"]
    leaders = {f"c{row['candidate_no']}": int(row["votes"]) for row in rows}
    # Of the others only this is known: five stood equal for the fourteenth seat. Their votes are invented.
    votes = leaders | {f"d{n}": 14 - n for n in range(8)} | {f"e{n}": 4 for n in range(5)} | {"f1": 2}
    found = replayed(votes, 42, 14, 0)
    assert found.elected[:5] == ("c1", "c2", "c3", "c4", "c5") and len(found.elected) == 13
    assert found.ties == (Tie(tuple(f"e{n}" for n in range(5)), 1),)


def test_the_program_that_ships_with_the_dossier_stands_alone(tmp_path: Path) -> None:
    made, opened = random_case(3, Method.PLURALITY)
    file = tmp_path / "dossier.json"
    file.write_bytes(make_dossier(made, made.roll, opened).as_bytes())
    program = tmp_path / "recount.py"
    program.write_bytes(Path(recount.__file__).read_bytes())
    ran = subprocess.run([sys.executable, "-I", "-S", str(program), str(file)], capture_output=True, text=True)
    assert ran.returncode == 0 and "Everything agrees." in ran.stdout, ran.stderr
    choices, phrase = next(each for each in opened if 0 < len(each[0]) <= made.most_marks)
    own = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(file), "--phrase"], input=phrase, capture_output=True, text=True
    )
    assert own.stdout.split() == sorted(each.upper() for each in choices)
    assert subprocess.run([sys.executable, str(program), __file__], capture_output=True).returncode == 2
