"""What people set for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.models import Hold, Message
from civikos.kernel.correspondence.queries import Sought
from civikos.registers.organizations.models import Organization
from civikos.registers.organizations.queries import Asked
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


class Mails(forms.Form):
    """What somebody looks for among the mails that were sent."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=pgettext_lazy("a period of days", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("every kind")), *kinds]  # type: ignore[attr-defined]
        states = [*Message.State.choices, ("opened", _("link opened")), ("complained", _("not wanted"))]
        self.fields["state"].choices = [("", _("every state")), *states]  # type: ignore[attr-defined]

    def sought(self) -> Sought:
        """What was asked for; what is not valid is left out, and the page says so."""
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        return Sought(
            found.get("kind", ""), found.get("state", ""), found.get("since") or None, found.get("until") or None
        )

    @property
    def is_set(self) -> bool:
        """Whether anything was asked for."""
        return self.sought() != Sought()


class Addresses(forms.Form):
    """What somebody looks for among addresses that do not work."""

    words = forms.CharField(label=_("Name, organization or address"), required=False, max_length=100)
    hub = forms.ChoiceField(label=_("Hub"), required=False)
    reason = forms.ChoiceField(label=_("Why"), required=False, choices=[("", _("every reason")), *Hold.Reason.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("not working")), ("over", _("working again"))]
    )

    def __init__(self, *args: Any, hubs: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("every hub")), *((str(place.pk), place.name) for place in hubs)]
        self.fields["hub"].choices = choices  # type: ignore[attr-defined]
        if len(hubs) < 2:
            del self.fields["hub"]

    def asked(self) -> Asked:
        """What was asked for; what is not valid is left out."""
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        hub = found.get("hub", "")
        return Asked(
            found.get("words", "").strip(),
            int(hub) if hub else None,
            found.get("reason", ""),
            found.get("state", "") == "over",
        )

    @property
    def is_set(self) -> bool:
        """Whether anything was asked for."""
        return self.asked() != Asked()


class NewAddress(forms.Form):
    """Another address for somebody."""

    email = forms.EmailField(label=_("The right address"), max_length=254)
