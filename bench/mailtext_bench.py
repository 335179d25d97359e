#!/usr/bin/env python3
"""
How well mailtext reads mails, and how long it takes; other libraries beside it.

    python bench/mailtext_bench.py                    10,000 mails of seed 1, the hand-written ones, hostile ones
    python bench/mailtext_bench.py --seed 7 --count 2000 --show 5      first misses, with what was expected
    python bench/mailtext_bench.py --alternatives     other libraries on 2,000 replies
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mailtext import Mail, Unreadable, read_mail, sample_words, sections  # noqa: E402
from mailtext.samples import Sample, Truth, make_mails  # noqa: E402


def same(text: str) -> str:
    """For comparing: words only matter in their order, not how lines were broken."""
    return " ".join(text.replace("\u00a0", " ").split())


def labels_of(mail: Mail, truth: Truth) -> list[tuple[tuple[str, ...], str]]:
    """Sections with labels; for answers between quoted lines by the last place named in the quote above each."""
    if truth.situation != "inline":
        return [(each.labels, same(each.text)) for each in sections(mail.text)]
    made: list[tuple[tuple[str, ...], str]] = []
    for passage in mail.passages:
        named = [each for each in sections(passage.under) if each.labels]
        if named:
            made.append((named[-1].labels, same(passage.text)))
    return made


def misses(mail: Mail, truth: Truth) -> dict[str, tuple[object, object]]:
    """What differs from the truth: name → (expected, found)."""
    found: dict[str, tuple[object, object]] = {}

    def check(name: str, expected: object, got: object) -> None:
        if expected != got:
            found[name] = (expected, got)

    check("kind", truth.kind, mail.kind.value)
    check("sender", truth.sender, mail.sender)
    if truth.token not in mail.recipients:
        found["token"] = (truth.token, mail.recipients)
    if truth.bounced:
        bounce = mail.bounce
        check("bounce", truth.bounced, (bounce.message_id, bounce.action, bounce.recipient) if bounce else None)
        return found
    check("text", same(truth.text), same(mail.text))
    if truth.kind != "auto_reply":
        check("sections", [(labels, same(text)) for labels, text in truth.sections], labels_of(mail, truth))
        if truth.situation != "inline":
            check(
                "proposed",
                [same(each) for each in truth.proposed],
                [same(each.proposed) for each in sections(mail.text)],
            )
    files = tuple(each.name for each in mail.attachments if each.role.value == "")
    check("files", truth.files, files)
    return found


DRAFTS = [
    same(" ".join((draft.opening, *draft.articles, draft.ending))).split() for draft in sample_words.DRAFTS.values()
]
QUOTED = {tuple(each[at : at + 5]) for each in DRAFTS for at in range(len(each) - 4)}


def foreign_words(text: str, truth: Truth) -> bool:
    """Whether five words in a row of the quoted mail stand in what was taken for the writer's own."""
    own, got = same(truth.text).split(), same(text).split()
    known = {tuple(own[at : at + 5]) for at in range(len(own) - 4)}
    return any((five := tuple(got[at : at + 5])) in QUOTED and five not in known for at in range(len(got) - 4))


def run(samples: Iterator[Sample], show: int, only: str) -> dict[str, object]:
    """Read all; print the shares."""
    right: Counter[str] = Counter()
    total = 0
    by: dict[str, Counter[str]] = defaultdict(Counter)
    foreign = 0
    seconds = 0.0
    slowest = 0.0
    shown = 0
    for number, sample in enumerate(samples):
        truth = sample.truth
        started = time.process_time()
        try:
            mail = read_mail(sample.raw)
        except Unreadable as unreadable:
            print("UNREADABLE", number, unreadable)
            total += 1
            continue
        took = time.process_time() - started
        seconds += took
        slowest = max(slowest, took)
        total += 1
        wrong = misses(mail, truth)
        foreign += foreign_words(mail.text, truth)
        for name in ("kind", "sender", "token", "text", "sections", "proposed", "files", "bounce"):
            right[name] += name not in wrong
        # End to end: the right kind, writer, token, words and places.
        whole = not (set(wrong) & {"kind", "sender", "token", "text", "sections", "bounce"})
        right["all"] += whole
        for group in (
            f"program {truth.program}",
            f"language {truth.language}",
            f"situation {truth.situation}",
            f"damage {truth.damage or 'none'}",
            f"habit {truth.habit or 'none'}",
        ):
            by[group]["total"] += 1
            by[group]["all"] += whole
        if wrong and shown < show and (not only or only in wrong):
            shown += 1
            print(
                f"--- {number} {truth.program} {truth.situation} {truth.language} damage={truth.damage} habit={truth.habit} why={mail.why} doubts={mail.doubts}"
            )
            for name, (expected, got) in wrong.items():
                print(f"  {name}:\n    expected {expected!r}\n    found    {got!r}")
            if only == "raw":
                print(sample.raw.decode("utf-8", "replace")[:3000])
    print(
        f"{total} mails, {seconds:.2f} s of processor time, {1000 * seconds / total:.3f} ms each, slowest {1000 * slowest:.1f} ms, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )
    for name in ("all", "kind", "sender", "token", "text", "sections", "proposed", "files", "bounce"):
        print(f"  {name:<10}{100 * right[name] / total:8.3f} %  ({total - right[name]} wrong)")
    print(f"  words of others among the writer's: {foreign} ({100 * foreign / total:.3f} %)")
    for group in sorted(by):
        print(f"    {group:<28}{by[group]['total']:6}  {100 * by[group]['all'] / by[group]['total']:8.3f} %")
    return {"total": total, "right": dict(right), "foreign": foreign, "seconds": seconds}


# Others


def _other(name: str) -> Callable[[str], str] | None:
    """The latest reply by another library, from the plain text; `None` where it is not installed."""
    try:
        if name == "mail-parser-reply":
            reader = importlib.import_module("mailparser_reply").EmailReplyParser(languages=["en", "de"])
            return lambda text: reader.parse_reply(text=text) or ""
        if name == "email-reply-parser":
            module = importlib.import_module("email_reply_parser")
            return lambda text: module.EmailReplyParser.parse_reply(text)
        module = importlib.import_module("talon")
        module.init()
        quotations = importlib.import_module("talon.quotations")
        return lambda text: quotations.extract_from(text, "text/plain")
    except Exception as error:
        print(f"  {name}: not run ({type(error).__name__}: {error})")
        return None


def alternatives(count: int, seed: int) -> None:
    """The writer's words alone, of mails with a plain text part, by other libraries."""
    import email
    from email import policy

    chosen: list[tuple[Truth, str, bytes]] = []
    for sample in make_mails(count, seed):
        if sample.truth.situation not in {
            "distribution",
            "article",
            "inline",
            "bottom",
            "new",
            "forward",
        } or sample.truth.damage in {"wrong_label", "no_label", "twice_encoded"}:
            continue
        part = email.message_from_bytes(sample.raw, policy=policy.default).get_body(("plain",))
        if part is not None:
            chosen.append((sample.truth, part.get_content().replace("\r\n", "\n"), sample.raw))
    print(f"{len(chosen)} mails with plain text and a clean charset:")

    def report(name: str, read: Callable[[str, bytes], str], language: str) -> None:
        exact = foreign = whole = total = 0
        started = time.process_time()
        for truth, text, raw in chosen:
            if language and truth.language != language:
                continue
            got = same(read(text, raw))
            total += 1
            exact += got == same(truth.text)
            foreign += foreign_words(got, truth)
            whole += same(truth.text) in got
        took = 1000 * (time.process_time() - started) / total
        print(
            f"  {name:<20}{language or 'all':<5}{total:6} mails   exactly the own words {100 * exact / total:6.2f} %   "
            f"all own words {100 * whole / total:6.2f} %   words of the quote among them {100 * foreign / total:6.2f} %   {took:.2f} ms"
        )

    for language in ("", "en", "sq"):
        report("mailtext", lambda _, raw: read_mail(raw).text, language)
        for name in ("mail-parser-reply", "email-reply-parser", "talon"):
            if reader := _other(name):
                report(name, lambda text, _, reader=reader: reader(text), language)


def hand_written() -> None:
    """The mails of the tests, with their expected values."""
    from mailtext.tests.test_mails import MAILS, seen

    right = 0
    for path in MAILS:
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        mail = read_mail(path.read_bytes())
        wrong = [name for name, value in expected.items() if seen(mail, name) != value]
        right += not wrong
        if wrong:
            print(f"  {path.name}: {', '.join(wrong)}")
    print(f"hand-written: {right} of {len(MAILS)} as expected")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", default="", help="show only misses of this kind")
    parser.add_argument("--words", default="", help="other or third: people who use none of the generator's words")
    parser.add_argument("--alternatives", action="store_true")
    given = parser.parse_args()
    if given.words:
        for name, table in json.loads(
            (ROOT / "bench" / f"mailtext_{given.words}_words.json").read_text(encoding="utf-8")
        ).items():
            getattr(sample_words, name).update(table)
    if given.alternatives:
        alternatives(min(given.count, 2000), given.seed)
        return
    run(make_mails(given.count, given.seed), given.show, given.only)
    hand_written()


if __name__ == "__main__":
    main()
