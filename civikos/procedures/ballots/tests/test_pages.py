"""The pages: who gets what, the booth from the first look to the phrase, and nothing of a ballot outside its envelope."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ballotbox import open_ballot
from civikos.kernel.accounts.actor import NOBODY
from civikos.kernel.audit.models import Entry
from civikos.procedures.ballots import actions
from civikos.procedures.ballots.models import Elector, Envelope
from civikos.procedures.ballots.states import Way
from civikos.procedures.ballots.tests.conftest import CLOSES, OPENS, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language() -> Any:
    with translation.override("en"):
        yield


def page(name: str, *args: object) -> str:
    return reverse(f"ballots:{name}", args=args)


def browsers(scene: Scene, client_as: Any) -> dict[str, Client]:
    return {"visitor": client_as(NOBODY), "member": client_as(scene.people["ana"]), "officer": client_as(scene.officer)}


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [
        # visitor, member, officer
        ("prepared", "election", (404, 404, 200)),
        ("prepared", "prepare", (302, 404, 200)),
        ("open", "list", (200, 200, 200)),
        ("open", "election", (200, 200, 200)),
        ("open", "booth", (302, 200, 302)),
        ("open", "roll", (302, 404, 200)),
        ("open", "count", (302, 404, 200)),
        ("open", "rules", (200, 200, 200)),
        ("open", "dossier", (404, 404, 404)),
        ("open", "check", (404, 404, 404)),
        ("settled", "election", (200, 200, 200)),
        ("settled", "dossier", (200, 200, 200)),
        ("settled", "check", (200, 200, 200)),
        ("settled", "booth", (302, 302, 302)),
        ("settled", "new", (302, 404, 200)),
        ("settled", "recount", (200, 200, 200)),
    ],
)
def test_who_gets_which_page(
    scene: Scene, client_as: Any, clock: Any, media: Any, state: str, name: str, expected: tuple[int, int, int]
) -> None:
    clock.move_to(OPENS)
    election = {"prepared": scene.prepared, "open": scene.opened, "settled": lambda: settled(scene)}[state]()
    args = () if name in {"list", "new", "recount"} else (election.pk,)
    for who, code in zip(browsers(scene, client_as).values(), expected, strict=True):
        assert who.get(page(name, *args)).status_code == code


@pytest.mark.parametrize("verb", ["open", "drop", "paper", "unpaper", "remind", "close", "confirm", "cancel"])
def test_only_the_secretariat_presses_the_buttons(
    scene: Scene, client_as: Any, clock: Any, media: Any, verb: str
) -> None:
    clock.move_to(OPENS)
    election = scene.opened()
    before = Entry.objects.count()
    who = browsers(scene, client_as)
    assert [who[each].post(page("act", election.pk, verb)).status_code for each in ("visitor", "member")] == [302, 404]
    assert who["officer"].get(page("act", election.pk, verb)).status_code == 405
    assert Entry.objects.count() == before
    assert who["officer"].post(page("act", election.pk, "nonsense")).status_code == 404


def settled(scene: Scene) -> Any:
    from civikos.kernel.files.actions import content_of

    election = scene.opened()
    scene.vote(election, "beni", "c1")
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    box = actions.hand_over_box(election.pk, by=scene.officer, at=CLOSES)
    return actions.count_election(election.pk, scene.unseal(content_of(box)), by=scene.officer, at=CLOSES)


def test_from_the_booth_into_the_box(scene: Scene, client_as: Any, clock: Any, media: Any) -> None:
    clock.move_to(OPENS)
    election = scene.opened(most_marks=2, seats=2)
    browser = client_as(scene.people["ana"])
    booth = page("booth", election.pk)
    shown = browser.get(booth).content.decode()
    words = re.search(r'name="words" value="([^"]+)"', shown)
    assert words is not None
    elector = Elector.objects.get(election=election, organization=scene.organizations[0])
    ballot = {"for": elector.pk, "words": words[1], "choice": ["c1", "c3"]}
    # Too many marks, a missing word: told before anything is sent, and what was marked is still there.
    refused = browser.post(booth, ballot | {"choice": ["c1", "c2", "c3"], "own": "kastravec"})
    assert refused.status_code == 422 and refused.content.decode().count(" checked") == 3
    refused = browser.post(booth, ballot)
    assert refused.status_code == 422 and words[1] in refused.content.decode()
    look = browser.post(booth, ballot | {"own": "kastravec"})
    assert look.status_code == 200 and "Look at it once more" in look.content.decode()
    assert not Envelope.objects.exists()
    sent = browser.post(booth, ballot | {"own": "kastravec", "send": "1"})
    assert f"{words[1]} kastravec" in sent.content.decode()
    assert sent["Cache-Control"] == "private, no-store" or "no-store" in sent["Cache-Control"]
    assert Elector.objects.get(pk=elector.pk).way == Way.WEB
    sealed = bytes(Envelope.objects.get().sealed)
    choices, phrase = open_ballot(sealed, [secret for secret, _public in scene.keys])
    assert choices == ("c1", "c3") and phrase == f"{words[1]} kastravec"
    again = browser.post(booth, ballot | {"own": "kastravec", "send": "1"})
    assert "has voted" in again.content.decode() and Envelope.objects.count() == 1


def test_nothing_joins_a_voter_and_a_ballot(
    scene: Scene, client_as: Any, clock: Any, media: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Every table and every line of the log: no choice, no phrase, no moment of voting, no person beside an envelope."""
    clock.move_to(OPENS)
    election = scene.opened()
    # Coming in leaves its time; what matters is that nothing of the ballot has one.
    browser = client_as(scene.people["beni"])
    before = dump()
    clock.move_to(OPENS.replace(minute=37, second=41))
    elector = Elector.objects.get(election=election, organization=scene.organizations[1])
    with caplog.at_level("DEBUG"):
        sent = browser.post(
            page("booth", election.pk),
            {"for": elector.pk, "words": "lukon vufis sorak", "choice": "c2", "own": "kastravec", "send": "1"},
        )
    assert sent.status_code == 200 and Envelope.objects.count() == 1
    new = [line for line in dump() if line not in set(before)]
    tables = {line.split("|")[0] for line in new}
    assert tables <= {"ballots_elector", "ballots_envelope", "django_session"}, new
    (mark,) = [line for line in new if line.startswith("ballots_elector")]
    assert "2026-" not in mark, "the mark on the roll has no moment"
    (envelope,) = [line for line in new if line.startswith("ballots_envelope")]
    assert str(elector.pk) not in envelope.split("|")[2:3] and "2026-" not in envelope
    everything = "\n".join(new) + caplog.text
    for canary in ("kastravec", "lukon", "'c2'", '"c2"'):
        assert canary not in everything
    for session in Session.objects.all():
        assert "kastravec" not in str(session.get_decoded()) and "choice" not in str(session.get_decoded())
    actions.close_election(election.pk, by=scene.officer, at=CLOSES)
    assert not [line for line in dump() if line.startswith("ballots_envelope")]


def dump() -> list[str]:
    """Every row of every table as a line."""
    lines = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            lines += [f"{table}|" + "|".join(map(repr, row)) for row in cursor.fetchall()]
    return lines


def test_a_voter_finds_their_marks(scene: Scene, client_as: Any, clock: Any, media: Any) -> None:
    clock.move_to(CLOSES)
    election = settled(scene)
    browser = client_as(NOBODY)
    found = browser.post(page("check", election.pk), {"phrase": "Lukon vufis SORAK benifjala"}).content.decode()
    assert "In the count stand" in found and "Arta" in found
    lost = browser.post(page("check", election.pk), {"phrase": "lukon vufis sorak tjeter"}).content.decode()
    assert "No mark of this phrase" in lost


def test_pages_cost_the_same_whatever_the_roll(
    scene: Scene, client_as: Any, clock: Any, media: Any, queries: Any
) -> None:
    clock.move_to(OPENS)
    election = scene.opened()
    who = browsers(scene, client_as)
    for name in ("list", "election", "roll", "booth"):
        args = () if name == "list" else (election.pk,)
        who["officer"].get(page(name, *args))
    counted: list[list[int]] = []
    for _turn in range(2):
        row = []
        for person, name in (("visitor", "list"), ("visitor", "election"), ("officer", "roll"), ("member", "booth")):
            with queries(at_most=12) as seen:
                who[person].get(page(name, *(() if name == "list" else (election.pk,))))
            row.append(len(seen))
        counted.append(row)
        for number in range(10, 40):
            Elector.objects.create(
                election=election,
                organization=scene.organizations[0].__class__.objects.create(
                    kind="cso", code=f"x{number}", name=f"X {number}"
                ),
                name=f"X {number}",
            ) if _turn == 0 else None
    assert counted[0] == counted[1]


def test_the_whole_preparation_by_pages(scene: Scene, client_as: Any, clock: Any, media: Any) -> None:
    clock.move_to(OPENS)
    officer = client_as(scene.officer)
    plan = {
        "title_en": "Election of the Board",
        "seats": 1,
        "method": "plurality",
        "most_marks": 1,
        "quorum": 0,
        "least_votes": 1,
        "roll_on": "2026-11-20",
        "opens_on": "2026-11-20",
        "opens_at": "08:00",
        "closes_on": "2026-11-27",
        "closes_at": "17:00",
    }
    refused = officer.post(page("new"), plan | {"title_en": ""})
    assert refused.status_code == 422
    made = officer.post(page("new"), plan)
    assert made.status_code == 302
    prepare = made["Location"]
    pk = int(re.findall(r"/(\d+)/", prepare)[0])
    for name in ("Arta", "Milan"):
        assert officer.post(prepare, {"do": "candidate", "name": name, "language": "sq"}).status_code == 302
    (_one, first), (_two, second) = scene.keys
    named = {"name_1": "Vjosa", "recipient_1": first, "name_2": "Goran", "recipient_2": second}
    assert officer.post(prepare, {"do": "holders", **named, "recipient_1": "age1wrong"}).status_code == 422
    assert officer.post(prepare, {"do": "holders", **named}).status_code == 302
    probe = officer.post(page("probe", pk))
    dossier = scene.unseal(probe.content)
    from django.core.files.uploadedfile import SimpleUploadedFile

    handed = officer.post(prepare, {"do": "proof", "file": SimpleUploadedFile("dossier.json", dossier)})
    assert handed.status_code == 302
    assert officer.post(page("act", pk, "open")).status_code == 302
    assert Elector.objects.filter(election=pk).count() == 4
    assert "Arta" in officer.get(page("election", pk)).content.decode()
