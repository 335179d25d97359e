"""What the mails of a consultation say: the values of their placeholders, in the reader's language."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from civikos.kernel.accounts.models import Person
from civikos.kernel.audit import queries as audit
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.correspondence.actions import Brief, unsubscribe_token
from civikos.kernel.correspondence.texts import texts_of
from civikos.kernel.languages import of_interface
from civikos.programs.consultations.models import Consultation, Recipient
from civikos.registers.legislation import queries as legislation


@lru_cache(maxsize=4)
def _profile_rows(name: str) -> tuple[dict[str, str], ...]:
    with (settings.JURISDICTION_DIR / name).open(encoding="utf-8") as source:
        return tuple(csv.DictReader(source))


def reason_templates(language: str) -> dict[str, str]:
    """The sentence for each reason of being concerned, in a text language."""
    return {row["code"]: row[f"template_{language}"] for row in _profile_rows("reasons.csv")}


def reason_labels(language: str) -> dict[str, str]:
    """The short word for each reason, in a text language."""
    return {row["code"]: row[f"label_{language}"] for row in _profile_rows("reasons.csv")}


def spoken_moment(moment: datetime) -> str:
    """`4 dhjetor 2026, ora 16:00`, in the active language, as it stands after "until"."""
    local = timezone.localtime(moment)
    form = pgettext("a deadline in the middle of a sentence", "%(date)s, %(time)s")
    return form % {"date": spoken_date(local), "time": local.strftime("%H:%M")}


def spoken_days(count: int) -> str:
    """`6 working days left`, in the active language, in the middle of a sentence."""
    return ngettext("%(n)s working day left", "%(n)s working days left", count) % {"n": count}


def address(path: str) -> str:
    """A full address of a page."""
    return f"{settings.SITE_URL}{path}"


def link_address(secret: str, language: str) -> str:
    """The address of a personal link, whose page speaks the reader's language."""
    with translation.override(of_interface(language)):
        return address(reverse("entrance:personal_link", args=[secret]))


def unsubscribe_address(person_id: int, kind: str, language: str) -> str:
    """The address that stops one kind of mail for one person."""
    with translation.override(of_interface(language)):
        return address(reverse("entrance:unsubscribe", args=[unsubscribe_token(person_id, kind)]))


def salutation(person: Person, language: str) -> str:
    """How a letter begins."""
    with translation.override(of_interface(language)):
        return pgettext("opening of a letter", "Dear %(name)s,") % {"name": person.name}


def common(consultation: Consultation, language: str, *, at: datetime, days_left: int) -> dict[str, str]:
    """The values that do not depend on the reader."""
    with translation.override(of_interface(language)):
        draft = consultation.draft
        return {
            "network": settings.NETWORK_NAME,
            "contact": settings.SECRETARIAT_EMAIL,
            "title": legislation.title_in(draft, language),
            "institution": draft.institution.name,
            "act_kind": draft.kind.name,
            "deadline": spoken_moment(consultation.members_until),
            "working_days": spoken_days(days_left),
            "answers_deadline": spoken_moment(consultation.government_until),
            "reference": draft.reference or "–",
            "checkpoint": audit.latest_checkpoint_line(),
        }


def commons(consultation: Consultation, *, at: datetime, days_left: int) -> dict[str, dict[str, str]]:
    """`common` for each language."""
    return {language: common(consultation, language, at=at, days_left=days_left) for language in ("sq", "sr", "en")}


def reasons_block(recipient: Recipient, language: str) -> str:
    """One line for each reason, ending with `;`, the last one with a full stop."""
    templates = reason_templates(language)
    lines = []
    for reason in recipient.reasons:
        of = reason.get("of", "")
        words = of.get(language, "") if isinstance(of, dict) else of
        lines.append(templates[reason["code"]].replace(f"{{{reason['code']}}}", words))
    return "\n".join(f"- {line}{';' if number < len(lines) else '.'}" for number, line in enumerate(lines, 1))


def in_brief(kind: str, values: dict[str, str]) -> str:
    """What a digest says of a mail of this kind, in the active language; empty for a kind that never waits."""
    match kind:
        case "consultation_invitation":
            said = _("%(institution)s asks for comments.") % values
        case "consultation_reminder":
            said = _("Nobody of your organization has commented yet.")
        case "deadline_changed":
            said = _("The deadline was moved from %(old_deadline)s to %(deadline)s. Reason: %(reason)s") % values
        case "new_version":
            changes = "; ".join(values["changes"].splitlines())
            said = _("There is a next version (%(version)s): %(changes)s") % {**values, "changes": changes}
        case "report_published":
            said = _("The report is public: %(figures)s") % {"figures": "; ".join(values["figures"].splitlines())}
        case _:
            said = ""
    return said


def briefs(kind: str, shared: dict[str, dict[str, str]]) -> dict[str, str]:
    """`in_brief` in each language."""
    said = {}
    for language, values in shared.items():
        with translation.override(of_interface(language)):
            said[language] = in_brief(kind, values)
    return said


def brief_of(
    consultation: Consultation,
    recipient: Recipient,
    said: dict[str, str],
    shared: dict[str, dict[str, str]],
    *,
    link_until: datetime | None,
) -> Brief:
    """What a digest tells one recipient: with a personal link alive until a moment, or the public page in `shared`."""
    return Brief(
        title={language: values["title"] for language, values in shared.items()},
        text=said,
        why={
            language: "; ".join(words for _code, words in reason_words(recipient.reasons, language))
            for language in shared
        },
        page={} if link_until else {language: values["link"] for language, values in shared.items()},
        opens=consultation.name if link_until else "",
        link_until=link_until,
    )


def only_followed(recipient: Recipient) -> bool:
    """Whether a draft concerns somebody only because they follow something."""
    return {reason["code"] for reason in recipient.reasons} == {"subscription"}


@dataclass(frozen=True)
class Preview:
    """A mail as it will be sent to one person, whose personal link is not made yet."""

    language: str
    name: str
    subject: str
    body: str


def previews(
    kind: str, consultation: Consultation, examples: dict[str, Recipient], *, at: datetime, days_left: int
) -> list[Preview]:
    """The mail of a kind as one person of each language will read it. Two queries."""
    shared = commons(consultation, at=at, days_left=days_left)
    texts = texts_of(kind)
    made = []
    for language, recipient in examples.items():
        with translation.override(of_interface(language)):
            values = {
                **shared[language],
                "salutation": salutation(recipient.person, language),
                "reasons": reasons_block(recipient, language),
                "link": address(f"/…/{_('personal link')}"),
                "unsubscribe": address(f"/…/{_('personal link')}"),
            }
        subject, body = texts[language].filled(values)
        made.append(Preview(language, recipient.person.name, subject, body))
    return made


def reason_words(reasons: Iterable[dict[str, object]], language: str) -> list[tuple[str, str]]:
    """For each reason its code and its short words, `Field: Youth`, in a text language."""
    labels = reason_labels(language)
    found = []
    for reason in reasons:
        code, of = str(reason["code"]), reason.get("of", "")
        named = of.get(language, "") if isinstance(of, dict) else str(of)
        found.append((code, f"{labels.get(code, code)}: {named}" if named else labels.get(code, code)))
    return found


def covering_letter(values: dict[str, str]) -> str:
    """The words of the letter that goes with the matrix, in the active language; `values` as `common`, with `points`."""
    return (
        _(
            "Within the consultation on “%(title)s” the member organizations of %(network)s made %(points)s points. They are in the matrix "
            "enclosed, article by article, with the wording proposed and the names of those who made them.\n\n"
            "Please answer each point with one of: accepted, partly accepted, rejected, noted. A rejection needs a reason. You can answer on the "
            "page, by the link in the mail, or in the matrix itself, and send it back. We ask for your answers by %(answers_deadline)s."
        )
        % values
    )


def blocks(parts: Iterable[str]) -> str:
    """Parts separated by an empty line."""
    return "\n\n".join(part for part in parts if part)
