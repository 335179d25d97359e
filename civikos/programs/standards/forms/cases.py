"""A consultation that was not run here, as somebody writes it down."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.programs.standards.queries.contents import CaseContent, MeetingContent
from civikos.programs.standards.queries.gathering import INSTITUTIONS
from civikos.programs.standards.states import Channel, YesNo
from civikos.registers.legislation.models import ActKind, DocumentKind
from civikos.registers.legislation.queries import LANGUAGE_NAMES
from civikos.registers.organizations.models import Organization

MEETING_ROWS = 3
OTHER_LANGUAGES = [("tr", _("Turkish")), ("bs", _("Bosnian")), ("rom", _("Romani"))]


def day_input() -> forms.DateInput:
    """A date as browsers want it, whatever the language of the page."""
    return forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=day_input(), help_text=help_text)


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
        help_text=help_text,
    )


def _known(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("not recorded")), *YesNo.choices],
        help_text=help_text,
    )


def _truth(value: str) -> bool | None:
    return {YesNo.YES.value: True, YesNo.NO.value: False}.get(value)


class CaseForm(forms.Form):
    """Everything about a recorded consultation; what is left empty is not recorded, and counts neither for nor against."""

    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    institution = forms.TypedChoiceField(label=_("Institution"), coerce=int)
    kind = forms.TypedChoiceField(label=_("Kind of document"), coerce=int)
    title = forms.CharField(label=_("Title"), max_length=400)
    title_language = forms.ChoiceField(label=_("Language of the title"), choices=LANGUAGE_NAMES)
    reference = forms.CharField(label=_("Number on the government's platform"), required=False, max_length=60)
    address = forms.URLField(label=_("Address of its page"), required=False, max_length=500, assume_scheme="https")
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where these facts were found, if not on that page."),
    )
    looked_on = forms.DateField(
        label=_("Looked at on"),
        widget=day_input(),
        help_text=_("What was due by then and was not there counts as missing."),
    )
    was_consulted = forms.TypedChoiceField(
        label=_("Was it put to consultation?"),
        choices=[("1", _("Yes")), ("0", _("No, it was adopted without consultation"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    without_reason = forms.CharField(label=_("Reason given for adopting it without"), required=False, max_length=500)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
        help_text=_("Only without consultation; else it is the year of the first day."),
    )
    planned = _known(_("Announced in the plan of the year"))
    early = _known(_("Early consultation held"))
    early_on = _day(_("Day of the early consultation"))
    notice_on = _day(_("Day of the notice"))
    channels = forms.MultipleChoiceField(
        label=_("Ways in which it was announced"),
        required=False,
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
    )
    opened_on = _day(_("First day"))
    closes_on = _day(_("Last day"), _("As it was announced first."))
    extended_to = _day(_("Extended to"))
    is_urgent = forms.BooleanField(label=_("It was declared urgent"), required=False)
    short_reason = forms.CharField(
        label=_("Reason given for shortening or urgency"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    no_reason_given = forms.BooleanField(
        label=_("The institution gave no reason"),
        required=False,
        help_text=_("Needed where the period is too short or urgent, and no reason is found."),
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents published with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
    )
    documents_none = forms.BooleanField(label=_("None were published"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages it was published in"),
        required=False,
        choices=[*LANGUAGE_NAMES, *OTHER_LANGUAGES],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
    )
    has_meetings = _known(_("Public meetings held"))
    commenters = _number(_("People and organizations who commented in writing"))
    comments = _number(_("Comments"))
    accepted = _number(_("Accepted"))
    partly = _number(_("Partly accepted"))
    rejected = _number(_("Rejected"))
    unanswered = _number(_("Without an answer"))
    unreasoned = _number(_("Rejected without a reason"), _("Numbers that do not add up are shown as they are."))
    report_on = _day(_("Report published on"), _("Empty: there was none on the day on which you looked."))
    adopted_on = _day(_("Adopted on"))
    final_text_on = _day(_("Final text published on"))

    SECTIONS = (
        (
            _("What and whose"),
            ("institution", "kind", "title", "title_language", "reference", "address", "source", "looked_on"),
        ),
        (
            _("Consultation"),
            (
                "was_consulted",
                "without_reason",
                "year",
                "opened_on",
                "closes_on",
                "extended_to",
                "is_urgent",
                "short_reason",
                "no_reason_given",
            ),
        ),
        (_("Before it began"), ("planned", "early", "early_on", "notice_on", "channels")),
        (_("Documents"), ("documents", "documents_none", "languages")),
        (
            _("Comments and answers"),
            ("commenters", "comments", "accepted", "partly", "rejected", "unanswered", "unreasoned"),
        ),
        (_("After it"), ("report_on", "adopted_on", "final_text_on")),
        (_("Meetings"), ("has_meetings",)),
    )

    def __init__(self, *arguments: Any, today: date, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial.setdefault("request_key", uuid.uuid4().hex)
        self.initial.setdefault("looked_on", today)
        self.initial.setdefault("title_language", TEXT_LANGUAGES[0])
        self._institutions = {
            row.pk: row for row in Organization.objects.filter(kind__in=INSTITUTIONS).order_by("kind", "name", "pk")
        }
        self._kinds = {row.pk: row for row in ActKind.objects.order_by("position", "pk")}
        groups: dict[str, list[tuple[int, str]]] = {}
        for pk, row in self._institutions.items():
            groups.setdefault(row.get_kind_display(), []).append((pk, row.name))
        self.fields["institution"].choices = [("", _("Choose")), *groups.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Choose")), *((pk, row.name) for pk, row in self._kinds.items())]  # type: ignore[attr-defined]
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (row.code, row.name) for row in DocumentKind.objects.order_by("position", "pk")
        ]

    @classmethod
    def initial_of(cls, content: dict[str, Any]) -> dict[str, Any]:
        """What a kept case says, as the fields of the form want it."""
        words = {True: YesNo.YES.value, False: YesNo.NO.value, None: ""}
        return content | {
            "institution": content["institution"].pk,
            "kind": content["kind"].pk,
            "was_consulted": "1" if content["was_consulted"] else "0",
            "planned": words[content["planned"]],
            "early": words[content["early"]],
            "has_meetings": words[content["has_meetings"]],
            "documents_none": content["documents"] == [],
        }

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in groups with a heading."""
        return [(heading, [self[name] for name in names]) for heading, names in self.SECTIONS]

    def content(self, meetings: Sequence["MeetingForm"]) -> CaseContent:
        """What was written, of valid forms."""
        said = self.cleaned_data
        held = tuple(form.content() for form in meetings if form.is_filled)
        plain = {
            name: said[name]
            for name in (
                "title_language",
                "early_on",
                "notice_on",
                "opened_on",
                "closes_on",
                "extended_to",
                "is_urgent",
                "no_reason_given",
                "commenters",
                "comments",
                "accepted",
                "partly",
                "rejected",
                "unanswered",
                "unreasoned",
                "report_on",
                "adopted_on",
                "final_text_on",
                "was_consulted",
                "looked_on",
                "year",
            )
        }
        texts = {
            name: said[name].strip()
            for name in ("title", "reference", "address", "source", "without_reason", "short_reason")
        }
        return CaseContent(
            institution=self._institutions[said["institution"]],
            kind=self._kinds[said["kind"]],
            planned=_truth(said["planned"]),
            early=_truth(said["early"]),
            has_meetings=True if held else _truth(said["has_meetings"]),
            channels=said["channels"] or None,
            documents=said["documents"] or ([] if said["documents_none"] else None),
            languages=said["languages"] or None,
            meetings=held,
            **plain,
            **texts,
        )


class MeetingForm(forms.Form):
    """One public meeting. A row without a day says nothing."""

    held_on = _day(_("Day"))
    announced_on = _day(_("Announced on"))
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    participants = _number(_("Participants"))

    def clean(self) -> dict[str, Any]:
        """A meeting with anything but a day needs its day, and is announced before it is held."""
        data = super().clean() or self.cleaned_data
        held, announced = data.get("held_on"), data.get("announced_on")
        if held is None and any(data.get(name) for name in ("announced_on", "place", "participants")):
            self.add_error("held_on", _("Write the day of the meeting."))
        if held and announced and announced > held:
            self.add_error("announced_on", _("This day lies after the meeting."))
        return data

    @property
    def is_filled(self) -> bool:
        """Whether it says anything; of a valid form."""
        return self.cleaned_data.get("held_on") is not None

    def content(self) -> MeetingContent:
        """The meeting; of a valid, filled form."""
        said = self.cleaned_data
        return MeetingContent(said["held_on"], said["announced_on"], said["place"].strip(), said["participants"])


def meeting_forms(data: Any = None, initial: Sequence[dict[str, Any]] = ()) -> list[MeetingForm]:
    """A row for each meeting there is, and empty ones to fill."""
    count = max(MEETING_ROWS, len(initial) + 1)
    if data is not None:
        sent = str(data.get("meetings", ""))
        count = min(30, int(sent)) if sent.isdigit() else count
    return [
        MeetingForm(data, prefix=f"meeting-{number}", initial=initial[number] if number < len(initial) else None)
        for number in range(count)
    ]
