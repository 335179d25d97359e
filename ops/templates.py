#!/usr/bin/env python3
"""
Load every template of ours and look at what it names: other templates, addresses, static files.

Django finds a wrong name only when the page is shown; here it is found before.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def named_in(node: Any) -> Iterator[tuple[str, str]]:
    """(`template` | `address` | `static`, name) for every constant name in a node and below it."""
    from django.template.base import FilterExpression, Node, Variable
    from django.template.defaulttags import URLNode
    from django.template.loader_tags import ExtendsNode, IncludeNode
    from django.templatetags.static import StaticNode

    def constant(expression: object) -> str | None:
        value = expression.var if isinstance(expression, FilterExpression) and not expression.filters else expression
        if isinstance(value, Variable):
            value = value.literal
        return str(value) if isinstance(value, str) else None

    if isinstance(node, IncludeNode):
        name = constant(node.template)
        if name:
            yield "template", name
    elif isinstance(node, ExtendsNode):
        name = constant(node.parent_name)
        if name:
            yield "template", name
    elif isinstance(node, URLNode):
        name = constant(node.view_name)
        if name:
            yield "address", name
    elif isinstance(node, StaticNode):
        name = constant(node.path)
        if name:
            yield "static", name
    for value in (
        list(vars(node).values()) if isinstance(node, Node) else node if isinstance(node, list | tuple) else []
    ):
        if isinstance(value, Node | list | tuple):
            yield from named_in(value)


def main() -> int:
    """0 when every template loads and names only what is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["CIVIKOS_DEMO"] = "1"
    import django

    django.setup()
    from django.contrib.staticfiles import finders
    from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
    from django.urls import get_resolver

    engine = engines["django"].engine
    addresses = _addresses(get_resolver())
    faults: list[str] = []
    seen = 0
    for path in sorted((ROOT / "civikos").rglob("templates/**/*")):
        if path.is_dir():
            continue
        seen += 1
        where = path.relative_to(ROOT)
        name = str(path).split("/templates/", 1)[1]
        try:
            template = engine.get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            faults.append(f"{where}: does not load: {error}")
            continue
        if Path(template.origin.name) != path:
            faults.append(
                f"{where}: is hidden by {Path(template.origin.name).relative_to(ROOT)}, which has the same name"
            )
        for kind, target in named_in(template.nodelist):
            if kind == "template":
                try:
                    engine.get_template(target)
                except TemplateDoesNotExist:
                    faults.append(f"{where}: names the template {target}, which is not there")
                except TemplateSyntaxError as error:
                    faults.append(f"{where}: names the template {target}, which does not load: {error}")
            elif kind == "address" and target not in addresses:
                faults.append(f"{where}: names the address {target}, which no urls.py has")
            elif kind == "static" and not finders.find(target):
                faults.append(f"{where}: names the static file {target}, which is not there")
    for fault in faults:
        print(f"templates: {fault}", file=sys.stderr)
    if not faults:
        print(f"templates: {seen} load, and what they name is there")
    return 1 if faults else 0


def _addresses(resolver: Any, prefix: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= _addresses(pattern, space)
        elif pattern.name:
            found.add(prefix + pattern.name)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
