"""The few words that templates share: assets, dates, money, QR pictures, language."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

import segno
from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lingnan.engine.elements.masking import MaskStyle, mask
from lingnan.kernel import clock
from lingnan.kernel.errors import LingnanError
from lingnan.portal.dates import DateParts, split_date, write_date, write_moment
from lingnan.portal.money import write_money

register = template.Library()

CHINESE = re.compile(r"[\u3400-\u9fff]+")
ICONS = Path(__file__).resolve().parents[1] / "components" / "icon"
# The one that ISO/IEC 18004 would choose most often for our tokens.
SCREEN_MASK = 4
LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


class AssetsMissing(LingnanError):
    """The style sheet and the script haven't been built."""

    code = "assets-missing"
    status = 500
    message = "缺少页面样式「%(name)s」。请先运行 npm ci 和 npm run build。"


@cache
def _manifest() -> dict[str, str]:
    path = settings.ENVIRONMENT.assets / "manifest.json"
    if not path.exists():
        raise AssetsMissing(name=path.name)
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file, with its hash. Read once; raises `AssetsMissing`."""
    try:
        return f"/assets/{_manifest()[name]}"
    except KeyError as error:
        raise AssetsMissing(name=name) from error


@register.simple_tag
def present_day() -> date | None:
    """The day of the province's clock, for the page to say; None where it is today."""
    return clock.local_date(clock.now()) if clock.is_turned_back() else None


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing of `<c-icon>`, for what surrounds every page: as components they took a seventh of its time."""
    return mark_safe((ICONS / f"{name}.svg").read_text(encoding="utf-8").strip())  # noqa: S308 - a file of ours


@register.filter
def day(value: date | str | None) -> str:
    """2026年11月23日, or as English writes it."""
    return write_date(value)


@register.filter
def moment(value: datetime | str | None) -> str:
    """2026年11月23日 14:05, in local time."""
    return write_moment(value)


@register.filter
def iso(value: date | str | None) -> str:
    """For `<time datetime>`."""
    return value.isoformat() if isinstance(value, date) else value or ""


@register.filter
def date_parts(value: date | str | None) -> DateParts:
    """Year, month and day for three inputs."""
    return split_date(value)


@register.filter
def yuan(fen: int | None) -> str:
    """Money, kept in fen, as people read it."""
    return "" if fen is None else write_money(fen)


@register.filter
def grouped(number: int) -> str:
    """A long number with its digits in groups of three."""
    return f"{number:,}"


@register.filter
def hours(seconds: int) -> int:
    """A length of time in whole hours."""
    return seconds // 3600


@register.filter
def qr(text: str) -> SafeString:
    """A QR code as inline SVG, error correction M, drawn in the colours of the token set."""
    return _drawn(text, mask=None)


@register.filter
def qr_on_screen(text: str) -> SafeString:
    """The same for a code that a screen shows for a minute: in a third of the time, for one mask is taken untried.

    Seven tenths of the time go into trying all eight. What is signed has no pattern that a mask would have to break up,
    and a screen is neither worn nor folded; any mask is read alike, for the code names its own.
    """
    return _drawn(text, mask=SCREEN_MASK)


def _drawn(text: str, *, mask: int | None) -> SafeString:
    code = segno.make(text, error="m", micro=False, mask=mask)
    picture = code.svg_inline(omitsize=True, border=4, svgclass="code-svg", lineclass="code-dots")
    return mark_safe(picture)  # noqa: S308 - segno's own drawing; the text is in it only as dots


@register.simple_tag
def page_language() -> str:
    """The page's language as BCP 47 writes it."""
    return language_tag(get_language() or "")


@register.filter
def language_tag(code: str) -> str:
    """Django's language code as BCP 47 writes it."""
    return LANGUAGE_TAGS.get(code, "zh-Hans")


@register.filter
def own_language(text: str) -> str:
    """On a page in English, Chinese names that have no other, marked as Chinese for whoever reads aloud or draws."""
    if page_language() != "en":
        return text
    marked = CHINESE.sub(r'<span lang="zh-Hans">\g<0></span>', conditional_escape(text))
    return mark_safe(marked)  # noqa: S308 - escaped before it was marked


@register.filter
def masked(value: str, style: str) -> str:
    """The value with stars, in a `MaskStyle` such as `name` or `id_number`."""
    return mask(value, style=MaskStyle(style))


@register.simple_tag(takes_context=True)
def current(context: template.Context, address: str) -> str:
    """Marks the link to `address` where the page is there or below; the root only where it is the root itself."""
    path = context["request"].path if "request" in context else ""
    if path == address:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if address != "/" and path.startswith(address) else ""


@register.simple_tag
def code_refresh(seconds: int = 50) -> str:
    """In the head of a page with a code: without script the page fetches itself anew before its code runs out."""
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds)
