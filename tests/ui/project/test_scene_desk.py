import asyncio

import pytest

from ui import filing
from ui.errors import FileUnusable, SaveFailed
from ui.project import scene_desk


async def test_another_scene_takes_its_place_once_the_first_is_saved(bench, loop):
    await bench.open()
    bench.type("He sat down.")
    bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
    await bench.settled()
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."
    assert bench.document.text() == "It lay there.\n"
    assert bench.questions == []


async def test_a_scene_that_cannot_be_saved_stays_on_show(bench, loop, monkeypatch):
    await bench.open()
    bench.type("He sat down.")

    def refuse(path, text, form, expected):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr("ui.filing.save_text", refuse)
    bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
    await bench.settled()
    assert bench.document.text() == "Martin came.\nHe sat down."
    assert bench.problems == ["The disk is full."]


async def test_a_scene_changed_on_disk_is_asked_about_and_stays(bench, loop):
    await bench.open()
    bench.type("He sat down.")
    bench.write("manuscript/01-arrival.md", "Theirs.\n")
    bench.answers = ["cancel"]
    bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
    await bench.settled()
    assert "changed by another program" in bench.questions[0]
    assert bench.document.text() == "Martin came.\nHe sat down."
    assert bench.read("manuscript/01-arrival.md") == "Theirs.\n"


async def test_a_scene_whose_file_is_gone_leaves_the_text_on_show(bench, loop):
    await bench.open()
    bench.path("manuscript/02-letter.md").unlink()
    letter = bench.desk.tree.scenes()[1].id
    with pytest.raises(FileUnusable, match="The file of “02-letter” is gone: manuscript/02-letter"):
        await bench.desk.open_scene(letter)
    assert bench.document.text() == "Martin came.\n"
    assert bench.binder._facts.missing == {letter}


async def test_a_title_that_changes_is_the_texts_name_as_well(bench, loop):
    await bench.open()
    tree = bench.desk.tree.rename(bench.desk.scene, "The arrival")
    bench.binder.set_tree(tree)
    bench.binder.tree_changed.emit(tree)
    await bench.settled()
    assert bench.document.title == "The arrival"
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\n"


async def test_a_scene_in_the_trash_is_saved_and_leaves_the_editor(bench, loop):
    await bench.open()
    bench.type("He sat down.")
    first, second = bench.desk.tree.scenes()
    bench.binder._take(bench.desk.tree.trash(first.id))
    await bench.settled()
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."
    assert bench.desk.scene == second.id
    bench.binder._take(bench.desk.tree.trash(second.id))
    await bench.settled()
    assert bench.document.file is None
    assert bench.document.text() == ""
    assert bench.questions == []


async def test_a_scene_that_is_opened_in_the_trash_says_so(bench, loop):
    await bench.open()
    second = bench.desk.tree.scenes()[1]
    bench.binder._take(bench.desk.tree.trash(second.id))
    await bench.settled()
    await bench.desk.open_scene(second.id)
    assert bench.document.title == "02-letter (in the trash)"
    bench.binder._take(bench.desk.tree.put_back(second.id))
    await bench.settled()
    assert bench.document.title == "02-letter"


async def test_a_text_that_is_recovered_has_its_scenes_title(bench, loop):
    await bench.open()
    bench.binder._take(bench.desk.tree.rename(bench.desk.scene, "The arrival"))
    await bench.settled()
    bench.document.restore("Martin came. He sat.", bench.document.file)
    assert bench.document.title == "The arrival"


async def test_saving_the_open_scene_leaves_the_row_under_the_keys(bench, loop):
    await bench.open()
    second = bench.desk.tree.scenes()[1].id
    bench.binder._view.choose(second)
    bench.type("He sat down.")
    await bench.filing.save()
    assert bench.binder.selected == second


async def test_words_typed_while_a_scene_waits_for_a_save_are_saved_as_well(bench, loop, stall):
    await bench.open()
    slow = stall(filing, "save_text")
    saving = asyncio.ensure_future(bench.filing.save())
    await slow.begun()
    bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
    await bench.turns()
    bench.type("He sat down.")
    slow.go_on()
    await saving
    await bench.settled()
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."
    assert bench.document.text() == "It lay there.\n"
    assert bench.questions == []


async def test_words_typed_while_a_scene_is_read_are_saved_as_well(bench, loop, stall):
    await bench.open()
    slow = stall(scene_desk, "open_text")
    bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
    await slow.begun()
    bench.type("He sat down.")
    slow.go_on()
    await bench.settled()
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."
    assert bench.document.text() == "It lay there.\n"


async def test_the_scene_that_is_chosen_last_is_on_show(bench, loop, stall):
    bench.write("manuscript/03-storm.md", "It broke.\n")
    await bench.open()
    _, letter, storm = bench.desk.tree.scenes()
    slow = stall(scene_desk, "open_text", lambda path: path.name == "02-letter.md")
    bench.binder.scene_chosen.emit(letter.id)
    await slow.begun()
    bench.binder.scene_chosen.emit(storm.id)
    await bench.turns()
    slow.go_on()
    await bench.settled()
    assert bench.document.text() == "It broke.\n"
    assert bench.binder.open_scene == storm.id


async def test_a_scene_that_is_chosen_twice_is_read_once(bench, loop, monkeypatch):
    await bench.open()
    letter = bench.desk.tree.scenes()[1].id
    reads, real = [], scene_desk.open_text
    monkeypatch.setattr(scene_desk, "open_text", lambda path: (reads.append(path), real(path))[1])
    bench.binder.scene_chosen.emit(letter)
    bench.binder.scene_chosen.emit(letter)
    await bench.settled()
    assert [path.name for path in reads] == ["02-letter.md"]
    assert bench.desk.scene == letter


async def test_a_scene_the_writer_chose_stays_where_the_one_before_went_to_the_trash(bench, loop):
    bench.write("manuscript/03-storm.md", "It broke.\n")
    await bench.open()
    first, _, storm = bench.desk.tree.scenes()
    bench.binder._take(bench.desk.tree.trash(first.id))
    bench.binder.scene_chosen.emit(storm.id)
    await bench.settled()
    assert bench.desk.scene == storm.id
