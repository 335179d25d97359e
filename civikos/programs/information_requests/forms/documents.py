"""Forms for received documents and what is covered in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.information_requests.models import Redaction
from civikos.programs.information_requests.papers.redaction import PATTERNS, Box

MOST_WORDS = 40


class NewDocument(forms.Form):
    """A file added by hand."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, Word, Excel or plain text, at most 25 MB."))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)


class Cover(forms.Form):
    """What to cover by what it says."""

    patterns = forms.MultipleChoiceField(
        label=_("Patterns"),
        choices=[(code, Redaction.Why(code).label) for code in PATTERNS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_(
            "One name or expression a line. Capital letters, diacritics and endings do not matter. The words are not kept."
        ),
    )

    def listed_words(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()][:MOST_WORDS]


class DrawnBox(forms.Form):
    """A box on a page, in percent of the page from its upper left corner."""

    page = forms.IntegerField(label=_("Page"), min_value=1)
    left = forms.FloatField(label=_("From the left, %"), min_value=0, max_value=99.9)
    top = forms.FloatField(label=_("From the top, %"), min_value=0, max_value=99.9)
    width = forms.FloatField(label=_("Width, %"), min_value=0.1, max_value=100)
    height = forms.FloatField(label=_("Height, %"), min_value=0.1, max_value=100)

    def box(self) -> Box:
        """The box as fractions of the page."""
        said: dict[str, Any] = self.cleaned_data
        return Box(said["page"] - 1, said["left"] / 100, said["top"] / 100, said["width"] / 100, said["height"] / 100)


class Title(forms.Form):
    """The title under which a document is shown."""

    title = forms.CharField(label=_("Title"), max_length=200)


class SecondLook(forms.Form):
    """The word of somebody who has looked at every page."""

    looked = forms.BooleanField(label=_("I have looked at every page: nothing that must stay private can be read."))
