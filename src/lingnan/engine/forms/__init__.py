"""Forms: derived from elements, never written. What the chosen services ask, less what government already knows."""

from .answers import Answers, check_answers
from .form import Ask, Form, Question, Step, build_form
from .schema import json_schema

__all__ = [
    "Answers",
    "Ask",
    "Form",
    "Question",
    "Step",
    "build_form",
    "check_answers",
    "json_schema",
]
