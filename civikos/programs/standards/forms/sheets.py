"""A sheet, what its headings hold, and words before a report."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.kernel.languages import of_text
from civikos.programs.standards.models import Sheet
from civikos.programs.standards.queries.sheets import columns_of


class SheetForm(forms.Form):
    """A sheet to be read."""

    kind = forms.ChoiceField(
        label=_("What does the sheet hold?"),
        choices=Sheet.Kind.choices,
        widget=forms.RadioSelect,
        initial=Sheet.Kind.CASES,
    )
    file = forms.FileField(
        label=_("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.xls"}),
        help_text=_("XLSX or CSV, headings in Albanian, Serbian or English, in any order."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where these rows come from; shown with each of them."),
    )


class MappingForm(forms.Form):
    """Which of our columns each heading holds."""

    def __init__(
        self, *arguments: Any, headings: Sequence[str], kind: str, mapping: dict[int, str], **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        language = of_text()
        choices = [("", _("leave out")), *((each.code, each.heading(language)) for each in columns_of(kind))]
        for place, heading in enumerate(headings):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading or f"({place + 1})", required=False, choices=choices, initial=mapping.get(place, "")
            )

    def clean(self) -> dict[str, Any]:
        """One heading for a column at most."""
        data = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, code in data.items():
            if code and code in seen:
                self.add_error(name, _("Another heading holds this already."))
            seen[code] = name
        return data

    @property
    def chosen(self) -> dict[int, str]:
        """Place → column; of a valid form."""
        return {int(name[1:]): code for name, code in self.cleaned_data.items() if code}


class ForewordForm(forms.Form):
    """The words before a report, in three languages."""

    sq = forms.CharField(
        label=_("Foreword in Albanian"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "sq"}),
    )
    sr = forms.CharField(
        label=_("Foreword in Serbian"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "sr-Latn"}),
    )
    en = forms.CharField(
        label=_("Foreword in English"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )
