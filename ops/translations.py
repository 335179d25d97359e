#!/usr/bin/env python3
"""
The words of code and templates in the three languages. English stands in the code; locale/ has Albanian and Serbian.

    python ops/translations.py update     collect: new messages come in empty, those nobody uses go
    python ops/translations.py check      fails when a message is missing, empty, doubtful, or has other placeholders
    python ops/translations.py compile    write the .mo files (not committed)

A message of Django's own that reads badly may be put into a catalogue by hand, with the comment `# Django: where it was seen`;
it is kept though no code of ours has it. gettext need not be installed.
Catalogues are sorted and carry no line numbers and no dates, so that a change shows as one message and two translators
do not collide.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PLURALS = {
    "sq": "nplurals=2; plural=(n != 1);",
    "sr_Latn": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
FORMS = {"sq": 2, "sr_Latn": 3}
SOURCES = ("civikos", "config", "templates")
PLACEHOLDER = re.compile(r"%\((\w+)\)[-+ #0-9.]*[a-zA-Z]|%[sd]|(?<!\{)\{(\w*)\}(?!\})")

_NAMES = {
    "gettext": "1",
    "gettext_lazy": "1",
    "gettext_noop": "1",
    "_": "1",
    "ngettext": "12",
    "ngettext_lazy": "12",
    "pgettext": "c1",
    "pgettext_lazy": "c1",
    "npgettext": "c12",
    "npgettext_lazy": "c12",
}


@dataclass(frozen=True, order=True)
class Message:
    """One message as the code asks for it; `plural` is empty where it has none."""

    text: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def of_python(source: str, where: str) -> Iterator[Message | Fault]:
    """Messages of Python code; a message that is not written out in full cannot be translated and is a fault."""
    tree = ast.parse(source)
    known = {name: shape for name, shape in _NAMES.items() if name != "_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("translation"):
            for alias in node.names:
                if alias.name in _NAMES and alias.asname:
                    known[alias.asname] = _NAMES[alias.name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = (
                node.func.id
                if isinstance(node.func, ast.Name)
                else node.func.attr
                if isinstance(node.func, ast.Attribute)
                else ""
            )
            shape = known.get(name)
            if shape is not None:
                yield _of_call(node, shape, f"{where}:{node.lineno}")


def _of_call(node: ast.Call, shape: str, where: str) -> Message | Fault:
    parts: dict[str, str] = {}
    for part, argument in zip(shape, node.args, strict=False):
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            return Fault(
                where, "a message must be written out in full, with placeholders such as %(count)s filled afterwards"
            )
        parts[part] = argument.value
    if len(parts) < len(shape):
        return Fault(where, "a message is missing in the call")
    return Message(parts["1"], parts.get("c", ""), parts.get("2", ""))


def of_template(source: str, where: str) -> Iterator[Message | Fault]:
    """Messages of a template, found as Django finds them: the template rewritten as calls of gettext."""
    from django.utils.translation.template import templatize

    rewritten = templatize(source, origin=where)
    for match in re.finditer(r"(?<![\w.])(_|gettext|ngettext|pgettext|npgettext)\(", rewritten):
        call = _call_at(rewritten, match.start())
        if call is not None:
            yield _of_call(call, _NAMES[match.group(1)], where)


def _call_at(text: str, start: int) -> ast.Call | None:
    # What stands between the calls is blanked out by Django and is no Python, so each call is read by itself.
    for end in (match.end() for match in re.finditer(r"\)", text[start:])):
        candidate = text[start : start + end]
        # The count of a plural is an expression of the template's language; only the messages matter.
        for attempt in (candidate, re.sub(r",\s*[^'\"]*\)$", ", n)", candidate)):
            try:
                tree = ast.parse(attempt.strip(), mode="eval").body
            except SyntaxError:
                continue
            if isinstance(tree, ast.Call):
                return tree
    return None


def collect(root: Path = ROOT) -> tuple[set[Message], list[Fault]]:
    """Every message of the code and the templates, and the calls that cannot be read."""
    messages: set[Message] = set()
    faults: list[Fault] = []
    for top in SOURCES:
        for path in sorted((root / top).rglob("*")):
            where = str(path.relative_to(root))
            parts = path.parts
            if "tests" in parts or "migrations" in parts or path.is_dir():
                continue
            if path.suffix == ".py":
                found = of_python(path.read_text(encoding="utf-8"), where)
            elif path.suffix in {".html", ".txt"} and "templates" in parts:
                found = of_template(path.read_text(encoding="utf-8"), where)
            else:
                continue
            for each in found:
                faults.append(each) if isinstance(each, Fault) else messages.add(each)
    return _one_plural_each(messages, faults), faults


def _one_plural_each(messages: set[Message], faults: list[Fault]) -> set[Message]:
    # gettext keeps one entry for a text, with or without plural: the plural one serves both.
    kept: dict[tuple[str, str], Message] = {}
    for message in sorted(messages):
        other = kept.get((message.context, message.text))
        if other is not None and other.plural and message.plural and other.plural != message.plural:
            faults.append(Fault(repr(message.text), f"has two plurals: {other.plural!r} and {message.plural!r}"))
        if other is None or message.plural:
            kept[message.context, message.text] = message
    return set(kept.values())


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of one language lies."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    """The catalogue, empty where there is none yet."""
    path = catalogue_path(language, root)
    return polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)


def is_djangos(entry: polib.POEntry) -> bool:
    """A message of Django's own that we say in our words."""
    return str(entry.tcomment).startswith("Django:")


def updated(old: polib.POFile, messages: set[Message], language: str) -> polib.POFile:
    """A catalogue of exactly these messages (and Django's that we say otherwise), with the translations that the old one has."""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "CiviKos",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for message in messages:
        before = known.get((message.context, message.text))
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = dict.fromkeys(range(FORMS[language]), "")
            if before is not None and before.msgstr_plural:
                entry.msgstr_plural |= before.msgstr_plural
        elif before is not None:
            entry.msgstr = before.msgstr
        if before is not None:
            entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
            entry.tcomment = before.tcomment
        new.append(entry)
    ours = {(entry.msgctxt or "", entry.msgid) for entry in new}
    new.extend(entry for key, entry in known.items() if is_djangos(entry) and key not in ours)
    new.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    return new


def placeholders(text: str) -> set[str]:
    """The placeholders of a text; `%%` is a percent sign."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def faults_of(catalogue: polib.POFile, messages: set[Message], language: str) -> list[Fault]:
    """What keeps a catalogue from being complete and safe to use."""
    faults = []
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for message in sorted(messages):
        entry = known.pop((message.context, message.text), None)
        where = f"{language}: {message.text[:70]!r}"
        if entry is None or bool(message.plural) != bool(entry.msgid_plural):
            faults.append(Fault(where, "not in the catalogue; run `make translations` and translate it"))
            continue
        if "fuzzy" in entry.flags:
            faults.append(Fault(where, "marked as doubtful; check it and remove `fuzzy`"))
        said = (
            [entry.msgstr_plural.get(form, "") for form in range(FORMS[language])] if message.plural else [entry.msgstr]
        )
        if not all(text.strip() for text in said):
            faults.append(Fault(where, "not translated"))
            continue
        offered = placeholders(message.text) | placeholders(message.plural)
        demanded = placeholders(message.text) & placeholders(message.plural) if message.plural else offered
        for text in said:
            if not demanded <= placeholders(text) <= offered:
                faults.append(
                    Fault(
                        where,
                        f"has the placeholders {sorted(placeholders(text))}, not {sorted(offered)}: {text[:70]!r}",
                    )
                )
    faults += [
        Fault(f"{language}: {text[:70]!r}", "nobody uses it any more; run `make translations`")
        for (_context, text), entry in known.items()
        if not is_djangos(entry)
    ]
    return faults


def compile_all(root: Path = ROOT) -> int:
    """Write each .mo; doubtful entries are left out. How many files."""
    count = 0
    for path in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        count += 1
    return count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when all is well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("command", choices=("update", "check", "compile"))
    command = parser.parse_args(arguments).command
    if command == "compile":
        print(f"translations: {compile_all()} catalogues compiled")
        return 0
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    messages, faults = collect()
    if command == "update":
        for language in PLURALS:
            new = updated(read_catalogue(language), messages, language)
            path = catalogue_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            new.save(str(path))
            print(
                f"translations: {language} has {len(new)} messages, {len(new.untranslated_entries())} of them not translated"
            )
    else:
        for language in PLURALS:
            faults += faults_of(read_catalogue(language), messages, language)
    for fault in faults:
        print(f"translations: {fault}", file=sys.stderr)
    if command == "check" and not faults:
        print(f"translations: {len(messages)} messages, complete in {' and '.join(PLURALS)}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
