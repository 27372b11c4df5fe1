"""Each rule drops what it is for, and none of them drops what somebody wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus import rules
from engine.corpus.paragraphs import Draft, Paragraph

PROSE = [
    "It was on the second evening of our stay that my companion first spoke of the willows.",
    "“Twelve,” he said. “No — thirteen. I counted them from the bank in 1907.”",
    "“All rights reserved,” she laughed, and shut the book on his copyright page of 1921.",
    "“...”",
    "—",
    "“Yes.”",
    "“Yes.”",
    "“Yes.”",
    "“Yes.”",
    "I.",
    "He looked at www.example.org for an hour, and then at the wall.",
    "Published accounts of that night, first printed in London, agree on nothing but the rain.",
    "First published his poems at nineteen, did he? I had not known.",
    "10... 9... 8... 7... 6... 5... 4... 3... 2... 1...",
    "He owed her £12, or $60; page 12 of the letter said so.",
    "Produced by the witness, the knife lay on the table.",
    "I wandered lonely as a cloud\nThat floats on high o'er vales and hills,\nWhen all at once",
    "“Что?” he said in Russian, and nobody at the table understood him at all that evening.",
    "STOP! STOP! STOP!",
    "Contents of the drawer: one knife, one key, and a letter of 12 pages.",
    "1914",
    "雨下了一夜。",
    "“……”",
    "“你是谁？”她问。",
    "……",
]
CHINESE = [
    "雨下了一夜，他没有说话，只是看着窗外。",
    "“……”",
    "“你是谁？”她问。",
    "第一次见面的时候，他二十三岁，她十九岁。",
    "“嗯。”",
    "“嗯。”",
    "“嗯。”",
    "“嗯。”",
    "——",
    "1998年的夏天，他回到了故乡。",
    "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
    "“Hello,” 他说。",
]


def texts_found(find, draft: Draft) -> list[str]:
    return [draft.paragraphs[n].text for n in sorted(find(draft))]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.find.__name__)
@pytest.mark.parametrize("texts", [PROSE, CHINESE, PROSE * 3, CHINESE * 3])
def test_no_rule_drops_what_somebody_wrote(draft, rule, texts):
    assert texts_found(rule.find, draft(texts, titles=("Chapter 1",))) == []


sentence = st.lists(
    st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=9),
    min_size=3,
    max_size=30,
).map(lambda words: "He " + " ".join(words) + ".")
speech = sentence.map(lambda text: f"“{text}”")
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2).map(
    lambda text: text + "。"
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(sentence, speech), min_size=1, max_size=30))
def test_no_rule_drops_prose_whatever_its_words(texts):
    assert_nothing_found(texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(chinese, min_size=1, max_size=30))
def test_no_rule_drops_chinese_whatever_its_words(texts):
    assert_nothing_found(texts)


def assert_nothing_found(texts):
    draft = Draft("Book", ("Chapter 1",), tuple(Paragraph(0, text) for text in texts))
    for rule in rules.RULES:
        assert texts_found(rule.find, draft) == []


def test_a_gutenberg_text_loses_all_that_is_around_it(draft):
    head = [
        "The Project Gutenberg eBook of The Willows, by Algernon Blackwood",
        "This eBook is for the use of anyone anywhere in the United States.",
        "*** START OF THE PROJECT GUTENBERG EBOOK THE WILLOWS ***",
    ]
    tail = [
        "End of Project Gutenberg's The Willows, by Algernon Blackwood",
        "*** END OF THE PROJECT GUTENBERG EBOOK THE WILLOWS ***",
        "Updated editions will replace the previous one.",
    ]
    found = texts_found(rules.gutenberg, draft([*head, *PROSE, *tail]))
    assert found == [*head, *tail]


def test_notes_of_production_go_from_the_ends_only(draft):
    note = "Produced by Suzanne Shell and the Online Team at http://www.pgdp.net"
    middle = [f"{PROSE[0]} {n}" for n in range(60)]
    assert texts_found(rules.production_notes, draft([note, *middle])) == [note]
    assert texts_found(rules.production_notes, draft([*middle[:30], note, *middle[30:]])) == []
    picture = "[Illustration: The bank]"
    assert texts_found(rules.production_notes, draft([*middle[:30], picture])) == [picture]


@pytest.mark.parametrize(
    "text", ["12", "- 12 -", "[12]", "Page 12", "p. 7", "Page 3 of 240", "xii", "第 12 页", "| 9 |"]
)
def test_numbers_of_pages_go(draft, text):
    assert texts_found(rules.page_numbers, draft([PROSE[0], text])) == [text]


def test_contents_go_with_their_rows(draft):
    rows = ["Contents", "Chapter 1", "Chapter 2. The Bank"]
    dots = "I. The River ....... 1\nII. The Bank ........ 23\nIII. The End ...... 40"
    assert texts_found(rules.contents, draft([*rows, PROSE[0], dots, "Chapter 9"])) == [*rows, dots]
    assert texts_found(rules.contents, draft(["目录", "第一章 雨夜", "第二章", PROSE[0]])) == [
        "目录",
        "第一章 雨夜",
        "第二章",
    ]


def test_running_heads_go(draft):
    pages = [t for n in range(6) for t in (f"{n + 10} THE WILLOWS", f"{PROSE[0]} {n}")]
    found = texts_found(rules.running_heads, draft(pages, title="Else"))
    assert found == [f"{n + 10} THE WILLOWS" for n in range(6)]
    named = [t for n in range(6) for t in ("The Willows", f"{PROSE[0]} {n}")]
    assert len(texts_found(rules.running_heads, draft(named, title="The Willows"))) == 6


def test_a_copyright_page_goes(draft):
    page = [
        "Copyright © 1998 by A. Writer",
        "All rights reserved. No part of this may be copied.",
        "Published by The House, London",
        "ISBN 978-0-14-043926-9",
        "10 9 8 7 6 5 4 3 2 1",
        "版权所有 翻印必究",
    ]
    assert texts_found(rules.imprint, draft([*page, *PROSE])) == page


def test_addresses_of_the_web_go(draft):
    texts = ["https://example.org/a?b", "www.example.org, http://x.y", PROSE[10]]
    assert texts_found(rules.addresses, draft(texts)) == texts[:2]


def test_lost_letters_and_drawings_go(draft):
    drawing = "/\\_/\\_/\\_/\\\n|__|__|__|\n+--+--+--+"
    assert texts_found(rules.lost_letters, draft(["caf\ufffd is lost", PROSE[0]])) == [
        "caf\ufffd is lost"
    ]
    assert texts_found(rules.drawings, draft([drawing, *PROSE])) == [drawing]


def test_a_script_that_is_hardly_used_goes(draft):
    russian = "Он стоял у окна и долго смотрел на реку и на ивы за ней"
    many = [f"{PROSE[0]} {n}" for n in range(60)]
    assert texts_found(rules.foreign_scripts, draft([*many, russian])) == [russian]
    assert texts_found(rules.foreign_scripts, draft([*many[:3], russian])) == []
