"""A template receives finished values."""

import ast

import pytest
from django.template import engines

from entente.web import render
from entente.workspace.models import Member
from tests.house.source import modules, tree, where

RENDERERS = {"render_to_string", "get_template", "TemplateResponse", "SimpleTemplateResponse"}


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
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and imports_a_renderer(node)
    ]

    assert wrong == []


def imports_a_renderer(node: ast.ImportFrom) -> bool:
    names = {alias.name for alias in node.names}
    return bool(names & RENDERERS) or (node.module == "django.shortcuts" and "render" in names)
