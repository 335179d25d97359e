#!/usr/bin/env python3
"""
Counts a dossier again. One file, nothing but Python 3.8 or later: it shares no line with the program that made the dossier.

    python recount.py dossier.json                 count again and compare
    python recount.py dossier.json --phrase        look for one's own marks; the phrase is asked for, not shown

Exit status: 0 where everything agrees, 1 where something does not, 2 where the file is no dossier.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import hmac
import json
import sys
import unicodedata
from typing import Any, Callable, Iterator, Optional


def canonical(value: Any) -> str:
    """RFC 8785 for what a dossier holds: text, whole numbers, lists, tables."""
    if isinstance(value, dict):
        # Keys in the order of their UTF-16 units.
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(each) for key, each in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def faults_of(dossier: Any) -> Iterator[str]:
    """What does not agree, a sentence each."""
    rules, result = dossier["rules"], dossier["result"]
    if hashlib.sha256(canonical(rules).encode()).hexdigest() != dossier["digest"]:
        yield "The rules are not those of the digest."
    strangers = set(dossier["voted"]) - set(rules["roll"])
    if strangers:
        yield "Not on the roll, but voted: " + ", ".join(sorted(strangers))
    if len(set(dossier["voted"])) != len(dossier["voted"]):
        yield "Somebody voted twice."
    blank = len(dossier["lines"].get("blank", []))
    invalid = sum(dossier["invalid"].values())
    if result["ballots"] + invalid + dossier["broken"] != len(dossier["voted"]):
        yield "There are {} ballots, {} invalid and {} broken ones, and {} who voted.".format(
            result["ballots"], invalid, dossier["broken"], len(dossier["voted"])
        )
    for mark, lines in dossier["lines"].items():
        if lines != sorted(lines):
            yield f"The lines of {mark} are not sorted: their order could tell something."
        if len(set(lines)) != len(lines):
            yield f"Two lines of {mark} are the same: two voters had one phrase, or a line was copied."
    for lot in dossier["lots"]:
        drawn = sorted(
            lot["order"],
            key=lambda id: hashlib.sha256(
                "{}\n{}\n{}".format(dossier["digest"], lot["public"], id).encode()
            ).hexdigest(),
        )
        if drawn != lot["order"]:
            yield "The lot between {} does not follow from the numbers {}.".format(
                ", ".join(sorted(drawn)), lot["public"]
            )
    if rules["method"] == "stv":
        if len(dossier["rankings"]) + blank != result["ballots"]:
            yield "There are not as many rankings as ballots."
        for each in dossier["rankings"]:
            if len(each["ranking"]) > rules["most_marks"] or len(set(each["ranking"])) != len(each["ranking"]):
                yield "A ranking that the rules do not allow was counted."
        elected, waits = transferable(rules, [each["ranking"] for each in dossier["rankings"]], dossier["lots"])
    else:
        marks = {each["id"]: len(dossier["lines"].get(each["id"], [])) for each in rules["candidates"]}
        if marks != result["votes"]:
            yield "The votes told are not the lines counted."
        most = rules["most_marks"] * (result["ballots"] - blank)
        if sum(marks.values()) > most:
            yield f"There are {sum(marks.values())} marks, and at most {most} could be."
        if any(number > result["ballots"] - blank for number in marks.values()):
            yield "A candidate has more marks than there are ballots."
        elected, waits = plurality(rules, marks, dossier["lots"])
    if elected != result["elected"]:
        yield "Elected are {}, and told are {}.".format(", ".join(elected), ", ".join(result["elected"]))
    if waits != bool(result["ties"]):
        yield "Whether a lot is still to be drawn is told wrongly."
    if (result["ballots"] >= rules["quorum"]) != result["is_quorate"]:
        yield "Whether enough voted is told wrongly."


def plurality(rules: Any, marks: dict[str, int], lots: Any) -> tuple[list[str], bool]:
    """Who is elected, and whether a lot is wanted: candidates one after the other, the best first."""
    elected: list[str] = []
    seats = rules["seats"]
    left = {id: number for id, number in marks.items() if number >= rules["least_votes"]}
    while left and seats > 0:
        best = max(left.values())
        first = sorted(id for id in left if left[id] == best)
        for id in first:
            del left[id]
        if len(first) > seats:
            order = next((lot["order"] for lot in lots if set(lot["order"]) == set(first)), None)
            if order is None:
                return elected, True
            first = order[:seats]
        elected += first
        seats -= len(first)
    return elected, False


def transferable(rules: Any, rankings: list[list[str]], lots: Any) -> tuple[list[str], bool]:
    """The single transferable vote, paper by paper: each has a value in hundred-thousandths and a holder."""
    names = [each["id"] for each in rules["candidates"]]
    papers: list[list[Any]] = [[ranking, 100000, ranking[0]] for ranking in rankings if ranking]
    quota = (len(papers) // (rules["seats"] + 1) + 1) * 100000
    kept = dict.fromkeys(names, 0)
    running = set(names)
    elected: list[str] = []
    waiting: list[str] = []
    stages: list[dict[str, int]] = []

    def totals() -> dict[str, int]:
        votes = dict(kept)
        for _ranking, value, holder in papers:
            if holder:
                votes[holder] += value
        return votes

    def choose(ids: list[str], better: Callable[..., int]) -> Optional[str]:
        equal = list(ids)
        for votes in [totals()] + stages[::-1]:
            wanted = better(votes[id] for id in equal)
            equal = [id for id in equal if votes[id] == wanted]
        if len(equal) == 1:
            return equal[0]
        if better is min and all(votes[id] == 0 for votes in stages for id in equal):
            return min(equal)
        return next((lot["order"][0] for lot in lots if set(lot["order"]) == set(equal)), None)

    def move(paper: list[Any]) -> None:
        paper[2] = next((id for id in paper[0] if id in running), None)

    def see() -> None:
        votes = totals()
        for id in sorted(running, key=lambda id: (-votes[id], id)):
            if votes[id] >= quota:
                elected.append(id)
                running.discard(id)
                if votes[id] > quota:
                    waiting.append(id)
        stages.append(votes)

    see()
    while len(elected) < rules["seats"] and running:
        if len(running) <= rules["seats"] - len(elected):
            votes = totals()
            elected += sorted(running, key=lambda id: (-votes[id], id))
            running.clear()
            continue
        if waiting:
            id = choose(waiting, max)
            if id is None:
                return elected, True
            waiting.remove(id)
            total = totals()[id]
            for paper in papers:
                if paper[2] == id:
                    paper[1] = paper[1] * (total - quota) // total
                    move(paper)
            kept[id] = quota
        else:
            id = choose(sorted(running), min)
            if id is None:
                return elected, True
            running.discard(id)
            for paper in papers:
                if paper[2] == id:
                    move(paper)
        see()
    return elected, False


def own_marks(dossier: Any, phrase: str) -> list[str]:
    """What the count holds of a phrase."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", phrase.casefold()) if not unicodedata.combining(c))
    plain = " ".join("".join(c if c.isalnum() else " " for c in plain).split())
    key = hashlib.scrypt(plain.encode(), salt=dossier["digest"].encode(), n=2**14, r=8, p=1, dklen=32)

    def line(mark: str) -> str:
        return hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:20]

    if any(each["line"] == line(">".join(each["ranking"])) for each in dossier["rankings"]):
        return next(each["ranking"] for each in dossier["rankings"] if each["line"] == line(">".join(each["ranking"])))
    return [mark for mark, lines in dossier["lines"].items() if line(mark) in lines]


def main(arguments: Optional[list[str]] = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dossier")
    parser.add_argument("--phrase", action="store_true", help="look for the marks of a phrase")
    asked = parser.parse_args(arguments)
    try:
        with open(asked.dossier, encoding="utf-8") as file:
            dossier = json.load(file)
        if dossier["format"] != "ballotbox dossier 1":
            raise KeyError("format")
        found = list(faults_of(dossier))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"This is no dossier that can be counted: {error}", file=sys.stderr)
        return 2
    names = {each["id"]: each["name"] for each in dossier["rules"]["candidates"]}
    if asked.phrase:
        marks = own_marks(dossier, getpass.getpass("Phrase: ") if sys.stdin.isatty() else sys.stdin.readline())
        print("\n".join(names.get(mark, mark) for mark in marks) or "No mark of this phrase is in the count.")
        return 0 if marks else 1
    print(dossier["rules"]["title"])
    print("voted {}, of a roll of {}".format(len(dossier["voted"]), len(dossier["rules"]["roll"])))
    for id, number in sorted(dossier["result"]["votes"].items(), key=lambda item: (-item[1], item[0])):
        print(
            "{:6d}  {}{}".format(number, names.get(id, id), "  elected" if id in dossier["result"]["elected"] else "")
        )
    for fault in found:
        print("! " + fault)
    print("Everything agrees." if not found else f"{len(found)} things do not agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
