"""Each token set keeps 7:1 for text, and nobody names a colour but the tokens."""

import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "src" / "lingnan" / "portal"
TOKENS = (PORTAL / "styles" / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(")
AAA_TEXT = 7.0
AA_SHAPE = 3.0

TEXT_PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "kapok-ink", "banyan-ink")
        for ground in ("paper", "surface", "sunk")
    ),
    *(("ink", tint) for tint in ("banyan-tint", "amber-tint", "red-tint", "grey-tint")),
    ("ink-soft", "grey-tint"),
    ("banyan-ink", "banyan-tint"),
    ("amber-ink", "amber-tint"),
    ("amber-ink", "surface"),
    ("red-ink", "red-tint"),
    ("red-ink", "surface"),
    ("on-banyan", "banyan"),
    ("on-banyan", "banyan-deep"),
    ("on-verdict", "verdict-valid"),
    ("on-verdict", "verdict-caution"),
    ("on-verdict", "verdict-stop"),
    ("on-mark-reading", "mark-reading"),
    ("paper", "kapok-ink"),
]
SHAPE_PAIRS = [
    *(
        (shape, ground)
        for shape in ("line-strong", "amber-shape", "red-shape", "banyan", "focus")
        for ground in ("paper", "surface")
    ),
    ("on-kapok", "kapok"),
]


def _block(condition: str) -> dict[str, str]:
    text = TOKENS[TOKENS.index(condition) :] if condition else TOKENS
    body = (
        text[text.index(":root {") : text.index("}")] if condition else text[text.index(":root {") : text.index("\n}")]
    )
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))


LIGHT = _block("")
DARK = LIGHT | _block("@media (prefers-color-scheme: dark)")
MORE = LIGHT | _block("@media (prefers-contrast: more) {")
MORE_DARK = DARK | _block("@media (prefers-contrast: more) {") | _block("@media (prefers-contrast: more) and")
SETS = {"light": LIGHT, "dark": DARK, "more": MORE, "more-dark": MORE_DARK}


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_wcags_21() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_keeps_seven_to_one(name: str, text: str, ground: str) -> None:
    colours = SETS[name]
    assert _contrast(colours[text], colours[ground]) >= AAA_TEXT


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_and_borders_keep_three_to_one(name: str, shape: str, ground: str) -> None:
    colours = SETS[name]
    assert _contrast(colours[shape], colours[ground]) >= AA_SHAPE


def test_only_the_tokens_name_a_colour() -> None:
    own = {PORTAL / "styles" / "tokens.css", PORTAL / "styles" / "print.css"}
    sheets = [path for path in PORTAL.rglob("*.css") if path not in own]
    assert sheets
    assert [path.name for path in sheets if COLOUR.search(path.read_text(encoding="utf-8"))] == []


def test_every_token_used_is_a_token() -> None:
    named = set(re.findall(r"--([\w-]+):", "".join(p.read_text(encoding="utf-8") for p in PORTAL.rglob("*.css"))))
    used = set(re.findall(r"var\(--([\w-]+)", "".join(p.read_text(encoding="utf-8") for p in PORTAL.rglob("*.css"))))
    assert used <= named
