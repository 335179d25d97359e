"""What is typed for an election: the plan, candidates, holders, a ballot, paper, a lot."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workdays import queries as workdays
from civikos.procedures.ballots.actions.preparing import MOST_HOLDERS, Plan
from civikos.procedures.ballots.models import LANGUAGES, METHODS, Election
from civikos.procedures.ballots.queries.rules import texts_of
from civikos.registers.organizations.models import Organization

DAY = {"type": "date", "class": "input--short"}
CLOCK = {"type": "time", "class": "input--short"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=dict(DAY), format="%Y-%m-%d"))


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=dict(CLOCK), format="%H:%M"))


class PlanForm(forms.Form):
    """What is voted on, and when."""

    title_sq = forms.CharField(label=_("Title in Albanian"), required=False, max_length=200)
    title_sr = forms.CharField(label=_("Title in Serbian"), required=False, max_length=200)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    explanation_sq = forms.CharField(label=_("What it is about, in Albanian"), required=False, widget=forms.Textarea)
    explanation_sr = forms.CharField(label=_("What it is about, in Serbian"), required=False, widget=forms.Textarea)
    explanation_en = forms.CharField(label=_("What it is about, in English"), required=False, widget=forms.Textarea)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=99, initial=1)
    method = forms.ChoiceField(label=_("How votes become seats"), choices=METHODS)
    most_marks = forms.IntegerField(label=_("Marks on a ballot at most"), min_value=1, max_value=99, initial=1)
    quorum = forms.IntegerField(
        label=_("Voters needed"), min_value=0, initial=0, help_text=_("0 where no quorum is asked for.")
    )
    least_votes = forms.IntegerField(label=_("Votes needed to be elected"), min_value=1, initial=1)
    roll_on = _day(_("Electorate as of"))
    opens_on = _day(_("Voting begins: day"))
    opens_at = _clock(_("Time of day"))
    closes_on = _day(_("Voting ends: day"))
    closes_at = _clock(_("Time of day"))

    def clean(self) -> dict[str, Any]:
        """At least one title; the transferable vote has at most five ranks."""
        data = super().clean() or {}
        if not any(data.get(f"title_{language}") for language, _name in LANGUAGES):
            self.add_error("title_sq", _("Write the title in at least one language."))
        if data.get("method") == "stv" and (data.get("most_marks") or 0) > 5:
            self.add_error("most_marks", _("At most five: a longer order, once published, could tell who voted."))
        return data

    @property
    def plan(self) -> Plan:
        """The values of a valid form."""
        data = self.cleaned_data
        return Plan(
            titles={language: data[f"title_{language}"] for language, _name in LANGUAGES},
            explanations={language: data[f"explanation_{language}"] for language, _name in LANGUAGES},
            seats=data["seats"],
            method=data["method"],
            most_marks=data["most_marks"],
            opens_at=workdays.at_local_time(data["opens_on"], data["opens_at"]),
            closes_at=workdays.at_local_time(data["closes_on"], data["closes_at"]),
            roll_on=data["roll_on"],
            quorum=data["quorum"],
            least_votes=data["least_votes"],
        )

    @classmethod
    def of(cls, election: Election) -> "PlanForm":
        """The form filled with an election as it is."""
        opens, closes = timezone.localtime(election.opens_at), timezone.localtime(election.closes_at)
        plain = ("seats", "method", "most_marks", "quorum", "least_votes", "roll_on")
        filled = {name: getattr(election, name) for name in plain}
        for field in ("title", "explanation"):
            filled |= {f"{field}_{language}": text for language, text in texts_of(election, field).items()}
        return cls(
            initial=filled
            | {
                "opens_on": opens.date(),
                "opens_at": opens.time(),
                "closes_on": closes.date(),
                "closes_at": closes.time(),
            }
        )

    @classmethod
    def empty(cls, at: datetime) -> "PlanForm":
        """The form for a new election."""
        return cls(initial={"roll_on": timezone.localdate(at)})


class CandidateForm(forms.Form):
    """Somebody who stands."""

    name = forms.CharField(label=_("Name"), max_length=200)
    organization: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Proposed by"), queryset=Organization.objects.none(), required=False
    )
    statement = forms.CharField(label=_("In the candidate's own words"), required=False, widget=forms.Textarea)
    language = forms.ChoiceField(label=_("Language of these words"), choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Organization.objects.filter(kind=Organization.Kind.CSO).order_by("name", "pk")


class HoldersForm(forms.Form):
    """Who holds a key of the box; all of them are needed to open it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_HOLDERS + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Holder %(number)s: name") % {"number": number}, required=number == 1, max_length=200
            )
            self.fields[f"recipient_{number}"] = forms.CharField(
                label=_("Holder %(number)s: public half of the key") % {"number": number},
                required=number == 1,
                max_length=100,
                help_text=_("It begins with age1. The secret half is never given to the platform."),
            )

    @property
    def holders(self) -> list[tuple[str, str]]:
        """Names and public halves of a valid form."""
        pairs = [
            (self.cleaned_data[f"name_{number}"], self.cleaned_data[f"recipient_{number}"])
            for number in range(1, MOST_HOLDERS + 1)
        ]
        return [pair for pair in pairs if any(pair)]


class FileForm(forms.Form):
    """The file that opening a box gave."""

    file = forms.FileField(label=_("Dossier"), help_text=_("The file that “python -m ballotbox open” wrote."))


class OwnWordForm(forms.Form):
    """The voter's own word; the words drawn come along hidden, so that nothing of them is kept anywhere."""

    words = forms.CharField(max_length=40, widget=forms.HiddenInput)
    own = forms.CharField(
        label=_("A word of your own"),
        max_length=60,
        help_text=_("At least four letters. With the three words above it is your phrase: write all four down."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    @property
    def phrase(self) -> str:
        """The phrase of a valid form."""
        return f"{self.cleaned_data['words']} {self.cleaned_data['own']}"


class PhraseForm(forms.Form):
    """A phrase, to look for its marks."""

    phrase = forms.CharField(
        label=_("Your four words"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PaperForm(forms.Form):
    """The ballots on paper, one on a line, as one person reads them."""

    ballots = forms.CharField(
        label=_("Ballots on paper"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "One ballot on a line: the numbers of the candidates marked, with blanks between. A blank ballot is a line with 0."
        ),
    )
    observer = forms.CharField(label=_("Observers present"), required=False, max_length=300)

    @property
    def choices(self) -> list[list[str]]:
        """The codes on each ballot of a valid form."""
        lines = [line.split() for line in self.cleaned_data["ballots"].splitlines() if line.strip()]
        return [[f"c{number.removeprefix('c')}" for number in line if number != "0"] for line in lines]


class DrawForm(forms.Form):
    """Numbers drawn in public."""

    tie = forms.CharField(widget=forms.HiddenInput)
    numbers = forms.CharField(
        label=_("Numbers drawn"),
        max_length=200,
        help_text=_("As they were drawn, in their order, with blanks between."),
    )
    drawn_by = forms.CharField(label=_("Drawn by"), max_length=200)
    minutes = forms.CharField(label=_("Place in the minutes"), required=False, max_length=200)


class ReasonForm(forms.Form):
    """Why an election is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
