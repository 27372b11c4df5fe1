import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript.counting import as_people_count

DIGITS = "〇一二三四五六七八九"


def in_chinese(n):
    """Return a number below 10,000 as people write it."""
    text, is_gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            text += ("零" if is_gap and text else "") + DIGITS[digit] + sign
            is_gap = False
        else:
            is_gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


@pytest.mark.parametrize(
    "names",
    [
        ["scene 2.md", "scene 10.md"],
        ["Scene 2.md", "scene 3.md"],
        ["第1章.md", "第二章.md", "第３章.md", "第十章.md", "第11章.md"],
        [
            "第九章",
            "第十章",
            "第十一章",
            "第十二章",
            "第二十章",
            "第二十一章",
            "第廿二章",
            "第卅章",
        ],
        ["第九十九回", "第一百回", "第一百零一回", "第一百一十回", "第两百回"],
        ["一九九九年", "二〇二四年"],
        ["九千", "一万", "一万二千", "两亿"],
        ["壹", "貳", "拾"],
        ["１", "２", "１０"],
        ["2", "a"],
    ],
)
def test_names_come_in_the_order_people_count(names):
    assert sorted(reversed(names), key=as_people_count) == names


@given(st.lists(st.integers(1, 9999), unique=True))
def test_chapters_in_chinese_numbers_come_as_their_numbers_do(numbers):
    names = [f"第{in_chinese(n)}章" for n in numbers]
    expected = [f"第{in_chinese(n)}章" for n in sorted(numbers)]
    assert sorted(names, key=as_people_count) == expected


@given(st.lists(st.text("第十百万零一二３4a. ²", max_size=8)))
def test_any_names_can_be_sorted(names):
    assert sorted(sorted(names, key=as_people_count)) == sorted(names)
