from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.distinct import Distinct

FOUR_ERRORS = 4 * 0.0081


def sketch_of(items) -> Distinct:
    sketch = Distinct()
    for item in items:
        sketch.add(item)
    return sketch


def test_a_hundred_thousand_are_estimated_within_four_standard_errors():
    for number in (0, 1, 100, 5_000, 30_000, 60_000, 100_000):
        estimate = sketch_of(b"%d" % each for each in range(number)).estimate()
        assert abs(estimate - number) <= FOUR_ERRORS * number, (number, estimate)


@settings(max_examples=20)
@given(one=st.sets(st.binary(max_size=4)), other=st.sets(st.binary(max_size=4)))
def test_merged_sketches_are_the_sketch_of_all(one, other):
    together = sketch_of(one | other).to_bytes()
    assert sketch_of(one).merged(sketch_of(other)).to_bytes() == together
    assert Distinct(together).merged(sketch_of(one)).to_bytes() == together
