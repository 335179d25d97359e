"""What people type about positions: a new one, points, passages, answers, amendments."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.models import Person
from civikos.kernel.workdays import queries as workdays
from civikos.programs.consultations.queries import deadlines
from civikos.programs.positions.actions.opening import Plan as Planned
from civikos.programs.positions.models import Position
from civikos.programs.positions.queries.listing import Filter
from civikos.programs.positions.states import Handling
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization
from civikos.registers.topics.models import Topic

LONGEST = 20_000
LANGUAGES = [("sq", _("Albanian")), ("sr", _("Serbian")), ("en", _("English"))]
AS_PERSON = "individual"


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d")


def _text(rows: int = 5, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class Plan(forms.Form):
    """Until when each phase lasts, and who drafts. Days left empty are proposed by the rules."""

    gather_on = forms.DateField(label=_("Points until"), required=False, widget=_day())
    draft_on = forms.DateField(label=_("Draft until"), required=False, widget=_day())
    consent_on = forms.DateField(label=_("Members' answers until"), required=False, widget=_day())
    short_reason = forms.CharField(
        label=_("Reason for fewer days for points than the rules ask for"), required=False, max_length=300
    )
    rapporteur = forms.CharField(
        label=_("Rapporteur"),
        required=False,
        max_length=254,
        help_text=_("The e-mail address of the person who writes the draft. Empty: the secretariat does."),
    )
    working_group: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Working group"),
        queryset=Organization.objects.filter(kind=Organization.Kind.WORKING_GROUP).order_by("name"),
        required=False,
        empty_label=_("none"),
    )

    def clean_rapporteur(self) -> Person | None:
        """The person with that address."""
        from civikos.kernel.accounts.queries import find_by_email

        said = str(self.cleaned_data["rapporteur"]).strip()
        if not said:
            return None
        person = find_by_email(said)
        if person is None:
            raise forms.ValidationError(_("Nobody with this address is recorded. Check it, or leave it empty."))
        return person

    def planned(self) -> Planned:
        """The plan as instants: the end of the office day."""

        def end(name: str) -> datetime | None:
            day = self.cleaned_data.get(name)
            return workdays.at_local_time(day, deadlines.usual_time(day)) if day else None

        return Planned(end("gather_on"), end("draft_on"), end("consent_on"), self.cleaned_data["short_reason"])


class Open(Plan):
    """A new position: on a consultation, or on a subject of its own."""

    subject = forms.ChoiceField(label=_("What it is about"), choices=Position.Subject.choices)
    consultation = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=300,
        help_text=_("Of the strategy, the budget, the decision or the matter."),
    )
    summary = forms.CharField(
        label=_("Why the network takes a position"), required=False, max_length=2000, widget=_text(3)
    )
    addressee: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Addressed to"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("nobody in particular"),
    )
    addressee_name = forms.CharField(label=_("Addressed to somebody else"), required=False, max_length=250)
    document = forms.FileField(
        label=_("Document it is about"), required=False, help_text=_("Word, PDF or plain text, at most 25 MB.")
    )
    document_url = forms.URLField(
        label=_("Address where the document is public"), required=False, max_length=500, assume_scheme="https"
    )
    topics: "forms.ModelMultipleChoiceField[Topic]" = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of the position"), choices=LANGUAGES, initial="sq")
    letter_language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES, initial="sq")
    is_public = forms.BooleanField(label=_("Public once it is adopted"), required=False, initial=True)
    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    field_order = (
        "subject",
        "title",
        "summary",
        "addressee",
        "addressee_name",
        "document",
        "document_url",
        "topics",
        "language",
        "letter_language",
        "is_public",
        "gather_on",
        "draft_on",
        "consent_on",
        "short_reason",
        "rapporteur",
        "working_group",
        "consultation",
        "request_key",
    )

    def __init__(self, *arguments: Any, on_consultation: bool, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial.setdefault("request_key", uuid.uuid4().hex)
        if on_consultation:
            for name in ("subject", "title", "addressee", "addressee_name", "document", "document_url", "topics"):
                del self.fields[name]
            return
        subjects = [each for each in Position.Subject.choices if each[0] != Position.Subject.CONSULTATION]
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]
        keys = [each.pk for each in organizations.institutions()]
        self.fields["addressee"].queryset = Organization.objects.filter(pk__in=keys).order_by("kind", "name", "pk")  # type: ignore[attr-defined]
        self.fields["topics"].queryset = Topic.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["title"].required = True


def capacity_choices(held: Sequence[Organization]) -> list[tuple[str, Any]]:
    """Each organization with a mandate today, then the person alone."""
    return [
        *((str(each.pk), _("For %(organization)s") % {"organization": each.name}) for each in held),
        (AS_PERSON, _("As an individual")),
    ]


class Suggestion(forms.Form):
    """A member's point."""

    text = forms.CharField(
        label=_("Your point"),
        max_length=LONGEST + 1,
        widget=_text(5),
        help_text=_("What should the position say, and why?"),
        error_messages={"required": _("Write your point.")},
    )
    article = forms.ChoiceField(label=_("Where"), required=False)
    proposed = forms.CharField(
        label=_("Exact wording"), required=False, max_length=LONGEST + 1, widget=_text(3, **{"class": "wording"})
    )
    url = forms.URLField(label=_("Address of a source"), required=False, max_length=500, assume_scheme="https")
    capacity = forms.CharField(label=_("In which capacity do you speak?"))
    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, held: Sequence[Organization], units: Iterable[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        choices = capacity_choices(held)
        self.fields["capacity"].widget = forms.RadioSelect(choices=choices)
        self.initial.setdefault("capacity", choices[0][0] if len(choices) <= 2 else "")
        self.initial.setdefault("request_key", uuid.uuid4().hex)
        places = list(units)
        if places:
            self.fields["article"].choices = [("", _("The whole draft")), *places]  # type: ignore[attr-defined]
        else:
            del self.fields["article"]

    @property
    def organization(self) -> int | None:
        """For whom the person speaks; None for themselves."""
        said = self.cleaned_data["capacity"]
        return int(said) if said.isdecimal() else None


class Passage(forms.Form):
    """A passage: where, why, which wording, from which sources."""

    eid = forms.ChoiceField(label=_("Where"), required=False)
    heading = forms.CharField(label=_("Heading"), required=False, max_length=200)
    text = forms.CharField(
        label=_("Why: the reasoning, sentence by sentence"),
        required=False,
        max_length=LONGEST + 1,
        widget=_text(8),
        help_text=_(
            "Plain text; an empty line begins a paragraph. Sentences you leave as they are keep their sources."
        ),
    )
    proposed = forms.CharField(
        label=_("Wording the network asks for"),
        required=False,
        max_length=LONGEST + 1,
        widget=_text(4, **{"class": "wording"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    named = forms.CharField(
        label=_("Other sources"),
        required=False,
        max_length=3000,
        widget=_text(2),
        help_text=_("One on each line: a document and where in it, or an address."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, units: Iterable[tuple[str, str]], original: str = "", **more: Any) -> None:
        super().__init__(*arguments, **more)
        places = list(units)
        if places:
            self.fields["eid"].choices = [("", _("No particular place")), *places]  # type: ignore[attr-defined]
        else:
            del self.fields["eid"]
        if original:
            self.fields["proposed"].widget.attrs["data-original"] = original

    def clean_text(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_proposed(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["proposed"]).replace("\r\n", "\n")


def named_sources(said: str) -> list[tuple[str, str]]:
    """Sources as typed, one on each line: text and address."""
    found = []
    for line in said.splitlines():
        words = line.split()
        url = next((each for each in words if each.startswith(("https://", "http://"))), "")
        text = " ".join(each for each in words if each != url)
        if text or url:
            found.append((text[:500], url[:500]))
    return found


class Amendment(forms.Form):
    """Other words for a passage."""

    text = forms.CharField(
        label=_("The reasoning as it should read"), required=False, max_length=LONGEST + 1, widget=_text(7)
    )
    proposed = forms.CharField(
        label=_("The wording as it should read"),
        required=False,
        max_length=LONGEST + 1,
        widget=_text(4, **{"class": "wording"}),
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=LONGEST + 1, widget=_text(3))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, before: tuple[str, str], **more: Any) -> None:
        super().__init__(*arguments, **more)
        text, proposed = before
        self.initial.setdefault("text", text)
        self.initial.setdefault("proposed", proposed)
        self.fields["text"].widget.attrs["data-original"] = text
        self.fields["proposed"].widget.attrs["data-original"] = proposed
        if not proposed:
            del self.fields["proposed"]

    def clean_text(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_proposed(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["proposed"]).replace("\r\n", "\n")


class Objection(forms.Form):
    """Why an organization objects."""

    reason = forms.CharField(
        label=_("Why your organization objects"),
        max_length=LONGEST + 1,
        widget=_text(4),
        help_text=_("Members will read it."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Decision(forms.Form):
    """What the rapporteur does with an amendment."""

    handling = forms.ChoiceField(
        label=_("Decision"),
        choices=Handling.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=_text(3),
        help_text=_("Needed where it is not, or only in part, taken over. The organization and all members read it."),
    )
    text = forms.CharField(
        label=_("The reasoning as it will read, if taken over in part"),
        required=False,
        max_length=LONGEST + 1,
        widget=_text(6),
    )
    proposed = forms.CharField(
        label=_("The wording as it will read, if taken over in part"),
        required=False,
        max_length=LONGEST + 1,
        widget=_text(4, **{"class": "wording"}),
    )


class Reason(forms.Form):
    """Why something is withdrawn or corrected."""

    reason = forms.CharField(label=_("Reason, which everybody will read"), max_length=500, widget=_text(3))


class Dissent(forms.Form):
    """A statement that stands by name in the position."""

    passage = forms.ChoiceField(label=_("From what your organization dissents"), required=False)
    statement = forms.CharField(
        label=_("Statement"),
        max_length=5000,
        widget=_text(5),
        help_text=_("It is published with the position, with your organization's name."),
    )

    def __init__(self, *arguments: Any, passages: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["passage"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole position")),
            *((str(number), label) for number, label in passages),
        ]


class Listing(forms.Form):
    """What part of the list is asked for."""

    words = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), ("open", _("Under way")), ("adopted", _("Adopted")), ("ended", _("Ended otherwise"))],
    )
    subject = forms.ChoiceField(label=_("Subject"), required=False, choices=[("", _("Any")), *Position.Subject.choices])

    def __init__(self, *arguments: Any, with_open: bool, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if not with_open:
            state: Any = self.fields["state"]
            state.choices = [each for each in state.choices if each[0] != "open"]

    def wanted(self) -> Filter:
        """The filter; fields that do not hold are left out."""
        self.is_valid()
        return Filter(**{name: value for name, value in self.cleaned_data.items() if value})
