"""Words are collected, kept, judged and compiled."""

import gettext
from pathlib import Path

import polib
import pytest

from tests.tooling.ops import script

translations = script("translations")
Message, Fault = translations.Message, translations.Fault


def test_messages_of_python_are_found_under_every_name() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext as p\n"
        'a = _("One")\nb = ngettext("%(n)s day", "%(n)s days", n)\nc = p("month", "May")\nd = _("Two " "parts")\n'
    )
    assert set(translations.of_python(source, "x.py")) == {
        Message("One"), Message("%(n)s day", "", "%(n)s days"), Message("May", "month"), Message("Two parts"),
    }  # fmt: skip


def test_an_underscore_that_is_not_gettext_is_left_alone() -> None:
    assert list(translations.of_python('for _ in rows: pass\nx = _("x")', "x.py")) == []


def test_a_message_that_is_put_together_is_a_fault() -> None:
    found = list(translations.of_python('from django.utils.translation import gettext as _\n_(f"{n} days")', "x.py"))
    assert isinstance(found[0], Fault)
    assert "x.py:2" in str(found[0])


def test_messages_of_templates_are_found() -> None:
    source = (
        '{% load i18n %}<p class="x">It isn\'t "translated"</p>{% translate "Search" %} {% translate "May" context "month" %}'
        '{% blocktranslate trimmed with who=actor.name %}\n  Hello\n  %(who)s {{ who }}\n{% endblocktranslate %}'
        "{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
        '{% include "x" with label=_("Close (x)") %}'
    )  # fmt: skip
    found = set(translations.of_template(source, "x.html"))
    assert {
        Message("Search"),
        Message("May", "month"),
        Message("Close (x)"),
        Message("%(n)s row", "", "%(n)s rows"),
    } <= found
    assert any(message.text.startswith("Hello") for message in found)
    assert len(found) == 5


@pytest.fixture
def catalogue() -> polib.POFile:
    messages = {Message("One"), Message("%(n)s day", "", "%(n)s days"), Message("Hello %(name)s")}
    new = translations.updated(polib.POFile(), messages, "sr_Latn")
    for entry in new:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "%(n)s dan", 1: "%(n)s dana", 2: "%(n)s dana"}
        else:
            entry.msgstr = {"One": "Jedan", "Hello %(name)s": "Zdravo %(name)s"}[entry.msgid]
    return new


MESSAGES = {Message("One"), Message("%(n)s day", "", "%(n)s days"), Message("Hello %(name)s")}


def test_a_complete_catalogue_has_no_fault(catalogue: polib.POFile) -> None:
    assert translations.faults_of(catalogue, MESSAGES, "sr_Latn") == []


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda entries: setattr(entries["One"], "msgstr", ""), "not translated"),
        (lambda entries: entries["One"].flags.append("fuzzy"), "doubtful"),
        (lambda entries: setattr(entries["Hello %(name)s"], "msgstr", "Zdravo"), "placeholders"),
        (lambda entries: setattr(entries["Hello %(name)s"], "msgstr", "Zdravo %(ime)s"), "placeholders"),
        (lambda entries: entries["%(n)s day"].msgstr_plural.update({2: ""}), "not translated"),
        (lambda entries: setattr(entries["One"], "msgid", "Uno"), "not in the catalogue"),
    ],
)
def test_each_flaw_is_a_fault(catalogue: polib.POFile, spoil: object, complaint: str) -> None:
    spoil({entry.msgid: entry for entry in catalogue})
    assert any(complaint in str(fault) for fault in translations.faults_of(catalogue, MESSAGES, "sr_Latn"))


def test_an_update_keeps_translations_and_drops_what_nobody_uses(catalogue: polib.POFile) -> None:
    new = translations.updated(catalogue, {Message("One"), Message("Two")}, "sr_Latn")
    assert [(entry.msgid, entry.msgstr) for entry in new] == [("One", "Jedan"), ("Two", "")]
    assert "POT-Creation-Date" not in new.metadata
    assert "#:" not in str(new)


def test_words_of_django_that_we_say_otherwise_are_kept(catalogue: polib.POFile) -> None:
    catalogue.append(
        polib.POEntry(msgid="This field is required.", msgstr="Popunite ovo polje.", tcomment="Django: sign-in")
    )
    new = translations.updated(catalogue, {Message("One"), Message("Two")}, "sr_Latn")
    assert [entry.msgid for entry in new] == ["One", "This field is required.", "Two"]
    assert translations.faults_of(catalogue, MESSAGES, "sr_Latn") == []


def test_compiled_catalogues_speak(catalogue: polib.POFile, tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "sr_Latn" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue.save(str(folder / "django.po"))
    assert translations.compile_all(tmp_path) == 1
    with (folder / "django.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert spoken.gettext("One") == "Jedan"
    assert [spoken.ngettext("%(n)s day", "%(n)s days", n) % {"n": n} for n in (1, 3, 5)] == [
        "1 dan",
        "3 dana",
        "5 dana",
    ]


def test_plural_forms_are_the_ones_django_uses() -> None:
    # Django keeps catalogues of other plural forms apart, and then its own words would be looked up twice.
    import django

    folder = Path(django.__file__).parent / "conf" / "locale"
    for language, forms in translations.PLURALS.items():
        theirs = polib.mofile(str(folder / language / "LC_MESSAGES" / "django.mo")).metadata["Plural-Forms"]
        assert "".join(forms.split()).rstrip(";") == "".join(theirs.split()).rstrip(";")
