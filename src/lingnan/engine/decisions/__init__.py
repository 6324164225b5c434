"""Decisions: DMN 1.1–1.5 models with the whole of FEEL, compiled to Python.

model = load("allowance.dmn")
model.evaluate("Amount", {"age": 83, "city": "4401"}).value
"""

from lingnan.engine.decisions.check import Finding, check
from lingnan.engine.decisions.coverage import Region
from lingnan.engine.decisions.cursor import FeelSyntaxError
from lingnan.engine.decisions.domains import Domain
from lingnan.engine.decisions.evaluation import Evaluation
from lingnan.engine.decisions.explain import Change, explain
from lingnan.engine.decisions.expressions import (
    UnknownName,
    compile_expression,
    compile_unary,
    free_names,
    parse_condition,
)
from lingnan.engine.decisions.feel_types import Type
from lingnan.engine.decisions.hits import Failure, Match, Trace
from lingnan.engine.decisions.inputs import NotFeel
from lingnan.engine.decisions.model import Model, UnknownElement, load
from lingnan.engine.decisions.problems import ModelError, Problem
from lingnan.engine.decisions.runs import EvaluationWarning, Place
from lingnan.engine.decisions.syntax import DecisionTable, InputClause, OutputClause, Rule
from lingnan.engine.decisions.text import feel_text
from lingnan.engine.decisions.values import Function, Range, YearMonthDuration

__all__ = [
    "Change",
    "DecisionTable",
    "Domain",
    "Evaluation",
    "EvaluationWarning",
    "Failure",
    "FeelSyntaxError",
    "Finding",
    "Function",
    "InputClause",
    "Match",
    "Model",
    "ModelError",
    "NotFeel",
    "OutputClause",
    "Place",
    "Problem",
    "Range",
    "Region",
    "Rule",
    "Trace",
    "Type",
    "UnknownElement",
    "UnknownName",
    "YearMonthDuration",
    "check",
    "compile_expression",
    "compile_unary",
    "explain",
    "feel_text",
    "free_names",
    "load",
    "parse_condition",
]
