from ui.rewrite.asks import ask_for, instruction_of, no_notes
from ui.rewrite.passage import Passage
from ui.rewrite.prompts import Prompt
from ui.rewrite.session import RewriteSession

PASSAGE = Passage(6, 28, "One.\n\nTwo.\n\nThree.", before="Zero. ", after=" Four.")


def test_a_piece_is_asked_for_with_the_text_on_both_sides_as_it_stands():
    current = RewriteSession(PASSAGE).begin("polish", "Polish", 3)
    ask = ask_for(PASSAGE, current, 1, "", no_notes)
    assert (ask.before, ask.text, ask.after) == ("Zero. One.\n\n", "Two.", "\n\nThree. Four.")
    assert (ask.mode, ask.takes) == ("polish", 3)


def test_notes_are_looked_up_for_the_piece_and_what_stands_before_it():
    current = RewriteSession(PASSAGE).begin("polish", "Polish", 1)
    ask = ask_for(PASSAGE, current, 1, "", lambda text: (text,))
    assert ask.notes == ("Zero. One.\n\nTwo.",)


def test_a_prompt_of_the_writers_is_filled_in_with_the_passage():
    prompt = Prompt("p", "{left}|{selection}|{right}|{notes}")
    filled = instruction_of(prompt, PASSAGE, lambda text: ("Mary: a girl.", "Tom: a boy."))
    assert filled == "Zero. |One.\n\nTwo.\n\nThree.| Four.|Mary: a girl.\nTom: a boy."
