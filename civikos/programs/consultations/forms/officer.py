"""What the secretariat types: a draft, its deadlines, a new version, reasons."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civikos.kernel.workdays import queries as workdays
from civikos.registers.legislation.models import ActKind, DocumentKind
from civikos.registers.legislation.queries import LANGUAGE_NAMES
from civikos.registers.organizations import queries as organizations
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic

DAY = {"type": "date", "class": "input--short"}
CLOCK = {"type": "time", "class": "input--short"}
ACCEPT = ".docx,.pdf,.txt,.doc,.odt,.rtf"
ACCEPT_DOCUMENTS = ".docx,.pdf,.txt,.xlsx"
FIRST_DOCUMENTS = ("explanatory_memorandum", "financial_impact", "concordance_table")
MOST_DOCUMENTS = 20


def day_input() -> forms.DateInput:
    """A date as browsers want it, whatever the language of the page."""
    return forms.DateInput(attrs=dict(DAY), format="%Y-%m-%d")


def clock_input() -> forms.TimeInput:
    """A time of day."""
    return forms.TimeInput(attrs=dict(CLOCK), format="%H:%M")


class SeveralFiles(forms.FileInput):
    """One control, several files."""

    allow_multiple_selected = True


class Deadlines(forms.Form):
    """The institution's deadline and the members' own; the latter is proposed by the clock when left empty."""

    government_on = forms.DateField(label=_("Deadline of the institution: day"), widget=day_input())
    government_at = forms.TimeField(label=_("Time of day"), widget=clock_input())
    members_on = forms.DateField(label=_("Deadline for members: day"), required=False, widget=day_input())
    members_at = forms.TimeField(label=_("Time of day"), required=False, widget=clock_input())

    @property
    def government_until(self) -> datetime:
        """The institution's deadline as an instant; of a valid form."""
        return workdays.at_local_time(self.cleaned_data["government_on"], self.cleaned_data["government_at"])

    @property
    def members_until(self) -> datetime | None:
        """The members' deadline as an instant, or None if it is to be proposed."""
        day = self.cleaned_data.get("members_on")
        return (
            workdays.at_local_time(day, self.cleaned_data.get("members_at") or self.cleaned_data["government_at"])
            if day
            else None
        )


class Register(Deadlines):
    """Everything about a draft but its files, which are gathered apart so that they survive a refusal."""

    without_articles = forms.BooleanField(
        label=_("This text has no articles"),
        required=False,
        help_text=_("For a concept document, a strategy or a plan."),
    )
    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    mail = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    title_sq = forms.CharField(label=_("Title in Albanian"), required=False, max_length=400)
    title_sr = forms.CharField(label=_("Title in Serbian"), required=False, max_length=400)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=400)
    kind: forms.ModelChoiceField[ActKind] = forms.ModelChoiceField(
        ActKind.objects.none(), label=_("Kind of act"), empty_label=_("Choose")
    )
    institution = forms.ChoiceField(label=_("Institution"))
    reference = forms.CharField(
        label=_("Number on the government's platform"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=_("Fields of activity"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
        help_text=_(
            "Organizations that work in these fields get the draft. Without field and municipality all members get it."
        ),
    )
    place: forms.ModelChoiceField[Place] = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Municipality"),
        required=False,
        empty_label=_("The whole country"),
        help_text=_("For an act of a municipality: its organizations get the draft."),
    )
    opened_on = forms.DateField(label=_("Consultation opened by the institution on"), widget=day_input())
    is_public = forms.TypedChoiceField(
        label=_("Who may read the draft?"),
        choices=[("1", _("Everybody: the institution has published it")), ("0", _("Members only"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences for people who decide whether to read on."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("request_key", uuid.uuid4().hex)
        self.institutions = {str(row.pk): row for row in organizations.institutions()}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, row in self.institutions.items():
            groups.setdefault(row.get_kind_display(), []).append((key, row.name))
        self.fields["institution"].choices = [("", _("Choose")), *groups.items()]  # type: ignore[attr-defined]
        self.fields["kind"].queryset = ActKind.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["topics"].queryset = Topic.objects.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["place"].queryset = Place.objects.filter(kind=Place.Kind.MUNICIPALITY).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_institution(self) -> Organization:
        """The organization itself."""
        return self.institutions[self.cleaned_data["institution"]]

    def clean(self) -> dict[str, Any]:
        """An act of a municipality concerns that municipality unless another one is named."""
        data = super().clean() or self.cleaned_data
        institution = data.get("institution")
        if institution is not None and institution.kind == Organization.Kind.MUNICIPALITY and not data.get("place"):
            data["place"] = institution.place
        return data

    @property
    def titles(self) -> dict[str, str]:
        """Titles by text language, only those written."""
        written = {language: self.cleaned_data[f"title_{language}"].strip() for language in ("sq", "sr", "en")}
        return {language: title for language, title in written.items() if title}


class DocumentRow(forms.Form):
    """One accompanying document. A row without a file says nothing."""

    kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("several, or none")), *LANGUAGE_NAMES]
    )
    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT_DOCUMENTS}))

    def __init__(self, kinds: list[DocumentKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *((kind.code, kind.name) for kind in kinds)]  # type: ignore[attr-defined]

    @property
    def ticket(self) -> str:
        """The ticket of the file that was sent with this row before; "" if none, or if its box has been cleared."""
        return str(self.data.get(f"{self.prefix}-kept", "")) if self.is_bound else ""


class NewVersion(forms.Form):
    """The next text of a draft."""

    received_on = forms.DateField(label=_("Received on"), widget=day_input())
    label = forms.CharField(
        label=_("What it is called"),
        required=False,
        max_length=120,
        help_text=_("Such as “after the public consultation”, or “adopted by the Government”."),
    )
    without_articles = forms.BooleanField(label=_("This text has no articles"), required=False)


class ChangeDeadline(Deadlines):
    """New deadlines and why."""

    reason = forms.CharField(
        label=pgettext_lazy("why something was done", "Reason"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who was invited reads it in the mail that tells the new deadline."),
    )


class Reason(forms.Form):
    """A decision with its reason."""

    reason = forms.CharField(
        label=pgettext_lazy("why something was done", "Reason"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(forms.Form):
    """The words before the report."""

    foreword = forms.CharField(
        label=_("Foreword"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Stands before the figures, on the page and in the PDF, in the language in which you write it."),
    )
    despite = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class Correct(forms.Form):
    """Number, heading and words of one provision in one language."""

    number = forms.CharField(
        label=_("Number"), required=False, max_length=40, widget=forms.TextInput(attrs={"class": "input--short"})
    )
    heading = forms.CharField(label=_("Heading"), required=False, max_length=1000)
    text = forms.CharField(
        label=_("Words"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"class": "wording", "rows": 8}),
    )


class Divide(forms.Form):
    """Where a provision should be divided, and what begins there."""

    KINDS = [
        ("article", _("article")),
        ("paragraph", _("paragraph")),
        ("subparagraph", _("subparagraph")),
        ("point", _("point")),
        ("letter", _("letter")),
        ("text", _("text without a number")),
    ]
    at_words = forms.CharField(
        label=_("First words of the new provision"),
        max_length=500,
        help_text=_("Copied exactly from the text. From there on it stands for itself."),
    )
    kind = forms.ChoiceField(label=_("What begins there"), choices=KINDS)
    number = forms.CharField(
        label=_("Its number"), required=False, max_length=40, widget=forms.TextInput(attrs={"class": "input--short"})
    )
    heading = forms.CharField(label=_("Its heading"), required=False, max_length=1000)


def today_and(clock: time, on: date | None = None) -> dict[str, Any]:
    """What a new form begins with: opened today, the usual hour of deadlines."""
    return {
        "opened_on": on or timezone.localdate(),
        "received_on": on or timezone.localdate(),
        "government_at": clock,
        "is_public": "1",
    }
