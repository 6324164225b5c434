"""Numbers, amounts of money and yes-or-no answers as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_width

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_MONEY_MARKS = re.compile(r"^(?:[¥￥]|CNY|RMB|人民币)\s*|\s*元(?:整|正)?$", re.I)
_FEN_PLACES = 2

_YES = frozenset({"是", "有", "对", "對", "true", "yes", "y", "1", "t"})
_NO = frozenset({"否", "无", "無", "没有", "沒有", "不是", "false", "no", "n", "0", "f"})


def check_number(text: str) -> Finding:
    """A decimal number, thousands with or without commas; exact, never a float."""
    written = fold_width(text)
    if not _NUMBER.fullmatch(written):
        return problem("number.form", written=written)
    return Accepted(Decimal(written.replace(",", "")))


def check_money(text: str) -> Finding:
    """An amount written in yuan (`1,234.50`, `￥300`, `300元`), as an int of fen."""
    written = _MONEY_MARKS.sub("", fold_width(text)).strip()
    if not _NUMBER.fullmatch(written):
        return problem("money.form", written=text)
    yuan = Decimal(written.replace(",", ""))
    fen = yuan.scaleb(_FEN_PLACES)
    if fen != int(fen):
        return problem("money.fraction", written=text)
    return Accepted(int(fen))


def check_boolean(text: str) -> Finding:
    """A yes or a no, in words of Chinese or English or as 1 and 0."""
    written = fold_width(text).lower()
    if written in _YES:
        return Accepted(True)
    return Accepted(False) if written in _NO else problem("boolean.form", written=text)
