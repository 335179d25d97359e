#!/usr/bin/env python3
"""
House rules that a machine can keep: each finding says what, why, and what to do instead.

    python ops/house.py            look at the whole repository
    python ops/house.py --list     the rules

A rule that has to give way somewhere is given a line with the reason in EXCEPTIONS, never a silent hole.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Rule:
    """One rule: its name, what it asks, why, what to do; `look` yields the line and the offending text."""

    name: str
    asks: str
    why: str
    instead: str
    paths: tuple[str, ...]
    look: Callable[[str, str], Iterator[tuple[int, str]]]


@dataclass(frozen=True)
class Finding:
    """One place where a rule is not kept."""

    rule: Rule
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule.name}: {self.text}\n    {self.rule.asks} {self.rule.why}\n    Instead: {self.rule.instead}"


EXCEPTIONS: dict[tuple[str, str], str] = {
    ("status", "civikos/kernel/workflow/steps.py"): "this is `take` itself",
    (
        "escape",
        "civikos/programs/consultations/templatetags/law.py",
    ): "pages of 200 articles are put together from parts escaped there, for speed",
}
"""(rule, path) → the reason why the rule gives way there."""


# --- Looking -------------------------------------------------------------------------------------------------------
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _name(node: ast.AST) -> str:
    """`a.b.c` of an attribute chain, calls left out: `X.objects.filter(…).exists` → `X.objects.filter.exists`."""
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}".lstrip(".")
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _calls(source: str) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Call):
            yield node, _name(node.func)


def status_writers(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Assignments to `.status`, `setattr(…, "status", …)` and `.update(status=…)`."""
    for node in ast.walk(_tree(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                each for target in node.targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "status":
                yield node.lineno, ast.unparse(node)[:80]
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if (
                name == "setattr"
                and len(node.args) > 1
                and isinstance(node.args[1], ast.Constant)
                and node.args[1].value == "status"
            ):
                yield node.lineno, ast.unparse(node)[:80]
            if name.endswith(".update") and any(word.arg == "status" for word in node.keywords):
                yield node.lineno, ast.unparse(node)[:80]


QUERY_VERBS = {
    "filter",
    "exclude",
    "annotate",
    "aggregate",
    "raw",
    "extra",
    "select_related",
    "prefetch_related",
    "order_by",
    "bulk_create",
}


def queries_in_views(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Query-building, and reads of a table that do not begin with `visible_to`."""
    for node, name in _calls(source):
        parts = name.split(".")
        if len(parts) > 1 and parts[-1] in QUERY_VERBS:
            yield node.lineno, f".{parts[-1]}("
        elif "objects" in parts[:-1] and "visible_to" not in parts:
            yield node.lineno, f"{name}("


def clock_readers(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Calls that read the clock."""
    for node, name in _calls(source):
        if re.search(r"(^|\.)(now|today|utcnow)$", name) or (
            name.split(".")[-1] in {"localdate", "localtime"} and not node.args and not node.keywords
        ):
            yield node.lineno, f"{name}()"


def safe_marks(source: str, path: str) -> Iterator[tuple[int, str]]:
    """Text that is put into a page without being escaped."""
    if path.endswith(".py"):
        for node in ast.walk(_tree(source)):
            if isinstance(node, ast.Name | ast.Attribute) and _name(node).split(".")[-1] in {"mark_safe", "SafeText"}:
                yield node.lineno, _name(node)
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off", line):
            yield number, line.strip()[:100]


def shared_caches(source: str, path: str) -> Iterator[tuple[int, str]]:
    """Whatever keeps a page for others."""
    if path.endswith(".py"):
        for node in ast.walk(_tree(source)):
            if isinstance(node, ast.Name | ast.Attribute) and _name(node).split(".")[-1] in {
                "cache_page",
                "UpdateCacheMiddleware",
                "FetchFromCacheMiddleware",
                "CacheMiddleware",
            }:
                yield node.lineno, _name(node)
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\bpublic\b.*max-age|cache\.UpdateCache", node.value)
            ):
                yield node.lineno, node.value[:80]
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"{%\s*cache\s", line):
            yield number, line.strip()[:100]


def inline_code(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Scripts, handlers and styles inside a page; words inside a template tag are none."""
    source = re.sub(r"{%(?!\s*static).*?%}", lambda tag: " " * len(tag.group(0)), source)
    for match in re.finditer(
        r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|\sstyle\s*=\s*[\"']|<style\b|javascript:", source
    ):
        yield source[: match.start()].count("\n") + 1, match.group(0).strip()[:60]


def foreign_addresses(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Files of a page that lie elsewhere."""
    for match in re.finditer(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']*", source
    ):
        yield source[: match.start()].count("\n") + 1, match.group(0)[-80:]


def unguarded_forms(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Forms that are posted without the token."""
    for match in re.finditer(r"<form\b([^>]*)>(.*?)</form>", source, flags=re.DOTALL | re.IGNORECASE):
        if re.search(
            r"method\s*=\s*[\"']post", match.group(1), flags=re.IGNORECASE
        ) and "csrf_token" not in match.group(2):
            yield source[: match.start()].count("\n") + 1, match.group(0)[:60].replace("\n", " ")


def rummage_rooms(_source: str, path: str) -> Iterator[tuple[int, str]]:
    """Modules whose name says nothing."""
    names = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "constants"}
    if names & {Path(part).stem for part in Path(path).parts}:
        yield 1, path


def model_surprises(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """`save` and `delete` of their own, and a hidden order."""
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and member.name in {"save", "delete"}:
                    yield member.lineno, f"{node.name}.{member.name}"
                if (
                    node.name == "Meta"
                    and isinstance(member, ast.Assign)
                    and any(_name(target) == "ordering" for target in member.targets)
                ):
                    yield member.lineno, "Meta.ordering"


def fetchers(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Modules that fetch addresses."""
    for node in ast.walk(_tree(source)):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        for name in names:
            if name.split(".")[0] in {"requests", "httpx", "aiohttp", "urllib3"} or name in {
                "urllib.request",
                "http.client",
            }:
                yield node.lineno, f"import {name}"


def local_traces(source: str, _path: str) -> Iterator[tuple[int, str]]:
    """Addresses of package registries and paths of somebody's machine."""
    registries = (
        "py" + "pi.org",
        "pythonhosted" + ".org",
        "registry.npm" + "js.org",
        "deb.debian" + ".org",
        "proxy.golang" + ".org",
    )
    paths = re.compile(r"(?<![\w.])/(?:work|root)/(?!\.\.\.)\w")
    for number, line in enumerate(source.splitlines(), 1):
        if any(name in line for name in registries) or paths.search(line):
            yield number, line.strip()[:100]


CODE = ("civikos/*.py", "config/*.py", "lawtext/*.py", "mailtext/*.py", "ballotbox/*.py")
TEMPLATES = ("civikos/*.html",)
VIEWS = ("civikos/*/views.py", "civikos/*/views/*.py", "civikos/*/api.py")

RULES = (
    Rule(
        "status",
        "Only `workflow.take` writes a status.",
        "A second writer forgets the check of the source state, the condition in the update, or the audit entry.",
        "declare a Step in states.py and call `workflow.take(step, row, by=by, at=at)`.",
        ("civikos/*.py",),
        status_writers,
    ),
    Rule(
        "views-ask",
        "A view asks a named query or starts from `visible_to`; it builds no query.",
        "Who may see what is one expression; a query written in a view is the one that forgets it.",
        "move the question to queries.py or querysets.py, and call it: `get_object_or_404(X.objects.visible_to(actor), pk=pk)`.",
        VIEWS,
        queries_in_views,
    ),
    Rule(
        "clock",
        "Actions do not read the clock.",
        "An action that is told the moment can be tested, repeated and imported from paper.",
        "take `at` as a keyword; views, tasks and commands read the clock.",
        ("civikos/*/actions.py", "civikos/*/actions/*.py", "civikos/*/states.py"),
        clock_readers,
    ),
    Rule(
        "escape",
        "Nothing is put into a page unescaped.",
        "Ten stored-script advisories of one platform of this kind began with one `safe`.",
        "`format_html` in a template tag, or escape before; a module that must, is named in EXCEPTIONS with the reason.",
        ("civikos/*.py", *TEMPLATES),
        safe_marks,
    ),
    Rule(
        "no-shared-cache",
        "No page is kept for others.",
        "What varies by person leaks through a shared cache sooner or later.",
        "make the query cheaper; cache data by key in the query, never the page.",
        ("civikos/*.py", "config/*.py", *TEMPLATES),
        shared_caches,
    ),
    Rule(
        "no-inline",
        "Scripts and styles are files.",
        "The content policy allows only our own files, so inline code does not run.",
        "a class of docs/design.md, or static/civikos/civikos.js with a data attribute.",
        TEMPLATES,
        inline_code,
    ),
    Rule(
        "own-files",
        "Pages load nothing from elsewhere.",
        "It tells others who reads what, and fails without network.",
        "vendor the file with ops/vendor.py.",
        TEMPLATES,
        foreign_addresses,
    ),
    Rule(
        "csrf",
        "A posted form carries the token.",
        "Without it another site can press the button.",
        "put {% csrf_token %} inside the form.",
        TEMPLATES,
        unguarded_forms,
    ),
    Rule(
        "rooms",
        "No rummage rooms.",
        "A module without a subject takes everything in.",
        "name the module by the noun it is about; the rooms are listed in docs/rooms.",
        CODE,
        rummage_rooms,
    ),
    Rule(
        "plain-models",
        "Models hold nouns: no `save`, no `delete`, no hidden order.",
        "Bulk writes pass them by, and a hidden order costs a sort nobody sees.",
        "do it in the action; order explicitly in the query, ending in `pk`.",
        ("civikos/*/models.py",),
        model_surprises,
    ),
    Rule(
        "no-fetch",
        "The platform fetches no addresses.",
        "An address that a stranger names reaches machines that only the server sees.",
        "ask people to upload the file.",
        ("civikos/*.py", "lawtext/*.py", "mailtext/*.py", "ballotbox/*.py"),
        fetchers,
    ),
    Rule(
        "no-traces",
        "No address of a package registry and no path of somebody's machine.",
        "It breaks for everybody else.",
        "use names and relative paths.",
        ("*",),
        local_traces,
    ),
)


def tracked_files(root: Path = ROOT) -> list[str]:
    """Files that git knows or would take in."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(path for path in done.stdout.splitlines() if (root / path).is_file())


def applies(rule: Rule, path: str) -> bool:
    """Whether a rule looks at a file. Tests may do what the rules forbid; migrations are Django's."""
    parts = Path(path).parts
    if rule.name != "no-traces" and ("tests" in parts or "migrations" in parts):
        return False
    return any(fnmatch(path, pattern) for pattern in rule.paths)


def look_at(path: str, source: str) -> list[Finding]:
    """Every finding in one file, one for each rule and line."""
    findings: dict[tuple[str, int], Finding] = {}
    for rule in RULES:
        if applies(rule, path) and (rule.name, path) not in EXCEPTIONS:
            for line, text in rule.look(source, path):
                findings.setdefault((rule.name, line), Finding(rule, path, line, text))
    return list(findings.values())


def look_everywhere(root: Path = ROOT) -> list[Finding]:
    """Every finding in the repository."""
    findings = []
    for path in tracked_files(root):
        if path.startswith(("static/vendor/", "tests/vendor/")):
            continue
        try:
            source = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        findings += look_at(path, source)
    return findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when every rule is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--list", action="store_true", help="the rules")
    if parser.parse_args(arguments).list:
        for rule in RULES:
            print(f"{rule.name}: {rule.asks} {rule.why}\n    Instead: {rule.instead}")
        return 0
    findings = look_everywhere()
    for finding in findings:
        print(finding, file=sys.stderr)
    if not findings:
        print(f"house: {len(RULES)} rules kept")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
