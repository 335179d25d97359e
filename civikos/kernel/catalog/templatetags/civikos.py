"""What every template may use: dates and numbers as people write them, states, passages in another language."""

from collections.abc import Iterator
from datetime import date, datetime

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.urls import translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from civikos.kernel.catalog.dates import spoken_date, weekday

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """`4 dhjetor 2026`: a local date in words."""
    return "" if value is None else spoken_date(value)


@register.filter
def moment(value: datetime | None) -> str:
    """`e premte, 4 dhjetor 2026, ora 16:00`: a deadline as it is said."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(weekday)s, %(date)s, %(time)s") % {
        "weekday": weekday(local),
        "date": spoken_date(local),
        "time": local.strftime("%H:%M"),
    }


@register.filter
def when(value: datetime | None) -> str:
    """`4.12.2026 16:00`, for lists."""
    return "" if value is None else timezone.localtime(value).strftime("%d.%m.%Y %H:%M")


@register.filter
def iso(value: datetime | date | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    return value.isoformat() if value else ""


@register.filter
def working_days(count: int | None) -> str:
    """`6 working days left`, `last day`, `closed`."""
    if count is None:
        return ""
    if count <= 0:
        return _("closed")
    if count == 1:
        return _("last day")
    return ngettext("%(n)s working day left", "%(n)s working days left", count) % {"n": count}


@register.filter
def lang_tag(language: str) -> str:
    """The value of a `lang` attribute for a text language."""
    return {"sr": "sr-Latn", "sr-latn": "sr-Latn"}.get(language, language)


@register.filter
def language_name(language: str) -> str:
    """The name of a text language in the active language."""
    return {"sq": _("Albanian"), "sr": _("Serbian"), "en": _("English")}.get(language, language)


@register.filter
def get(mapping: dict[object, object], key: object) -> object:
    """An entry of a mapping by a key that is a variable."""
    return mapping.get(key)


@register.filter
def page_numbers(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The numbers to offer under a long list, with gaps."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.simple_tag(takes_context=True)
def this_page_in(context: template.Context, language: str) -> str:
    """The address of the page being shown in another language."""
    request = context.get("request")
    if request is None:
        return f"/{language}/"
    # The language is the first part of every page's address and nothing else of it is translated; Django's own way
    # resolves and reverses the address anew for each language.
    address: str = request.get_full_path()
    here = f"/{get_language()}/"
    return f"/{language}/{address[len(here) :]}" if address.startswith(here) else translate_url(address, language)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without one it is decoration."""
    address = f"{settings.STATIC_URL}civikos/icons.svg#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, **changes: object) -> str:
    """The query string of this page with some parameters changed; empty values are left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def page_without(context: template.Context, *names: str) -> str:
    """The query string of this page without some parameters."""
    query = context["request"].GET.copy()
    for name in names:
        query.pop(name, None)
    return "?" + query.urlencode()


@register.filter
def file_ending(name: str) -> str:
    """`DOCX` for `draft.docx`; what a link to a file says beside its name."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return ending.upper()
