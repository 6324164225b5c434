"""The data-element dictionary: what each datum is called, which values it may take, and how it is guarded."""

from lingnan.engine.elements.code_list import Code, CodeList
from lingnan.engine.elements.declaration import DIVISIONS, Fault
from lingnan.engine.elements.dictionary import Dictionary, InvalidDictionary, UnknownElement, load_dictionary
from lingnan.engine.elements.divisions import Division, DivisionTable, Level, is_within
from lingnan.engine.elements.element import Checked, Element
from lingnan.engine.elements.finding import Accepted, Finding, Problem, Value
from lingnan.engine.elements.masking import MaskStyle, Sensitivity, mask
from lingnan.engine.elements.readers import ElementType

__all__ = [
    "DIVISIONS",
    "Accepted",
    "Checked",
    "Code",
    "CodeList",
    "Dictionary",
    "Division",
    "DivisionTable",
    "Element",
    "ElementType",
    "Fault",
    "Finding",
    "InvalidDictionary",
    "Level",
    "MaskStyle",
    "Problem",
    "Sensitivity",
    "UnknownElement",
    "Value",
    "is_within",
    "load_dictionary",
    "mask",
]
