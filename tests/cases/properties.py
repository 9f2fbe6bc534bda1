"""How the tests of properties make up their input."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

BOUNDED = settings(
    max_examples=250,
    derandomize=True,  # the same examples in each run, so that no run fails by chance
    deadline=None,  # nor by the clock
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)
