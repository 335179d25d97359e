"""The trail of a consultation in sentences: who did what, when, by which door, on what legal basis."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from civikos.kernel.accounts.actor import Actor, Door
from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog.dates import spoken_date
from civikos.programs.consultations.models import Consultation, Contribution, Raised, ReturnedFile
from civikos.programs.consultations.states import BASIS_LABELS, Satisfied, Uptake
from civikos.registers.legislation.models import Attachment, Expression, Provision, Version
from civikos.registers.legislation.queries import LANGUAGE_NAMES

PAGE_SIZE = 50
DOORS = {
    Door.WEB: gettext_lazy("on the page, signed in"),
    Door.LINK: gettext_lazy("by a personal link"),
    Door.MAIL: gettext_lazy("by mail"),
    Door.SHEET: gettext_lazy("by the returned table"),
    Door.WORKER: gettext_lazy("by the platform itself"),
    Door.COMMAND: gettext_lazy("from the command line"),
}
Details = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One entry of the trail as a page shows it."""

    at: datetime
    sentence: str
    reason: str
    who: str
    door: str
    basis: str


def history_page(
    consultation: Consultation, page: int, *, decisions_only: bool = True
) -> tuple[Page[Entry], list[Told]]:
    """
    One page of what was done to a consultation, its draft, versions and documents, the newest first. Two queries.

    With `decisions_only` what members did (contributions) and each correction of a provision is left out.
    """
    draft = consultation.draft_id
    about = Q(about_type="consultation", about_id=consultation.pk) | Q(about_type="draft", about_id=draft)
    about |= Q(about_type="version", about_id__in=Version.objects.filter(draft=draft).values("pk"))
    about |= Q(about_type="raised", about_id__in=Raised.objects.filter(point__consultation=consultation).values("pk"))
    about |= Q(about_type="attachment", about_id__in=Attachment.objects.filter(draft=draft).values("pk"))
    if not decisions_only:
        about |= Q(
            about_type="contribution", about_id__in=Contribution.objects.filter(consultation=consultation).values("pk")
        )
        about |= Q(
            about_type="returnedfile", about_id__in=ReturnedFile.objects.filter(consultation=consultation).values("pk")
        )
        about |= Q(about_type="provision", about_id__in=Provision.objects.filter(version__draft=draft).values("pk"))
        about |= Q(about_type="expression", about_id__in=Expression.objects.filter(version__draft=draft).values("pk"))
    rows: QuerySet[Any] = Entry.objects.filter(about).annotate(who=F("actor__name")).order_by("-at", "-pk")
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    return found, [_told(row) for row in found.object_list]


def contribution_for_officer(pk: int, actor: Actor) -> Contribution | None:
    """One contribution as the secretariat sees it, or None."""
    return (
        Contribution.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("author", "organization", "provision", "consultation__draft__institution")
        .first()
    )


def _told(entry: Entry) -> Told:
    details = entry.details if isinstance(entry.details, dict) else {}
    who = getattr(entry, "who", None) or (
        _("the platform") if entry.door == Door.WORKER else _("somebody whose account is closed")
    )
    door = DOORS.get(Door(entry.door)) if entry.door in set(Door) else entry.door
    basis = str(BASIS_LABELS.get(entry.basis, entry.basis))
    return Told(entry.at, sentence_of(entry.verb, details), str(details.get("reason") or ""), who, str(door), basis)


def sentence_of(verb: str, details: Details) -> str:
    """What was done, as a sentence in the active language; the verb itself for one that nobody has put into words."""
    say = SENTENCES.get(verb)
    return say(details) if say is not None else verb


def _moment(iso: object) -> str:
    try:
        local = timezone.localtime(datetime.fromisoformat(str(iso)))
    except ValueError:
        return str(iso)
    return f"{spoken_date(local)} {local:%H:%M}"


def _language(details: Details) -> str:
    return str(dict(LANGUAGE_NAMES).get(details.get("language", ""), details.get("language", "")))


def _place(details: Details, sentence: str) -> str:
    language, eid = _language(details), details.get("eid", "")
    return f"{sentence} ({language}, {eid})." if eid else f"{sentence} ({language})."


def _count(details: Details, name: str) -> int:
    value = details.get(name)
    return value if isinstance(value, int) else 0


def _registered(_details: Details) -> str:
    return _("The draft was registered.")


def _corrected(details: Details) -> str:
    if details.get("language"):
        return _("The text was corrected at %(eid)s, in %(language)s.") % {
            "eid": details.get("eid", ""),
            "language": _language(details),
        }
    return _("The text was corrected at %(eid)s.") % {"eid": details.get("eid", "")}


def _audience(details: Details) -> str:
    if "proposed" in details:
        n = _count(details, "proposed")
        return ngettext(
            "The list of those concerned was proposed: %(n)s person.",
            "The list of those concerned was proposed: %(n)s people.",
            n,
        ) % {"n": n}
    if "added" in details:
        return _("A person was put on the list by hand.")
    return _("A person was taken off the list.") if "removed" in details else _("A person was put back on the list.")


def _distributed(details: Details) -> str:
    n = _count(details, "people")
    return ngettext("The draft was sent to %(n)s person.", "The draft was sent to %(n)s people.", n) % {"n": n}


def _reminded(details: Details) -> str:
    n = _count(details, "people")
    return ngettext(
        "%(n)s person who had been silent was reminded.", "%(n)s people who had been silent were reminded.", n
    ) % {"n": n}


def _retried(details: Details) -> str:
    n = _count(details, "messages")
    return ngettext("%(n)s message was put back into the queue.", "%(n)s messages were put back into the queue.", n) % {
        "n": n
    }


def _deadline(details: Details) -> str:
    before, after = (details.get("members_until") or ["", ""])[:2]
    of_institution = (details.get("government_until") or ["", ""])[:2]
    return _(
        "The deadline for members was moved from %(before)s to %(after)s; that of the institution is %(institution)s."
    ) % {
        "before": _moment(before),
        "after": _moment(after),
        "institution": _moment(of_institution[-1]),
    }


def _submitted(details: Details) -> str:
    n = _count(details, "points")
    said = ngettext(
        "The matrix was submitted to the institution with %(n)s point.",
        "The matrix was submitted to the institution with %(n)s points.",
        n,
    ) % {"n": n}
    return f"{said} {_('It was closed before the deadline.')}" if details.get("before_deadline") else said


def _answered(details: Details) -> str:
    n = len(details.get("points") or [])
    if details.get("by_sheet"):
        return ngettext(
            "%(n)s point was answered by the returned table.", "%(n)s points were answered by the returned table.", n
        ) % {"n": n}
    return ngettext("%(n)s point was answered.", "%(n)s points were answered.", n) % {"n": n}


def _merged(details: Details) -> str:
    n = len(details.get("from") or []) + 1
    return ngettext("%(n)s point was merged into one.", "%(n)s points were merged into one.", n) % {"n": n}


def _standards_noted(details: Details) -> str:
    n = len(details.get("changed") or [])
    return ngettext(
        "What the standards of consultation ask for was noted: %(n)s change.",
        "What the standards of consultation ask for was noted: %(n)s changes.",
        n,
    ) % {"n": n}


def _version_added(details: Details) -> str:
    n = _count(details, "placed")
    return ngettext(
        "Version %(number)s was added; %(n)s contribution has its place in it.",
        "Version %(number)s was added; %(n)s contributions have their place in it.",
        n,
    ) % {"n": n, "number": details.get("number", "")}


def _version_stored(details: Details) -> str:
    names = dict(LANGUAGE_NAMES)
    spoken = ", ".join(str(names.get(language, language)) for language in details.get("languages") or [])
    return _("Version %(number)s of the text was read (%(languages)s).") % {
        "number": details.get("number", ""),
        "languages": spoken,
    }


def _file_received(details: Details) -> str:
    named = {"name": details.get("name", "")}
    if details.get("for"):
        return _("The Word file “%(name)s” came by mail and was entered in the name of its sender.") % named
    return _("The Word file “%(name)s” was sent back.") % named


def _file_taken(details: Details) -> str:
    n = _count(details, "made")
    return ngettext(
        "%(n)s contribution was made of the Word file “%(name)s”.",
        "%(n)s contributions were made of the Word file “%(name)s”.",
        n,
    ) % {"n": n, "name": details.get("name", "")}


def _file_withdrawn(details: Details) -> str:
    n = _count(details, "n")
    return ngettext(
        "%(n)s contribution made of the Word file “%(name)s” was withdrawn.",
        "%(n)s contributions made of the Word file “%(name)s” were withdrawn.",
        n,
    ) % {"n": n, "name": details.get("name", "")}


def _given(details: Details) -> str:
    if details.get("for"):
        return _("A contribution was entered by the secretariat in the name of its author, from a Word file.")
    return _("A contribution was given, from a Word file.") if details.get("file") else _("A contribution was given.")


def _uptake(verdict: object) -> str:
    return str(dict(Uptake.choices).get(str(verdict), verdict))


def _valued(details: Details) -> str:
    return _("A contributor said what they think of the answer: %(view)s.") % {
        "view": dict(Satisfied.choices).get(str(details.get("view")), details.get("view", ""))
    }


def _asked(details: Details) -> str:
    n = len(details.get("points") or [])
    return ngettext(
        "The institution was asked to explain %(n)s point whose answer and text differ, until %(until)s.",
        "The institution was asked to explain %(n)s points whose answer and text differ, until %(until)s.",
        n,
    ) % {"n": n, "until": _moment(details.get("answer_until", ""))}


def _reported(details: Details) -> str:
    n = _count(details, "unexplained")
    said = _("The report was published.")
    if not n:
        return said
    told = ngettext(
        "At %(n)s point the answer and the text differed without an explanation.",
        "At %(n)s points the answer and the text differed without an explanation.",
        n,
    ) % {"n": n}
    return f"{said} {told}"


SENTENCES: dict[str, Callable[[Details], str]] = {
    "consultation.registered": _registered,
    "consultation.text_corrected": _corrected,
    "consultation.audience_changed": _audience,
    "consultation.distributed": _distributed,
    "consultation.reminded": _reminded,
    "consultation.delivery_retried": _retried,
    "consultation.deadline_changed": _deadline,
    "consultation.contributions_published": lambda _d: _("The contributions were made public."),
    "consultation.matrix_arranged": lambda _d: _("The matrix was arranged."),
    "matrix.points_merged": _merged,
    "matrix.point_split": lambda _d: _("A merged point was split again."),
    "matrix.point_moved": lambda _d: _("A point was moved in the matrix."),
    "matrix.point_edited": lambda _d: _("The wording of a point was edited; what members said stays as they said it."),
    "matrix.kept_apart": lambda _d: _("Similar contributions are kept apart."),
    "matrix.proposed_again": lambda _d: _("Contributions that were kept apart are proposed as similar again."),
    "consultation.submitted": _submitted,
    "consultation.point_answered": _answered,
    "matrix.returned": lambda _d: _("The table came back from the institution and was kept."),
    "consultation.answered": lambda _d: _(
        "The answers are complete; each contributor was told what became of their points."
    ),
    "consultation.version_added": _version_added,
    "consultation.standards_noted": _standards_noted,
    "consultation.report_published": _reported,
    "consultation.explanations_asked": _asked,
    "point.contradiction_explained": lambda d: (
        _("The institution explained point %(number)s, whose answer and text differ.") % {"number": d.get("number", "")}
    ),
    "contribution.answer_valued": _valued,
    "contribution.view_taken_back": lambda _d: _("A contributor took back their view of the answer."),
    "point.raising_proposed": lambda d: (
        _("Point %(number)s was proposed for the Council.") % {"number": d.get("number", "")}
    ),
    "raised.raised": lambda d: _("A point was raised in the Council: %(meeting)s.") % {"meeting": d.get("meeting", "")},
    "raised.dropped": lambda _d: _("A point proposed for the Council is not raised."),
    "raised.put_back": lambda _d: _("A point is to be raised in the Council again."),
    "consultation.withdrawn": lambda _d: _("The consultation was withdrawn."),
    "contribution.given": _given,
    "consultation.file_entered": lambda _d: _("A Word file that came by mail was entered."),
    "returned_file.received": _file_received,
    "returned_file.taken": _file_taken,
    "returned_file.withdrawn": _file_withdrawn,
    "returned_file.discarded": lambda d: _("The Word file “%(name)s” was thrown away.") % {"name": d.get("name", "")},
    "returned_file.restored": lambda d: (
        _("The Word file “%(name)s” was taken out again.") % {"name": d.get("name", "")}
    ),
    "contribution.given_by_network": lambda _d: _("The network's joint position was put into the matrix."),
    "contribution.moved": lambda _d: _("A contribution was moved to another place of the text."),
    "mailed_reply.received": lambda _d: _("An answer came by mail."),
    "mailed_reply.corrected": lambda _d: _("What was understood of a mail was corrected."),
    "mailed_reply.taken": lambda _d: _("A mail was confirmed and its contributions were taken in."),
    "mailed_reply.discarded": lambda _d: _("A mail was thrown away."),
    "mailed_reply.restored": lambda _d: _("A mail was taken out again."),
    "received_draft.arrived": lambda _d: _("The draft came by mail."),
    "received_draft.registered": lambda _d: _("The draft that came by mail was registered."),
    "received_draft.discarded": lambda _d: _("A draft that came by mail was thrown away."),
    "received_draft.restored": lambda _d: _("A draft that came by mail was taken out again."),
    "article.sent_by_mail": lambda _d: _("An article was sent to somebody who asked for it."),
    "article.followed": lambda _d: _("Somebody follows an article."),
    "article.unfollowed": lambda _d: _("Somebody follows an article no more."),
    "contribution.edited": lambda _d: _("A contribution was changed by its author."),
    "contribution.withdrawn": lambda _d: _("A contribution was withdrawn by its author."),
    "consultation.moderated": lambda _d: _("A contribution was hidden or shown again."),
    "contribution.restored": lambda _d: _("A contribution was put back."),
    "contribution.hidden": lambda _d: _("A contribution was hidden."),
    "contribution.supported": lambda _d: _("A contribution was supported."),
    "contribution.support_withdrawn": lambda _d: _("A support was taken back."),
    "contribution.placed": lambda d: (
        _("A contribution was placed by hand at %(eid)s in the new version.") % {"eid": d.get("eid", "")}
    ),
    "version.taken_up_judged": lambda _d: _("The points were judged against the new version again."),
    "point.taken_up_overruled": lambda d: (
        _("What became of point %(number)s in version %(version)s was judged by an officer: %(verdict)s.")
        % {"number": d.get("number", ""), "version": d.get("version", ""), "verdict": _uptake(d.get("verdict"))}
    ),
    "point.taken_up_restored": lambda d: (
        _("An officer's judgment of point %(number)s in version %(version)s was taken back.")
        % {"number": d.get("number", ""), "version": d.get("version", "")}
    ),
    "draft.created": lambda _d: _("The draft was entered in the register of acts."),
    "version.stored": _version_stored,
    "version.compared": lambda d: (
        _("The new version was compared with version %(older)s.") % {"older": d.get("older", "")}
    ),
    "attachment.added": lambda _d: _("An accompanying document was added."),
    "provision.corrected": lambda d: (
        _("The words of a provision were corrected in %(language)s.") % {"language": _language(d)}
    ),
    "provision.joined": lambda d: _("%(eid)s was joined to what stands before it.") % {"eid": d.get("removed", "")},
    "provision.divided": lambda d: _("A provision was divided off from %(eid)s.") % {"eid": d.get("from", "")},
    "place.looked_at": lambda d: _place(d, _("A doubtful place was compared with the source and found right")),
    "place.reopened": lambda d: _place(d, _("A doubtful place was put back among those to look at")),
}
