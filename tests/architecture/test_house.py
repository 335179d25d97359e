"""Each house rule catches what it is there for, lets the right thing pass, and is kept by the whole repository."""

import pytest

from tests.tooling.ops import script

house = script("house")

# rule, path, what must be caught, what must pass
CASES = [
    ("status", "civikos/programs/x/actions.py", "row.status = Status.OPEN", "row.title = 'x'\nstatus = row.status"),
    ("status", "civikos/programs/x/actions.py", "a, row.status = 1, 2", "Row(status=Status.OPEN)"),
    ("status", "civikos/programs/x/actions.py", "setattr(row, 'status', 'open')", "setattr(row, 'title', 'open')"),
    (
        "status",
        "civikos/programs/x/tasks.py",
        "rows.filter(pk=1).update(status='open')",
        "rows.filter(status='open').update(title='')",
    ),
    (
        "views-ask",
        "civikos/programs/x/views.py",
        "rows = Row.objects.visible_to(a).filter(pk=1)",
        "rows = queries.open_now(actor)",
    ),
    (
        "views-ask",
        "civikos/programs/x/views.py",
        "row = Row.objects.get(pk=1)",
        "row = get_object_or_404(Row.objects.visible_to(a), pk=1)",
    ),
    ("views-ask", "civikos/programs/x/views/room.py", "Row.objects.all()", "rows = Row.objects.visible_to(a)"),
    ("clock", "civikos/programs/x/actions.py", "at = timezone.now()", "def act(*, at): return timezone.localdate(at)"),
    ("clock", "civikos/programs/x/actions/y.py", "today = date.today()", "created_at = timezone.now"),
    ("clock", "civikos/programs/x/actions.py", "timezone.localdate()", "timezone.localdate(at)"),
    (
        "escape",
        "civikos/programs/x/views.py",
        "from django.utils.safestring import mark_safe\nmark_safe(text)",
        "format_html('{}', text)",
    ),
    ("escape", "civikos/programs/x/templates/x/y.html", "{{ text|safe }}", "{{ text|linebreaks }}"),
    ("escape", "civikos/programs/x/templates/x/y.html", "{% autoescape off %}", "{{ safe }}"),
    ("no-shared-cache", "civikos/programs/x/views.py", "@cache_page(60)\ndef v(): pass", "@lru_cache\ndef v(): pass"),
    ("no-shared-cache", "civikos/programs/x/templates/x/y.html", "{% cache 500 sidebar %}", "{{ cache }}"),
    (
        "no-inline",
        "civikos/programs/x/templates/x/y.html",
        "<script>alert(1)</script>",
        "<script src=\"{% static 'x.js' %}\" defer></script>",
    ),
    ("no-inline", "civikos/programs/x/templates/x/y.html", '<a onclick="go()">', '<a data-on="x">'),
    ("no-inline", "civikos/programs/x/templates/x/y.html", '<p style="color:red">', '<p class="lead">'),
    (
        "no-inline",
        "civikos/programs/x/templates/x/y.html",
        "<body onload='x()'>",
        '{% include "x" with only="y" style="z" %}',
    ),
    (
        "own-files",
        "civikos/programs/x/templates/x/y.html",
        '<img src="https://cdn.example.org/x.png">',
        '<a href="https://example.org/">',
    ),
    (
        "csrf",
        "civikos/programs/x/templates/x/y.html",
        '<form method="post"><button>x</button></form>',
        '<form method="post">{% csrf_token %}</form>',
    ),
    (
        "csrf",
        "civikos/programs/x/templates/x/y.html",
        '<form action="." method="POST">\n</form>',
        '<form method="get"></form>',
    ),
    (
        "plain-models",
        "civikos/programs/x/models.py",
        "class A(Model):\n    def save(self): pass",
        "class A(Model):\n    x = 1",
    ),
    (
        "plain-models",
        "civikos/programs/x/models.py",
        "class A:\n    class Meta:\n        ordering = []",
        "class A:\n    class Meta:\n        x = 1",
    ),
    ("no-fetch", "civikos/programs/x/actions.py", "import requests", "from urllib.parse import urlsplit"),
    ("no-fetch", "lawtext/x.py", "from urllib.request import urlopen", "import json"),
    ("no-traces", "docs/x.md", "see /wo" + "rk/thing", "see ../shared/data or a/work/thing"),
    ("no-traces", "requirements.txt", "--index-url https://py" + "pi.org/simple", "django==5.2.19"),
]


@pytest.mark.parametrize(("rule", "path", "wrong", "right"), CASES)
def test_a_rule_catches_the_wrong_and_lets_the_right_pass(rule: str, path: str, wrong: str, right: str) -> None:
    caught = [finding for finding in house.look_at(path, wrong) if finding.rule.name == rule]
    assert caught
    assert "Instead:" in str(caught[0])
    assert [finding for finding in house.look_at(path, right) if finding.rule.name == rule] == []


def test_rummage_rooms_are_found_by_name() -> None:
    assert [finding.rule.name for finding in house.look_at("civikos/programs/x/utils.py", "")] == ["rooms"]
    assert house.look_at("civikos/programs/x/letters.py", "") == []


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in house.RULES} == {case[0] for case in CASES} | {"rooms"}


def test_exceptions_are_still_needed() -> None:
    for name, path in house.EXCEPTIONS:
        rule = next(rule for rule in house.RULES if rule.name == name)
        source = (house.ROOT / path).read_text(encoding="utf-8")
        assert list(rule.look(source, path)), f"{path} keeps {name} by now: take the exception away"


def test_the_repository_keeps_the_rules() -> None:
    findings = house.look_everywhere()
    assert not findings, "\n" + "\n".join(map(str, findings))
