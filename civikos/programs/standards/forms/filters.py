"""Which consultations are looked at."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.standards.measures import Verdict
from civikos.programs.standards.queries.watch import SHOWN, Filter, Watch
from civikos.programs.standards.states import Level

VERDICTS = {
    Verdict.MET: _("met"),
    Verdict.NOT_MET: _("not met"),
    Verdict.OPEN: _("cannot be said yet"),
    Verdict.NOT_APPLICABLE: _("does not apply"),
}
SHOWS = {
    "consulted": _("put to consultation"),
    "without": _("adopted without consultation"),
    "urgent": _("declared urgent"),
    "met_all": _("kept all standards"),
    "not_met_all": _("did not keep all standards"),
    "participants": _("with participants counted"),
    "commenters": _("with written comments"),
    "accepted": _("with accepted comments"),
    "partly": _("with partly accepted comments"),
    "rejected": _("with rejected comments"),
}
assert set(SHOWS) == set(SHOWN)  # noqa: S101 - one word for each


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the name of the parameter that removes it."""

    label: str
    name: str


class WatchFilter(forms.Form):
    """Year, level and kind. A value that is no choice asks for nothing."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    level = forms.ChoiceField(label=_("Institutions"), required=False, choices=[("", _("All")), *Level.choices])
    kind = forms.ChoiceField(label=_("Kind of document"), required=False)

    def __init__(self, *arguments: Any, watch: Watch, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["year"].choices = [("", _("All years")), *((year, str(year)) for year in watch.years)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All")), *watch.kinds.items()]  # type: ignore[attr-defined]

    def wanted(self) -> Filter:
        """The filter; fields that do not hold are left out."""
        self.is_valid()
        return Filter(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[Chip]:
        """What is set, to be taken off one by one."""
        self.is_valid()
        made = []
        for name, value in self.cleaned_data.items():
            if value:
                labels = {str(key): label for key, label in getattr(self.fields[name], "choices", [])}
                made.append(Chip(f"{self.fields[name].label}: {labels.get(str(value), value)}", name))
        return made


class CaseFilter(WatchFilter):
    """The list behind a cell: also institution, standard, what became of it, and words."""

    institution = forms.TypedChoiceField(label=_("Institution"), required=False, coerce=int, empty_value=None)
    standard = forms.ChoiceField(label=_("Standard"), required=False)
    verdict = forms.ChoiceField(
        label=_("Standard was"),
        required=False,
        choices=[("", _("Any")), *((key.value, label) for key, label in VERDICTS.items())],
    )
    show = forms.ChoiceField(label=_("Only"), required=False, choices=[("", _("All")), *SHOWS.items()])
    words = forms.CharField(label=_("Words"), max_length=100, required=False)

    def __init__(self, *arguments: Any, watch: Watch, **more: Any) -> None:
        super().__init__(*arguments, watch=watch, **more)
        with_cases = {card.facts.institution for card in watch.cards}
        self.fields["institution"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((row.pk, row.name) for row in watch.institutions.values() if row.pk in with_cases),
        ]
        named = {each.code: each.label for each in watch.ruler.yardsticks}
        self.fields["standard"].choices = [("", _("Any")), *named.items()]  # type: ignore[attr-defined]
