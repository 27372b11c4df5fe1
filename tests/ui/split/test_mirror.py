from hypothesis import example, given
from hypothesis import strategies as st

from ui.split.mirror import Change, change_between, units


@given(st.text(alphabet="ab\n\U0001f600", max_size=30), st.text(alphabet="ab\n", max_size=30))
@example("aa", "aaa")
@example("aaa", "aa")
def test_the_change_makes_one_text_the_other(before, after):
    change = change_between(before, after)
    if change is None:
        assert before == after
        return
    assert before[: change.start] + change.text + before[change.end :] == after


def test_no_more_is_changed_than_is_different():
    assert change_between("It rained all day.", "It snowed all day.") == Change(3, 7, "snow")
    assert change_between("one", "one") is None
    assert change_between("", "one") == Change(0, 0, "one")


def test_places_are_counted_as_qt_counts_them():
    assert units("a\U0001f600é") == len("a\U0001f600é".encode("utf-16-le")) // 2 == 4
