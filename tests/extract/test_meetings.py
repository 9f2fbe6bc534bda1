"""The meeting that a document reports."""

from __future__ import annotations

from tests.cases.documents import read_case
from tests.cases.loading import Case, each_case


def found_in(case: Case) -> str:
    """The meeting on one line: series; ordinal; date; place; "none" without one."""
    meeting = read_case(case, setting="prose").meeting
    if meeting is None:
        return "none"
    return f"{meeting.series}; {meeting.ordinal or '-'}; {meeting.date or '-'}; {meeting.place or '-'}"


@each_case("meetings")
def test_meetings(case: Case) -> None:
    """Series, ordinal, date and place as the text gives them; no meeting that is past or to come."""
    assert found_in(case) == case.expected, case.why
