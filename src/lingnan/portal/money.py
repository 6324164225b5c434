"""Money, kept in fen, as people read it: in yuan."""

from django.utils.translation import get_language

FEN_IN_YUAN = 100


def write_amount(fen: int) -> str:
    """A bare number, for sentences that carry the unit themselves: 100, 1,200.50."""
    whole, rest = divmod(abs(fen), FEN_IN_YUAN)
    return f"{'-' if fen < 0 else ''}{whole:,}" + (f".{rest:02d}" if rest else "")


def write_money(fen: int) -> str:
    """With its unit: 1,200 元, 1,200.50 元, or CNY 1,200."""
    amount = write_amount(fen)
    return f"{amount} 元" if (get_language() or "zh").startswith("zh") else f"CNY {amount}"
