"""
Who sees what: persona × state × object, against a table written from the rules.

The rules: the secretariat sees everything but words taken back. Once sent, everybody sees a public draft; members,
recipients and holders of its link see one for members too; the institution sees its own once it has been submitted.
Words are seen by members (and their authors), by everybody else who sees the consultation once they are published. Points
are seen by members and the institution once submitted, by everybody once the report of a public draft is out. A link
opens its own consultation and gives nothing in another one beyond what everybody sees.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from civikos.kernel.accounts.actor import Actor
from civikos.programs.consultations import actions, permissions
from civikos.programs.consultations.models import Consultation, Contribution, Point
from civikos.programs.consultations.tests.actions import story
from civikos.programs.consultations.tests.actions.story import A_MINUTE, AFTER, AT, Cast, by_link

PERSONAS = (
    "visitor",
    "member",
    "other_member",
    "outsider",
    "link",
    "outsider_link",
    "foreign_link",
    "ministry",
    "ministry_link",
    "other_ministry",
    "officer",
    "officer_link",
)
STATES = (
    "registered",
    "distributed",
    "distributed, published",
    "submitted",
    "answered",
    "reported",
    "withdrawn",
    "withdrawn unsent",
)

# C: sees the consultation.   S: also what was said.   P: also the points of the matrix.   -: nothing.
# `outsider` is on the list and belongs to no member; `foreign_link` is the same member by the link of another consultation;
# `officer_link` is an officer who opened a link: nothing of the office comes through it.
PUBLIC = """
                        registered  distributed  distributed,published  submitted  answered  reported  withdrawn  withdrawn-unsent
visitor                 -           C            CS                     C          C         CSP       C          -
member                  -           CS           CS                     CSP        CSP       CSP       CS         -
other_member            -           CS           CS                     CSP        CSP       CSP       CS         -
outsider                -           C            CS                     C          C         CSP       C          -
link                    -           CS           CS                     CSP        CSP       CSP       CS         -
outsider_link           -           C            CS                     C          C         CSP       C          -
foreign_link            -           C            CS                     C          C         CSP       C          -
ministry                -           C            CS                     CP         CP        CSP       C          -
ministry_link           -           C            CS                     CP         CP        CSP       C          -
other_ministry          -           C            CS                     C          C         CSP       C          -
officer                 CSP         CSP          CSP                    CSP        CSP       CSP       CSP        CSP
officer_link            -           C            CS                     C          C         CSP       C          -
"""
FOR_MEMBERS = """
                        registered  distributed  distributed,published  submitted  answered  reported  withdrawn  withdrawn-unsent
visitor                 -           -            -                      -          -         -         -          -
member                  -           CS           CS                     CSP        CSP       CSP       CS         -
other_member            -           CS           CS                     CSP        CSP       CSP       CS         -
outsider                -           C            CS                     C          C         CS        C          -
link                    -           CS           CS                     CSP        CSP       CSP       CS         -
outsider_link           -           C            CS                     C          C         CS        C          -
foreign_link            -           -            -                      -          -         -         -          -
ministry                -           -            -                      CP         CP        CSP       -          -
ministry_link           -           -            -                      CP         CP        CSP       -          -
other_ministry          -           -            -                      -          -         -         -          -
officer                 CSP         CSP          CSP                    CSP        CSP       CSP       CSP        CSP
officer_link            -           -            -                      -          -         -         -          -
"""


def parse(table: str) -> dict[tuple[str, str], str]:
    """(persona, state) → what is seen."""
    head, *lines = table.strip("\n").splitlines()
    states = [word.replace("-", " ").replace(",", ", ") for word in head.split()]
    assert tuple(states) == STATES
    found = {}
    for line in lines:
        persona, *cells = line.split()
        assert len(cells) == len(STATES), line
        for state, cell in zip(states, cells, strict=True):
            found[persona, state] = "" if cell == "-" else cell
    assert {persona for persona, _state in found} == set(PERSONAS)
    return found


@dataclass
class Scene:
    """A consultation in a state, with one contribution and one point where the state can have them, and all personas."""

    consultation: Consultation
    actors: dict[str, Actor]
    contribution: Contribution | None
    point: Point | None


def bring(cast: Cast, state: str, *, is_public: bool) -> Scene:
    """By the real actions, from registration on."""
    other = story.distributed(cast, titles={"sq": "Tjetri"})
    row = story.register(cast, is_public=is_public)
    if state == "withdrawn unsent":
        actions.withdraw_consultation(row.pk, reason="Tërhequr.", by=cast.secretariat, at=AT + A_MINUTE)
    elif state != "registered":
        story.distribute(cast, row)
        # Said by a colleague nobody in the table is: so that nobody sees it for being its author.
        story.contribute(row, cast.colleague, organization=cast.forum)
        actions.arrange_matrix(row.pk, by=cast.secretariat, at=AT + 20 * A_MINUTE)
        if state == "distributed, published":
            actions.publish_contributions(row.pk, by=cast.secretariat, at=AT + 30 * A_MINUTE)
        elif state == "withdrawn":
            actions.withdraw_consultation(row.pk, reason="Tërhequr.", by=cast.secretariat, at=AT + 30 * A_MINUTE)
        elif state != "distributed":
            actions.submit(row.pk, close_now=False, by=cast.secretariat, at=AFTER)
            if state != "submitted":
                actions.answer_point(
                    row.pk,
                    story.points_of(row)[0].pk,
                    outcome="accepted",
                    text="",
                    by=cast.ministry,
                    at=AFTER + timedelta(days=1),
                )
            if state == "reported":
                actions.publish_report(row.pk, foreword="", by=cast.secretariat, at=AFTER + timedelta(days=2))
    row = story.fresh(row)
    actors = {
        "visitor": cast.visitor,
        "member": cast.member,
        "other_member": cast.other_member,
        "outsider": cast.outsider,
        "link": by_link(cast.member, row),
        "outsider_link": by_link(cast.outsider, row),
        "foreign_link": by_link(cast.member, other),
        "ministry": cast.ministry,
        "ministry_link": by_link(cast.ministry, row),
        "other_ministry": cast.other_ministry,
        "officer": cast.secretariat,
        "officer_link": by_link(cast.secretariat, row),
    }
    return Scene(row, actors, row.contributions.first(), row.points.first())


def seen_by(actor: Actor, scene: Scene) -> str:
    """What the actor sees, in the letters of the table."""
    found = ""
    is_listed = Consultation.objects.visible_to(actor).filter(pk=scene.consultation.pk).exists()
    assert permissions.is_visible(scene.consultation, actor) is is_listed, (
        "the rule for one row is another than the list's"
    )
    if is_listed:
        found += "C"
    if scene.contribution and Contribution.objects.visible_to(actor).filter(pk=scene.contribution.pk).exists():
        found += "S"
    if scene.point and Point.objects.visible_to(actor).filter(pk=scene.point.pk).exists():
        found += "P"
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("is_public", "table"), [(True, PUBLIC), (False, FOR_MEMBERS)], ids=["public", "for members"])
def test_everybody_sees_what_the_table_says(cast: Cast, state: str, is_public: bool, table: str) -> None:
    scene = bring(cast, state, is_public=is_public)
    expected = {persona: cell for (persona, of_state), cell in parse(table).items() if of_state == state}
    if scene.contribution is None:
        expected = {persona: cell.replace("S", "").replace("P", "") for persona, cell in expected.items()}
    assert {persona: seen_by(actor, scene) for persona, actor in scene.actors.items()} == expected


@pytest.mark.parametrize("status", ["withdrawn", "hidden"])
def test_words_that_do_not_stand_are_seen_by_the_secretariat_at_most(
    cast: Cast, distributed: Consultation, status: str
) -> None:
    row = story.contribute(distributed, cast.member)
    actions.publish_contributions(distributed.pk, by=cast.secretariat, at=AT + 15 * A_MINUTE)
    if status == "withdrawn":
        actions.withdraw_contribution(row.pk, by=cast.member, at=AT + 20 * A_MINUTE)
    else:
        actions.hide_contribution(row.pk, reason="Fyerje.", by=cast.secretariat, at=AT + 20 * A_MINUTE)
    for who in ("visitor", "member", "other_member", "outsider", "ministry"):
        assert not Contribution.objects.visible_to(getattr(cast, who)).exists(), who
    assert Contribution.objects.visible_to(cast.secretariat).exists() is (status == "hidden")


def test_what_the_list_query_costs_does_not_grow(cast: Cast, queries: Any) -> None:
    for number in range(3):
        story.distributed(cast, titles={"sq": f"Projekti {number}"})
    with queries(1):
        assert len(list(Consultation.objects.visible_to(cast.visitor).for_list())) == 3
    for who in ("member", "ministry", "outsider", "secretariat"):
        with queries(2):  # which roles they hold, and the list
            assert len(list(Consultation.objects.visible_to(Actor(cast.person(who))).for_list())) == 3


def test_people_whose_affiliation_is_not_in_force_are_no_members(cast: Cast) -> None:
    from civikos.registers.organizations.models import Affiliation

    closed = story.distributed(cast, is_public=False)
    for since, until, expected in (
        (AT.date(), None, True),
        (AT.date(), AT.date(), True),
        (AT.date() + timedelta(days=1), None, False),
        (AT.date() - timedelta(days=9), AT.date() - timedelta(days=1), False),
    ):
        Affiliation.objects.filter(person=cast.other_member.person).update(since=since, until=until)
        assert Consultation.objects.visible_to(cast.other_member).filter(pk=closed.pk).exists() is expected
