"""A template receives finished values."""

import ast

import pytest
from django.template import engines

from entente.web import render
from entente.workspace.models import Member
from tests.house.source import modules, tree, where

RENDERERS = {"django.template", "django.shortcuts", "django.shortcuts.render"}


@pytest.mark.django_db
def test_a_template_that_asks_the_database_is_refused():
    lazy = engines["django"].from_string("{% for one in all %}{{ one.name }}{% endfor %}")

    with pytest.raises(render.QueryInTemplate), render.asking_nothing():
        lazy.render({"all": Member.objects.all()})


def test_views_render_through_the_one_function_that_watches_over_queries():
    wrong = [
        where(path, node)
        for path in modules()
        if "views" in {path.stem, path.parent.name}
        for node in renderers(tree(path))
    ]

    assert wrong == []


def test_every_way_around_the_one_function_is_found():
    around = ast.parse(
        "from django.template import loader\n"
        "from django.template.loader import render_to_string\n"
        "from django.template.response import TemplateResponse\n"
        "from django import template\n"
        "import django.template.loader as told\n"
        "from django.shortcuts import redirect, render\n"
        "from django import shortcuts\n"
        "import django.shortcuts\n"
        "def view(request):\n"
        "    from django.template import engines\n"
        "from django.shortcuts import get_object_or_404, redirect\n"
        "from django.templatetags.static import static\n"
        "from entente.web.render import render\n"
        "import django\n"
    )

    found = renderers(around)

    assert sorted(node.lineno for node in found) == [1, 2, 3, 4, 5, 6, 7, 8, 10]


def renderers(module: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """What a module imports that could fill a template."""
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if any(map(could_render, imported(node)))
    ]


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The full names that an import gives."""
    within = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [within + alias.name for alias in node.names]


def could_render(name: str) -> bool:
    """Whether it fills a template, or is a module through which one may."""
    return name in RENDERERS or name.startswith("django.template.")
