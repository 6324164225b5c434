"""Every component has an example, declares its attributes, and brings no inline style or script."""

import re
from pathlib import Path

import pytest
from django.test import Client

from lingnan.portal.gallery.views import COMPONENTS, list_components

PORTAL = COMPONENTS.parent
FOLDERS = sorted(path.name for path in COMPONENTS.iterdir() if path.is_dir())
TEMPLATES = sorted(PORTAL.rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
CHINESE_ATTRIBUTE = re.compile(r""":\w[\w-]*="_\(""")


def test_every_component_has_an_example() -> None:
    assert list_components() == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_example_is_shown(name: str) -> None:
    page = Client().get(f"/gallery/{name}/")
    assert page.status_code == 200
    assert page.content.count(b"<h1") >= 1
    assert "<c-" not in page.content.decode()


def test_unknown_component_is_not_found() -> None:
    assert Client().get("/gallery/no-such-thing/").status_code == 404


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_template_has_nothing_inline(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not INLINE.search(text)
    assert not CHINESE_ATTRIBUTE.search(text), (
        "text in an attribute is written {% translate %}, or it is never translated"
    )
