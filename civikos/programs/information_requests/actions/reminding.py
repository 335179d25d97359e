"""What the clock does: reminders before last days and after silence, letters whose job was lost, a changed calendar."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _now

from civikos.kernel.accounts.models import Person
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.languages import of_interface
from civikos.kernel.rulebook.queries import NoSuchRule, rule
from civikos.kernel.workdays import counting
from civikos.kernel.workdays import queries as workdays
from civikos.programs.information_requests import letters
from civikos.programs.information_requests.actions.events import recount
from civikos.programs.information_requests.actions.sending import put_in_outbox
from civikos.programs.information_requests.actions.writing import put_letter_in_outbox
from civikos.programs.information_requests.models import InformationRequest, Letter
from civikos.programs.information_requests.queries.clock import Standing
from civikos.programs.information_requests.queries.people import people_of
from civikos.programs.information_requests.queries.standing import standings
from civikos.programs.information_requests.states import LetterStatus, Stage, Status, Way

FIRST_HOUR = 8
# Reminders are about what is near; what ended longer ago than this has been told.
LOOK_BACK = timedelta(days=20)


def make_what_is_missing(before: datetime, *, at: datetime) -> int:
    """Put letters into the outbox that were sent before a moment and are not there; how many."""
    made = 0
    for pk in list(
        InformationRequest.objects.filter(
            ~Q(status=Status.DRAFT), way=Way.MAIL, mailed_at=None, sent_at__lt=before
        ).values_list("pk", flat=True)
    ):
        made += put_in_outbox(pk, at=at)
    for pk in list(
        Letter.objects.filter(status=LetterStatus.SENT, way=Way.MAIL, mailed_at=None, sent_at__lt=before).values_list(
            "pk", flat=True
        )
    ):
        made += put_letter_in_outbox(pk, at=at)
    return made


def recount_after_a_new_calendar(*, at: datetime) -> int:
    """Ask the clock anew for requests that were counted with an older edition of the calendar and still run; how many."""
    newest = workdays.edition()
    keys = list(
        InformationRequest.objects.filter(status=Status.SENT)
        .exclude(calendar_edition=newest)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for pk in keys:
        recount(pk, at=at)
    return len(keys)


def remind(*, at: datetime) -> int:
    """
    Write to those who work on a request: some working days before a last day of theirs, and when the silence is complete.

    Nobody is told the same thing twice: the message's key names the thing and its day. Returns how many were offered.
    """
    if timezone.localtime(at).hour < FIRST_HOUR:
        return 0
    try:
        before = rule("access.reminder_before", timezone.localdate(at)).number
    except NoSuchRule:
        return 0
    off = workdays.days_off()
    today = timezone.localdate(at)
    horizon = workdays.at_local_time(
        counting.add_working_days(today, before + 1, off, counting.Counting.FIRST_DAY_EXCLUDED), datetime.min.time()
    )
    rows = InformationRequest.objects.filter(status=Status.SENT).select_related("holder", "organization", "requester")
    near = Q(next_until__gt=at - LOOK_BACK, next_until__lte=horizon) | Q(
        answered_at=None, due_until__gt=at - LOOK_BACK, due_until__lte=horizon
    )
    found = list(rows.filter(near).order_by("pk"))
    offered = 0
    for row, now in zip(found, standings(found, at).values(), strict=True):
        told = _what_to_tell(now, at, before, off)
        if told is None:
            continue
        key, say, until = told
        offered += tell(row, "information_request_reminder", say, until, key=key, at=at)
    return offered


def _what_to_tell(now: Standing, at: datetime, before: int, off: frozenset) -> tuple[str, str, datetime | None] | None:
    if now.due is None:
        return None
    last = now.due.last_day
    if now.stage is Stage.SILENT and now.silent_since is not None:
        is_last_call = timezone.localdate(at) >= counting.add_working_days(last, -before, off)
        return (f"{'complaint' if is_last_call else 'silent'}:{last}", "silent", now.due.until)
    if timezone.localdate(at) < counting.add_working_days(last, -before, off) or now.due.has_ended(at):
        return None
    says = {
        Stage.WAITING: "decision",
        Stage.EXTENDED: "decision",
        Stage.CONTESTABLE: "complaint",
        Stage.WITH_AGENCY: "agency",
        Stage.AGENCY_SILENT: "court",
        Stage.AGENCY_REJECTED: "court",
        Stage.NOT_COMPLIED: "court",
        Stage.COMPLIANCE: "compliance",
    }
    say = says.get(now.stage)
    return (f"{say}:{last}", say, now.due.until) if say is not None else None


def sentence(say: str, until: datetime | None) -> str:
    """What a reminder or a piece of news says, in the active language."""
    day = spoken_date(timezone.localdate(until - timedelta(seconds=1))) if until is not None else "–"
    texts = {
        "decision": _now("The institution's time to answer ends soon. Last day: %(day)s."),
        "silent": _now(
            "The institution has not answered in time. Silence counts as refusal. A complaint is possible; last day: %(day)s."
        ),
        "complaint": _now("The time for a complaint ends soon. Last day: %(day)s."),
        "agency": _now("The Agency's time to decide ends soon. Last day: %(day)s."),
        "compliance": _now("The institution's time to carry out the decision ends soon. Last day: %(day)s."),
        "court": _now("The time for going to court ends soon. Last day: %(day)s."),
        "message": _now("A message has come for this request. Read it and say what it is."),
    }
    return texts[say] % {"day": day}


def tell(request: InformationRequest, kind: str, say: str, until: datetime | None, *, key: str, at: datetime) -> int:
    """Write to each person who works on a request; how many letters were offered to the outbox."""
    return correspondence.enqueue(
        kind,
        [_letter(request, person, kind, say, until, key) for person in people_of(request, timezone.localdate(at))],
        about=request.name,
        at=at,
    )


def _letter(
    request: InformationRequest, person: Person, kind: str, say: str, until: datetime | None, key: str
) -> correspondence.Letter:
    with translation.override(of_interface(person.language)):
        stop = letters.page(reverse("entrance:unsubscribe", args=[correspondence.unsubscribe_token(person.pk, kind)]))
        whose = str(request.organization) if request.organization is not None else _now("the network")
        values = {
            "number": request.number or "–",
            "subject": request.subject,
            "institution": str(request.holder),
            "news": sentence(say, until),
            "reasons": _now("you work on the requests of this organization: %(name)s") % {"name": whose},
            "link": letters.page(request.get_absolute_url()),
            "unsubscribe": stop,
        }
    return correspondence.Letter(
        address=person.email,
        language=person.language,
        variables=values,
        key=f"{key}:{person.pk}",
        person=person,
        unsubscribe_url=stop,
    )
