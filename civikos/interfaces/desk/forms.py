"""What people set for themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.models import Person
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic


class Language(forms.Form):
    """In which language letters come."""

    language = forms.ChoiceField(
        label=_("Language of the mails you get"), choices=Person.Language.choices, widget=forms.RadioSelect
    )


class Follow(forms.Form):
    """What somebody wants to hear of beside what concerns their organizations."""

    topic: "forms.ModelChoiceField[Topic]" = forms.ModelChoiceField(
        label=_("Field"), queryset=Topic.objects.none(), required=False, empty_label=_("any field")
    )
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Place.objects.none(), required=False, empty_label=_("any municipality")
    )
    institution: "forms.ModelChoiceField[Organization]" = forms.ModelChoiceField(
        label=_("Institution"), queryset=Organization.objects.none(), required=False, empty_label=_("any institution")
    )

    def __init__(self, *args: object, topics: object, places: object, institutions: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]
