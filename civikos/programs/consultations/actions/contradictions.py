"""
Where the answer and the text say different things, before the report is public: the secretariat asks the institution and
tells those who made the point; the institution explains, or corrects its answer.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import TEXT_LANGUAGES, of_interface
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations import letters, permissions, states
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.actions.matrix import NobodyToReceive
from civikos.programs.consultations.models import Consultation, Explanation, Inquiry, Point
from civikos.programs.consultations.queries import contradictions as queries
from civikos.programs.consultations.states import Contradiction, ContributionStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.organizations import queries as organizations

LONGEST = 5000
# A mail names so many; the page behind its link has them all.
MOST_IN_MAIL = 40


class NothingToAsk(Refused):
    """No contradiction that the institution has not been asked about, or has explained."""

    code = "contradictions.nothing_to_ask"
    message = _(
        "There is nothing to ask: the institution has explained every point whose answer and text differ, or has been asked about it."
    )


class NoContradiction(Refused):
    """The answer and the text agree."""

    code = "contradictions.none_here"
    message = _("The answer to this point and the newest text agree now; there is nothing to explain.")


class NothingExplained(Refused):
    """No words."""

    code = "contradictions.empty"
    message = _("Write the explanation.")


class ExplanationTooLong(Refused):
    """Longer than we keep."""

    code = "contradictions.too_long"
    message = _("The explanation is longer than 5,000 characters.")


@transaction.atomic
def ask_explanations(pk: int, *, by: Actor, at: datetime) -> Inquiry:
    """
    Ask the institution to explain, or correct its answer to, every open contradiction about which it has not been asked, and
    tell those who made these points. Days to explain are the network's own rule.

    Raises: NotFound, NotAllowed, WrongStatus, NothingToAsk, NobodyToReceive.
    """
    consultation = permissions.access_for(states.ASK_EXPLANATIONS, pk, by=by)
    steps.require(states.ASK_EXPLANATIONS, consultation)
    version = queries.newest_judged(consultation)
    keys = queries.to_ask(consultation, version) if version is not None else []
    if version is None or not keys:
        raise NothingToAsk
    contact = organizations.contact_of(consultation.draft.institution, timezone.localdate(at))
    if contact is None:
        raise NobodyToReceive
    made = Inquiry.objects.create(
        consultation=consultation,
        version=version,
        points=keys,
        asked_by=by.person,
        asked_at=at,
        answer_until=queries.answer_until(at),
    )
    audit.record(
        states.ASK_EXPLANATIONS.verb,
        consultation,
        by=by,
        at=at,
        basis=states.ASK_EXPLANATIONS.basis,
        details={"points": keys, "version": version.number, "answer_until": made.answer_until.isoformat()},
    )
    audit.publish("explanations.asked", consultation.name, {"points": len(keys), "version": version.number}, at=at)
    rows = queries.flagged(Point.objects.filter(pk__in=keys), version).select_related("provision")
    points = list(rows.order_by("position", "pk"))
    _write_to_institution(consultation, contact, made, points, at)
    _write_to_contributors(consultation, made, points, at)
    return made


def _told(consultation: Consultation, points: list[Point], language: str) -> dict[int, str]:
    """Each point in a line, in the active language: `4. Article 2: accepted, not in the text`."""
    places = legislation.full_labels(
        consultation.version, {point.provision.eid for point in points if point.provision}, language
    )
    lines = {}
    for point in points:
        place = places.get(point.provision.eid, "") if point.provision else legislation.unit_label(None, language)
        how = Contradiction(getattr(point, "contradiction")).label  # noqa: B009  # annotated
        lines[point.pk] = _now("Point %(number)s, %(place)s: %(how)s") % {
            "number": point.number,
            "place": place,
            "how": how,
        }
    return lines


def _list_of(lines: list[str]) -> str:
    shown = [f"- {line}" for line in lines[:MOST_IN_MAIL]]
    if len(lines) > MOST_IN_MAIL:
        shown.append(_now("and %(n)s more on the page") % {"n": len(lines) - MOST_IN_MAIL})
    return "\n".join(shown)


def _write_to_institution(
    consultation: Consultation, contact: Person, inquiry: Inquiry, points: list[Point], at: datetime
) -> None:
    secret = entrance.make_personal_links([(contact.pk, consultation.name)], at=at, life=LINK_LIFE_AFTER)[contact.pk]
    language = contact.language
    values = letters.common(consultation, language, at=at, days_left=0)
    with translation.override(of_interface(language)):
        values |= {
            "salutation": letters.salutation(contact, language),
            "link": letters.link_address(secret, language),
            "version": str(inquiry.version.number),
            "explain_until": letters.spoken_moment(inquiry.answer_until),
            "points": _list_of(list(_told(consultation, points, language).values())),
        }
    correspondence.enqueue(
        "explanations_asked",
        [
            Letter(
                address=contact.email,
                language=language,
                person=contact,
                key=str(inquiry.pk),
                secrets=(secret,),
                variables=values,
            )
        ],
        about=consultation.name,
        at=at,
    )


def _write_to_contributors(consultation: Consultation, inquiry: Inquiry, points: list[Point], at: datetime) -> None:
    # To those who are there still, once each, with their own points only.
    links = (
        Point.contributions.through.objects.filter(
            point__in=[point.pk for point in points],
            contribution__status=ContributionStatus.ACTIVE,
            contribution__author__is_active=True,
        )
        .order_by("point__position", "point_id")
        .values_list("contribution__author", "point_id")
    )
    own: dict[int, list[int]] = {}
    for author, point in links:
        if point not in own.setdefault(author, []):
            own[author].append(point)
    people = {person.pk: person for person in Person.objects.filter(pk__in=own)}
    secrets = entrance.make_personal_links([(pk, consultation.name) for pk in people], at=at, life=LINK_LIFE_AFTER)
    shared = letters.commons(consultation, at=at, days_left=0)
    lines: dict[str, dict[int, str]] = {}
    for language in {person.language for person in people.values()}:
        with translation.override(of_interface(language)):
            lines[language] = _told(consultation, points, language)
            shared[language] |= {
                "version": str(inquiry.version.number),
                "explain_until": letters.spoken_moment(inquiry.answer_until),
            }
    written = []
    for pk, person in people.items():
        language = person.language
        with translation.override(of_interface(language)):
            written.append(
                Letter(
                    address=person.email,
                    language=language,
                    person=person,
                    key=f"{pk}:{inquiry.pk}",
                    secrets=(secrets[pk],),
                    variables={
                        **shared[language],
                        "salutation": letters.salutation(person, language),
                        "link": letters.link_address(secrets[pk], language),
                        "points": _list_of([lines[language][point] for point in own[pk]]),
                    },
                )
            )
    correspondence.enqueue("contradictions_found", written, about=consultation.name, at=at)


@transaction.atomic
def explain(pk: int, *, text: str, language: str, by: Actor, at: datetime) -> Explanation:
    """
    Say, for the institution, why the answer to a point and the newest text differ; again replaces it, and what was said
    before stays in the history. It is public with the answers.

    Raises: NotFound, NotAllowed, WrongStatus, NoContradiction, NothingExplained, ExplanationTooLong.
    """
    point = permissions.access_point(states.EXPLAIN, pk, by=by)
    consultation = point.consultation
    steps.require(states.EXPLAIN, consultation)
    text = text.strip()
    if not text:
        raise NothingExplained
    if len(text) > LONGEST:
        raise ExplanationTooLong
    found = queries.contradiction_of(point)
    if found is None:
        raise NoContradiction
    kind, version = found
    now = Explanation.objects.filter(point=point, until=None).first()
    if now is not None:
        if now.text == text and queries.holds_for(now, point, version):
            return now
        now.until = at
        now.save(update_fields=["until"])
    made = Explanation.objects.create(
        point=point,
        version=version,
        kind=kind,
        outcome=point.outcome,
        text=text,
        language=language if language in TEXT_LANGUAGES else legislation.spoken_in(text, "sq"),
        person=by.person,
        by_officer=not permissions.answers_for_institution(by, consultation),
        given_at=at,
    )
    audit.record(
        states.EXPLAIN.verb,
        consultation,
        by=by,
        at=at,
        basis=states.EXPLAIN.basis,
        details={"point": point.pk, "number": point.number, "kind": str(kind), "version": version.number},
    )
    audit.publish("contradiction.explained", point.name, {"kind": str(kind), "text": text}, at=at)
    return made
