"""What members say: give, change until the deadline, withdraw, back; and what the secretariat may do with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import actions as audit
from civikos.kernel.audit import queries as audit_queries
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import of_interface
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotFound, Refused, WrongStatus
from civikos.programs.consultations import indexing, letters, permissions, states
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER, WindowClosed
from civikos.programs.consultations.models import Consultation, Contribution, Revision, Support
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import queries as legislation
from civikos.registers.legislation.models import Provision
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization

LONGEST_TEXT = 20_000
RECEIPT_AFTER = timedelta(minutes=2)


class MandateLapsed(Refused):
    """No mandate for this organization today."""

    code = "contribution.mandate_lapsed"
    message = _(
        "You hold no mandate for this organization today, so you cannot speak for it. Speak as an individual, or ask the organization "
        "to renew your mandate with the secretariat. Your text is still here."
    )


class NothingSaid(Refused):
    """Neither a comment nor a change of the wording."""

    code = "contribution.nothing_said"
    message = _("Write a comment, or change the wording.")


class SaidTooMuch(Refused):
    """Longer than we keep."""

    code = "contribution.too_long"
    message = _("The text is longer than 20,000 characters. Divide it between the articles it is about.")


class NoSuchProvision(Refused):
    """The place is not in the version that is being commented."""

    code = "contribution.no_such_provision"
    message = _(
        "This place is not in the present version of the text any more. Load the page again; your text is still here."
    )


class OwnContribution(Refused):
    """One does not back oneself, nor an organization its own words through somebody else."""

    code = "contribution.own"
    message = _("This is your own contribution, or your organization's.")


@dataclass(frozen=True)
class Said:
    """
    What a person says, as plain values: at which provision, in which capacity (None: as an individual), what.

    `language` is the one in which the text is read, and in which wording is proposed. A comment may be in another: it is
    told from its words, unless the author has named it (`names_language`).
    """

    eid: str
    organization: int | None
    language: str
    text: str = ""
    quote: str = ""
    quote_prefix: str = ""
    quote_suffix: str = ""
    proposed: str = ""
    is_proposal: bool = False
    request_key: str = ""
    names_language: bool = False


def check_open(consultation: Consultation, at: datetime) -> None:
    """Raises: WrongStatus, WindowClosed."""
    steps.require(states.CONTRIBUTE, consultation)
    if at >= consultation.members_until:
        raise WindowClosed(deadline=letters.spoken_moment(consultation.members_until))


def check_capacity(person: Person | None, organization: int | None, at: datetime) -> None:
    """A person alone, or one who speaks today for the organization. Raises: MandateLapsed."""
    if organization is None:
        return
    assert person is not None  # noqa: S101  # permissions asked for a person
    if not organizations.may_speak_for(person, organization, timezone.localdate(at)):
        raise MandateLapsed


def check_words(text: str, proposed: str, original: str, is_proposal: bool) -> None:
    """Something is said, and not too much. Raises: NothingSaid, SaidTooMuch."""
    if not text.strip() and (not is_proposal or proposed.strip() == original.strip()):
        raise NothingSaid
    if len(text) > LONGEST_TEXT or len(proposed) > LONGEST_TEXT:
        raise SaidTooMuch


@transaction.atomic
def contribute(
    pk: int, said: Said, *, by: Actor, at: datetime, channel: str = Contribution.Channel.WEB
) -> Contribution:
    """
    Say something on a provision (or the whole draft) in a declared capacity. One press of the button makes one contribution.

    The moment that counts is `at`, the arrival. Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, MandateLapsed,
    NothingSaid, SaidTooMuch, NoSuchProvision.
    """
    consultation = permissions.access_for(states.CONTRIBUTE, pk, by=by)
    request_key = said.request_key[:40]
    earlier = _of_the_same_press(consultation, request_key, by)
    if earlier is not None:
        return earlier
    check_open(consultation, at)
    check_capacity(by.person, said.organization, at)
    provision, original = place_of(consultation, said)
    check_words(said.text, said.proposed, original, said.is_proposal)
    row = Contribution(
        consultation=consultation,
        version_id=consultation.version_id,
        provision=provision,
        article=provision.article if provision else "",
        kind=Contribution.Kind.PROPOSAL if said.is_proposal else Contribution.Kind.COMMENT,
        author=by.person,
        organization_id=said.organization,
        language=said.language
        if said.is_proposal or said.names_language
        else legislation.spoken_in(said.text, said.language),
        text=said.text.strip(),
        quote=said.quote[:2000],
        quote_prefix=said.quote_prefix[-200:],
        quote_suffix=said.quote_suffix[:200],
        original=original if said.is_proposal else "",
        proposed=said.proposed.strip() if said.is_proposal else "",
        channel=channel,
        given_at=at,
        request_key=request_key,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        earlier = _of_the_same_press(consultation, request_key, by)
        if earlier is None:
            raise
        return earlier
    audit.record(states.CONTRIBUTE.verb, row, by=by, at=at, basis=states.CONTRIBUTE.basis)
    audit.publish("contribution.received", row.name, public_content(row), at=at)
    indexing.index_contributions(consultation, [row])
    return row


def _of_the_same_press(consultation: Consultation, request_key: str, by: Actor) -> Contribution | None:
    if not request_key:
        return None
    row = Contribution.objects.filter(author=by.person, request_key=request_key).first()
    if row is not None and row.consultation_id != consultation.pk:
        # A form of another consultation: whoever came by the link of this one must not be handed what they said there.
        raise WrongStatus
    return row


def public_content(row: Contribution) -> dict[str, object]:
    """What the public log holds of a contribution."""
    return {
        "consultation": row.consultation_id,
        "article": row.article,
        "text": row.text,
        "quote": row.quote,
        "proposed": row.proposed,
        "organization": row.organization_id,
        "at": (row.edited_at or row.given_at).isoformat(),
    }


def place_of(consultation: Consultation, said: Said) -> tuple[Provision | None, str]:
    """The provision of the version being commented, and its present wording where one is proposed. Raises: NoSuchProvision."""
    if not said.eid:
        return None, ""
    provision = Provision.objects.filter(version=consultation.version_id, eid=said.eid).first()
    if provision is None:
        raise NoSuchProvision
    wording = provision.wordings.filter(language=said.language).first() if said.is_proposal else None
    return provision, wording.text or wording.heading if wording else ""


@transaction.atomic
def edit_contribution(
    pk: int, *, text: str, proposed: str, organization: int | None, by: Actor, at: datetime
) -> Contribution:
    """
    Change one's own contribution until the deadline; how it stood before is kept.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, MandateLapsed, NothingSaid, SaidTooMuch.
    """
    row = permissions.access_own(pk, by=by)
    check_open(row.consultation, at)
    check_capacity(by.person, organization, at)
    is_proposal = row.kind == Contribution.Kind.PROPOSAL
    check_words(text, proposed, row.original, is_proposal)
    Revision.objects.create(contribution=row, text=row.text, proposed=row.proposed, until=at)
    row.text, row.proposed, row.organization_id = text.strip(), proposed.strip() if is_proposal else "", organization
    if not is_proposal:
        row.language = legislation.spoken_in(row.text, row.language)
    row.edited_at, row.receipted_at = at, None
    row.save()
    _bring_into_matrix(row)
    audit.record("contribution.edited", row, by=by, at=at)
    audit.publish("contribution.edited", row.name, public_content(row), at=at)
    indexing.index_contributions(row.consultation, [row])
    return row


def _bring_into_matrix(row: Contribution, *, is_moved: bool = False) -> None:
    # Points made before the deadline hold the words as they were then. A point of one contribution takes the new words;
    # behind a merged one other people stand, so the contribution leaves it and gets its place at the next arranging. So
    # does one that was moved to another article.
    for point in row.points.all():
        if point.contributions.count() > 1:
            point.contributions.remove(row)
        elif is_moved:
            point.delete()
        else:
            point.text, point.proposed, point.language = row.text, row.proposed, row.language
            point.save(update_fields=["text", "proposed", "language"])


@transaction.atomic
def move_contribution(pk: int, *, eid: str, by: Actor, at: datetime) -> Contribution:
    """
    Put one's own contribution on another provision of the version being commented ("": the whole draft), until the deadline.

    A proposed wording is a change of the words of one provision, so it becomes part of the comment.
    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, NoSuchProvision, SaidTooMuch.
    """
    row = permissions.access_own(pk, by=by)
    check_open(row.consultation, at)
    provision = Provision.objects.filter(version=row.consultation.version_id, eid=eid).first() if eid else None
    if eid and provision is None:
        raise NoSuchProvision
    if row.provision_id == (provision.pk if provision else None):
        return row
    before = row.article
    if row.kind == Contribution.Kind.PROPOSAL:
        Revision.objects.create(contribution=row, text=row.text, proposed=row.proposed, until=at)
        row.text = "\n\n".join(part for part in (row.text, row.proposed) if part)
        if len(row.text) > LONGEST_TEXT:
            raise SaidTooMuch
        row.kind, row.proposed, row.original = Contribution.Kind.COMMENT, "", ""
    row.provision, row.article = provision, provision.article if provision else ""
    # Words of the place it stood on before say nothing about this one.
    row.quote = row.quote_prefix = row.quote_suffix = ""
    row.edited_at, row.receipted_at = at, None
    row.save()
    _bring_into_matrix(row, is_moved=True)
    audit.record("contribution.moved", row, by=by, at=at, details={"from": before, "to": row.article})
    audit.publish("contribution.edited", row.name, public_content(row), at=at)
    indexing.index_contributions(row.consultation, [row])
    return row


@transaction.atomic
def withdraw_contribution(pk: int, *, by: Actor, at: datetime) -> Contribution:
    """Take one's own contribution back before the deadline. Raises: NotFound, NotAllowed, WrongStatus, WindowClosed."""
    row = permissions.access_own(pk, by=by)
    check_open(row.consultation, at)
    steps.take(states.WITHDRAW_CONTRIBUTION, row, by=by, at=at)
    audit.publish("contribution.withdrawn", row.name, {"at": at.isoformat()}, at=at)
    indexing.forget_contribution(row)
    _confirm_withdrawal(row, at)
    return row


def _confirm_withdrawal(row: Contribution, at: datetime) -> None:
    # Said on the page too; the mail is for whoever finds that somebody else did it with their link.
    person, consultation = row.author, row.consultation
    if person is None or row.receipted_at is None:
        return
    language = person.language
    secret = entrance.make_personal_links([(person.pk, consultation.name)], at=at, life=LINK_LIFE_AFTER)[person.pk]
    with translation.override(of_interface(language)):
        places = legislation.full_labels(row.version, {row.provision.eid}, language) if row.provision else {}
        place = places.get(row.provision.eid, "") if row.provision else legislation.unit_label(None, language)
        number = audit_queries.receipt_number(row.name, "contribution.received")
        letter = Letter(
            address=person.email,
            language=language,
            person=person,
            key=f"{row.pk}:{at.isoformat()}",
            secrets=(secret,),
            variables={
                **letters.common(consultation, language, at=at, days_left=0),
                "salutation": letters.salutation(person, language),
                "link": letters.link_address(secret, language),
                "provision": place,
                "receipt": str(number or "–"),
                "withdrawn_at": letters.spoken_moment(at),
            },
        )
    correspondence.enqueue("contribution_withdrawn", [letter], about=consultation.name, at=at)


@transaction.atomic
def restore_contribution(pk: int, *, by: Actor, at: datetime) -> Contribution:
    """
    Put one's own withdrawn contribution back before the deadline: undoing instead of asking twice.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, MandateLapsed.
    """
    row = permissions.access_withdrawn(pk, by=by)
    check_open(row.consultation, at)
    check_capacity(by.person, row.organization_id, at)
    steps.take(states.RESTORE_CONTRIBUTION, row, by=by, at=at)
    audit.publish("contribution.restored", row.name, {"at": at.isoformat()}, at=at)
    indexing.index_contributions(row.consultation, [row])
    return row


@transaction.atomic
def hide_contribution(pk: int, *, reason: str, by: Actor, at: datetime) -> Contribution:
    """
    The secretariat hides what breaks the rules of the house; a public stub with the reason stays.

    Raises: NotFound, NotAllowed, WrongStatus, ReasonMissing.
    """
    from civikos.programs.consultations.actions.intake import ReasonMissing

    row = Contribution.objects.visible_to(by).select_related("consultation__draft").filter(pk=pk).first()
    if row is None:
        raise NotFound
    steps.require(states.MODERATE, permissions.access_for(states.MODERATE, row.consultation_id, by=by))
    if not reason.strip():
        raise ReasonMissing
    row.hidden_reason = reason[:300]
    steps.take(states.HIDE_CONTRIBUTION, row, by=by, at=at, reason=reason)
    audit.publish("contribution.hidden", row.name, {"reason": reason}, at=at)
    indexing.forget_contribution(row)
    return row


@transaction.atomic
def support(pk: int, *, organization: int | None, by: Actor, at: datetime) -> Support:
    """
    Back another's contribution, once for a person and once for an organization; again changes nothing.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, MandateLapsed, OwnContribution.
    """
    row = Contribution.objects.visible_to(by).standing().select_related("consultation__draft").filter(pk=pk).first()
    if row is None:
        raise NotFound
    consultation = permissions.access_for(states.CONTRIBUTE, row.consultation_id, by=by)
    check_open(consultation, at)
    check_capacity(by.person, organization, at)
    if row.author_id == by.person_id or (organization is not None and organization == row.organization_id):
        raise OwnContribution
    try:
        with transaction.atomic():
            made = Support.objects.create(contribution=row, person=by.person, organization_id=organization, given_at=at)
    except IntegrityError:
        earlier = (
            row.supports.filter(person=by.person).first() or row.supports.filter(organization=organization).first()
        )
        if earlier is None:
            raise WrongStatus from None
        return earlier
    audit.record("contribution.supported", row, by=by, at=at, details={"organization": organization})
    return made


@transaction.atomic
def withdraw_support(pk: int, *, by: Actor, at: datetime) -> None:
    """Take one's support back. Raises: NotFound, NotAllowed, WrongStatus, WindowClosed."""
    row = Contribution.objects.visible_to(by).select_related("consultation__draft").filter(pk=pk).first()
    if row is None:
        raise NotFound
    consultation = permissions.access_for(states.CONTRIBUTE, row.consultation_id, by=by)
    check_open(consultation, at)
    if row.supports.filter(person=by.person).delete()[0]:
        audit.record("contribution.support_withdrawn", row, by=by, at=at)


@transaction.atomic
def publish_contributions(pk: int, *, by: Actor, at: datetime) -> Consultation:
    """Let everybody read what members said. Raises: NotFound, NotAllowed, WrongStatus."""
    consultation = permissions.access_for(states.PUBLISH_CONTRIBUTIONS, pk, by=by)
    if consultation.contributions_published_at is not None:
        raise WrongStatus
    consultation.contributions_published_at = at
    steps.take(states.PUBLISH_CONTRIBUTIONS, consultation, by=by, at=at)
    audit.publish("contributions.published", consultation.name, {}, at=at)
    indexing.publish_contributions(consultation)
    return consultation


def send_receipts(at: datetime) -> int:
    """
    Write receipts: one mail to a person for everything said in one sitting, two minutes after the last word.

    How many mails. Run by the clock; each person's receipt is a transaction of its own.
    """
    waiting = Contribution.objects.filter(
        receipted_at=None, author__isnull=False, author__is_active=True, status=ContributionStatus.ACTIVE
    )
    sittings = {
        (row["consultation"], row["author"])
        for row in waiting.filter(given_at__lte=at - RECEIPT_AFTER).values("consultation", "author")
    }
    return sum(_send_receipt(consultation, author, at) for consultation, author in sorted(sittings))


@transaction.atomic
def _send_receipt(consultation_id: int, author_id: int, at: datetime) -> int:
    rows = list(
        Contribution.objects.select_for_update(of=("self",))
        .select_related("provision", "organization")
        .filter(consultation=consultation_id, author=author_id, receipted_at=None, status=ContributionStatus.ACTIVE)
        .order_by("given_at", "pk")
    )
    if not rows or any(max(row.given_at, row.edited_at or row.given_at) > at - RECEIPT_AFTER for row in rows):
        return 0
    consultation = Consultation.objects.select_related("draft__institution", "draft__kind", "version").get(
        pk=consultation_id
    )
    person = Person.objects.get(pk=author_id)
    secret = entrance.make_personal_links([(person.pk, consultation.name)], at=at, life=LINK_LIFE_AFTER)[person.pk]
    answer_to = entrance.make_reply_addresses([(person.pk, consultation.name)], at=at)
    language = person.language
    with translation.override(of_interface(language)):
        values = letters.common(consultation, language, at=at, days_left=0)
        places = legislation.full_labels(
            consultation.version, {row.provision.eid for row in rows if row.provision}, language
        )
        parts = [
            receipt_of(
                row, places.get(row.provision.eid, "") if row.provision else legislation.unit_label(None, language)
            )
            for row in rows
        ]
        letter = Letter(
            address=person.email,
            language=language,
            person=person,
            secrets=(secret,),
            reply_to=answer_to[person.pk, consultation.name],
            key=f"{person.pk}:{rows[-1].pk}:{int(max(row.edited_at or row.given_at for row in rows).timestamp())}",
            variables={
                **values,
                "salutation": letters.salutation(person, language),
                "link": letters.link_address(secret, language),
                "received_at": letters.spoken_moment(rows[-1].edited_at or rows[-1].given_at),
                "contributions": letters.blocks(parts),
            },
        )
    correspondence.enqueue("contribution_receipt", [letter], about=consultation.name, at=at)
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(receipted_at=at)
    return 1


def capacity_label(organization: Organization | None) -> str:
    """For whom somebody speaks, in the active language."""
    return organization.name if organization is not None else _now("as an individual")


def receipt_of(row: Contribution, place: str) -> str:
    """What a receipt says of one contribution, in the active language."""
    number = audit_queries.receipt_number(row.name, "contribution.received")
    head = _now("%(place)s, %(capacity)s") % {"place": place, "capacity": capacity_label(row.organization)}
    receipt = _now("Receipt no. %(number)s") % {"number": number} if number is not None else ""
    said = "\n".join(part for part in (row.text, row.proposed) if part)
    return "\n".join(part for part in (head, receipt, said) if part)
