"""The letters of a request: drafted from the profile's texts, and the values of the mails about it."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog import registry
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.languages import of_interface
from civikos.programs.information_requests.models import Event, InformationRequest
from civikos.programs.information_requests.queries.clock import Period, RuleRow, Standing
from civikos.programs.information_requests.states import Happening, Urgency
from civikos.registers.organizations.models import Organization

LANGUAGES = ("sq", "sr", "en")
_PLACE = re.compile(r"\{([a-z_]+)\}")
_PERIODS = {
    "sq": {"calendar_days": "%s ditëve", "working_days": "%s ditëve të punës", "hours": "%s orëve"},
    "sr": {"calendar_days": "%s dana", "working_days": "%s radnih dana", "hours": "%s sati"},
    "en": {"calendar_days": "%s days", "working_days": "%s working days", "hours": "%s hours"},
}


@dataclass(frozen=True)
class Drafted:
    """A letter as somebody finds it before they make it their own."""

    subject: str
    text: str


@lru_cache(maxsize=80)
def of_profile(name: str, language: str) -> Drafted:
    """A text of the profile. Raises FileNotFoundError."""
    raw = (settings.JURISDICTION_DIR / "requests" / f"{name}.{language}.txt").read_text(encoding="utf-8")
    head, _blank, body = raw.partition("\n\n")
    return Drafted(head.removeprefix("Subject:").strip(), body.rstrip())


def _filled(text: str, values: Mapping[str, str]) -> str:
    # A value is never read again for placeholders.
    return _PLACE.sub(lambda match: values[match.group(1)], text)


@lru_cache(maxsize=1)
def _grounds() -> tuple[dict[str, str], ...]:
    with (settings.JURISDICTION_DIR / "requests" / "grounds.csv").open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))


def grounds(language: str) -> dict[str, str]:
    """The grounds of refusal by code, in the order of the profile, in a text language."""
    return {row["code"]: row[f"label_{language}"] for row in _grounds()}


def period_words(rule: RuleRow | None, language: str) -> str:
    """`7 ditëve`, `48 sati`, as it stands after "within"."""
    return _PERIODS[language].get(rule.unit, "%s") % rule.value if rule is not None else "…"


def usual_language(institution: Organization) -> str:
    """The language to write to an institution in: Albanian, or Serbian where its municipality's list names that first."""
    languages = list(institution.place.languages) if institution.place is not None else []
    return "sr" if languages and languages[0] == "sr" else "sq"


def name_in(organization: Organization, language: str) -> str:
    """The name of an organization in a text language, or the one it has."""
    with translation.override(of_interface(language)):
        return str(organization.name)


def title_in(about: str, language: str) -> str:
    """The title of what a request is about, in a text language; "" where it is about nothing here."""
    if not about:
        return ""
    with translation.override(of_interface(language)):
        try:
            return registry.title_of(about)
        except (KeyError, ValueError):
            return ""


def draft(
    reason: str, language: str, about: str, rules: Mapping[str, RuleRow], *, urgency: str = "", urgency_note: str = ""
) -> Drafted:
    """The request as it is proposed for what is missing; `rules` those of today."""
    text = of_profile(reason or "other", language)
    title = title_in(about, language)
    period = period_words(rules.get(Period.DECISION), language)
    law = rules["access.law"].value if "access.law" in rules else "…"
    body = _filled(text.text, {"law": law, "title": title or "…", "period": period})
    if urgency:
        with translation.override(of_interface(language)):
            ground = str(Urgency(urgency).label)
        values = {"ground": ground, "note": urgency_note, "period": period_words(rules.get(Period.URGENT), language)}
        first, gap, last = body.rpartition("\n\n")
        urgent = " ".join(_filled(of_profile("urgent", language).text, values).split())
        body = f"{first}{gap}{urgent}{gap}{last}"
    subject = f"{text.subject}: {title}" if title else text.subject
    return Drafted(subject[:200], body)


def signature(request: InformationRequest, language: str) -> str:
    """Who signs: the person, and the organization or the network."""
    whose = name_in(request.organization, language) if request.organization is not None else settings.NETWORK_NAME
    return f"{request.requester.name}\n{whose}" if request.requester is not None else whose


def whole(request: InformationRequest, text: str, language: str, *, with_person: bool = True) -> str:
    """A letter with its ending; without the person's name where everybody may read it."""
    signed = signature(request, language)
    if not with_person and request.requester is not None:
        signed = signed.partition("\n")[2]
    values = {"number": request.number or "…", "signature": signed}
    return f"{text.strip()}\n\n{_filled(of_profile('closing', language).text, values)}"


def complaint(
    request: InformationRequest, events: Iterable[Event], standing: Standing, law: str, enclosed: Iterable[str]
) -> Drafted:
    """The complaint as the file gives it: facts in their order, nothing pleaded beyond them."""
    language = request.language
    text = of_profile("complaint", language)
    with translation.override(of_interface(language)):
        lines = [f"- {spoken_date(event.at)}: {describe(event)};" for event in events if event.kind not in _UNTOLD]
        due = standing.decision_due
        answer = standing.answer
        values = {
            "law": law or "…",
            "number": request.number or "…",
            "institution": name_in(request.holder, language),
            "sent_on": spoken_date(request.sent_at) if request.sent_at else "…",
            "subject": request.subject,
            "reference": f" ({request.reference})" if request.reference else "",
            "timeline": "\n".join(lines).removesuffix(";") + ("." if lines else ""),
            "attachments": "\n".join(f"- {name}" for name in enclosed) or "–",
            "what_happened": "",
        }
        named = grounds(language)
        facts = {
            "due_on": spoken_date(due.last_day) if due is not None else "…",
            "answered_on": spoken_date(standing.answered_at) if standing.answered_at is not None else "…",
            "grounds": ", ".join(named.get(code, code) for code in request.grounds) or named["none"],
        }
    why = (
        f"why_{answer.value}"
        if answer in {Happening.REFUSED, Happening.PARTIAL, Happening.ALREADY_PUBLIC}
        else "why_silence"
    )
    values["what_happened"] = _filled(of_profile(why, language).text, facts)
    return Drafted(_filled(text.subject, values)[:200], _filled(text.text, values))


_UNTOLD = frozenset({Happening.RECEIVED, Happening.NOTED, Happening.LETTER_SENT, Happening.REOPENED})


def describe(event: Event) -> str:
    """What happened, in a few words, in the active language; holders and decisions are named."""
    label = str(Happening(event.kind).label)
    if event.kind == Happening.FORWARDED and event.details.get("holder_name"):
        return _("%(what)s: %(name)s") % {"what": label, "name": event.details["holder_name"]}
    if event.kind == Happening.REGISTERED and event.details.get("reference"):
        return _("%(what)s: %(name)s") % {"what": label, "name": event.details["reference"]}
    return label


def mail_values(request: InformationRequest, subject: str, text: str, language: str) -> dict[str, str]:
    """The values of the mail that carries a letter."""
    return {"number": request.number or "", "subject": subject, "text": whole(request, text, language)}


def page(path: str) -> str:
    """A full address of a page."""
    return f"{settings.SITE_URL}{path}"


def address_of(request: InformationRequest, person: Person) -> str:
    """The full address of the request's page in the person's language."""
    with translation.override(of_interface(person.language)):
        return page(request.get_absolute_url())


def spoken_last_day(moment_after: object, person: Person) -> str:
    """A last day in words, in the person's language."""
    with translation.override(of_interface(person.language)):
        return spoken_date(timezone.localtime(moment_after))  # type: ignore[arg-type]


_CONTACTS = re.compile(
    r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|(?<![\d/.\-])(?:\+\s?38[13]|00\s?38[13]|0)[\s/\-.]?\(?[1-9]\d\)?(?:[\s/\-.]?\d{2,3}){2,3}(?!\d)"
    r"|(?<!\d)\d{10}(?!\d)"
)


def without_contacts(text: str) -> str:
    """A text in which addresses of mail, telephone numbers and personal numbers are covered: a proposal for what is shown."""
    return _CONTACTS.sub("█████", text)


def said(entry: Entry) -> str:
    """A line of the trail as a sentence, in the active language."""
    details = entry.details
    kind = details.get("kind", "")
    what = str(Happening(kind).label) if kind in set(Happening) else ""
    sentences = {
        "information_request.drafted": _("A draft was written."),
        "information_request.edited": _("The draft was changed."),
        "information_request.sent": _("The request was sent."),
        "information_request.event_entered": _("It was entered: %(what)s.") % {"what": what},
        "information_request.event_annulled": _("An entry was taken back: %(what)s.") % {"what": what},
        "information_request.message_received": _("A message came by mail."),
        "information_request.letter_written": _("A letter was drafted."),
        "information_request.complaint_sent": _("The complaint was sent."),
        "information_request.visibility_changed": _("It was decided who may read the request."),
        "information_request.withdrawn": _("The request was withdrawn."),
        "information_request.closed": _("The request was closed."),
        "information_request.reopened": _("The request was taken up again."),
        "information_request.redacted": _("A document was added."),
        "request_document.changed": _("What is covered in a document was changed."),
        "request_document.prepared": _("The copy of a document for the public was made."),
        "request_document.published": _("A document was published."),
        "request_document.unpublished": _("A document was taken back from the public."),
    }
    return sentences.get(entry.verb, entry.verb)


def period_label(period: str) -> str:
    """What a period is called, in the active language."""
    labels = {
        "access.decision": _("Answer of the institution"),
        "access.urgent": _("Answer of the institution (urgent)"),
        "access.extension": _("Answer of the institution (more time)"),
        "access.forward": _("Notice of forwarding"),
        "access.refer_to_agency": _("Referral to the Agency"),
        "access.complaint": _("Complaint"),
        "access.institution_reply_to_agency": _("Reply of the institution to the Agency"),
        "access.agency_decision": _("Decision of the Agency"),
        "access.compliance": _("Carrying out the decision"),
        "access.court": _("Going to court"),
    }
    return labels.get(str(period), str(period))
