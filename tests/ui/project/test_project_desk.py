import pytest

from ui.errors import FileUnusable, SaveFailed
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.project import open_project


async def test_a_project_opens_at_its_first_scene(bench, loop):
    await bench.open()
    assert bench.document.text() == "Martin came.\n"
    assert bench.document.title == "01-arrival"
    assert bench.desk.scene == bench.desk.tree.scenes()[0].id


async def test_opening_writes_nothing(bench, loop):
    await bench.open()
    assert not bench.path("project.toml").exists()
    assert not bench.path("outline.toml").exists()


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
    with pytest.raises(FileUnusable):
        await bench.desk.open_scene(bench.desk.tree.scenes()[1].id)
    assert bench.document.text() == "Martin came.\n"


async def test_a_new_scene_follows_the_chosen_one_and_is_shown(bench, loop):
    await bench.open()
    bench.binder.scene_requested.emit(bench.desk.tree.scenes()[0].id)
    await bench.settled()
    assert bench.titles() == ["01-arrival", "New scene", "02-letter"]
    assert bench.document.title == "New scene"
    assert bench.document.text() == ""
    again = open_project(bench.folder)
    assert [item.title for item in again.tree.scenes()] == bench.titles()


async def test_a_new_order_is_saved(bench, loop):
    await bench.open()
    tree = bench.desk.tree
    bench.binder.set_tree(tree.move_down(tree.scenes()[0].id))
    bench.binder.tree_changed.emit(bench.binder.tree)
    await bench.settled()
    assert [i.title for i in open_project(bench.folder).tree.scenes()] == [
        "02-letter",
        "01-arrival",
    ]


async def test_a_title_that_changes_is_the_texts_name_as_well(bench, loop):
    await bench.open()
    tree = bench.desk.tree.rename(bench.desk.scene, "The arrival")
    bench.binder.set_tree(tree)
    bench.binder.tree_changed.emit(tree)
    await bench.settled()
    assert bench.document.title == "The arrival"
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\n"


async def test_a_tree_that_cannot_be_saved_shows_as_it_was(bench, loop, monkeypatch):
    await bench.open()
    before = bench.desk.tree

    def refuse(tree, head=None):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr(bench.desk.project, "save", refuse)
    changed = before.move_down(before.scenes()[0].id)
    bench.binder.set_tree(changed)
    bench.binder.tree_changed.emit(changed)
    await bench.settled()
    assert bench.desk.tree == before
    assert bench.told == ["The disk is full."]


async def test_the_outline_is_saved_and_read_again(bench, loop):
    await bench.open()
    bench.panel.apply(Outline((Beat("b", title="Arrival"),)), "Add")
    assert await bench.desk.settle()
    await bench.desk.close()
    assert bench.desk.project is None
    await bench.open()
    assert [beat.title for beat in bench.desk.outline.beats] == ["Arrival"]


async def test_an_outline_that_cannot_be_saved_is_told_and_stays(bench, loop, monkeypatch):
    await bench.open()

    def refuse(source, text):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr("ui.manuscript.outline_file.write_source", refuse)
    bench.panel.apply(Outline((Beat("b", title="Arrival"),)), "Add")
    bench.answers = ["keep"]
    assert not await bench.desk.settle()
    assert bench.told == ["The outline was not saved. The disk is full."]
    assert bench.questions == ["The outline is not saved. Let go of it?"]
    assert bench.desk.outline.beats[0].title == "Arrival"


@pytest.fixture
def clash(bench, loop):
    """Return the bench with an outline that another program changed."""

    async def prepare():
        await bench.open()
        bench.panel.apply(Outline((Beat("b", title="Mine"),)), "Add")
        assert await bench.desk.settle()
        theirs = 'schema = 1\n[[beat]]\nid = "c"\ntitle = "Theirs"\n'
        bench.write("outline.toml", theirs)
        bench.panel.apply(Outline((Beat("b", title="Mine, later"),)), "Edit")
        return theirs

    bench.theirs = loop.run_until_complete(prepare())
    return bench


async def test_an_outline_another_program_changed_is_not_overwritten_unasked(clash, loop):
    clash.answers = ["later", "keep"]
    assert not await clash.desk.settle()
    assert "outline.toml" in clash.questions[0]
    assert clash.read("outline.toml") == clash.theirs
    assert clash.desk.outline.beats[0].title == "Mine, later"


async def test_the_writer_may_write_theirs_over_or_take_it(clash, loop):
    clash.answers = ["mine"]
    assert await clash.desk.settle()
    assert "Mine, later" in clash.read("outline.toml")
    clash.write("outline.toml", clash.theirs)
    clash.panel.apply(Outline((Beat("b", title="Mine again"),)), "Edit")
    clash.answers = ["theirs"]
    assert await clash.desk.settle()
    assert [beat.title for beat in clash.desk.outline.beats] == ["Theirs"]
    assert clash.read("outline.toml") == clash.theirs


async def test_a_tree_another_program_changed_shows_as_it_is_there(bench, loop):
    await bench.open()
    bench.binder.tree_changed.emit(bench.desk.tree.rename(bench.desk.scene, "One"))
    await bench.settled()
    changed = bench.read("project.toml").replace('"One"', '"Uno"')
    bench.write("project.toml", changed)
    bench.binder.tree_changed.emit(bench.desk.tree.rename(bench.desk.scene, "Two"))
    await bench.settled()
    assert bench.titles()[0] == "Uno"
    assert bench.told[-1].endswith("The binder shows it as it is there now.")
    assert bench.read("project.toml") == changed


async def test_the_story_tells_notes_and_the_beat_of_the_scene(bench, loop):
    await bench.open()
    outline = Outline(
        (Beat("b", title="Arrival", synopsis="He comes\nhome.", scene=bench.desk.scene),)
    )
    bench.panel.apply(outline, "Add")
    assert bench.desk.story.notes("Then Martin") == ("Martin: A clerk.",)
    assert bench.desk.story.notes("Then somebody") == ()
    assert bench.desk.story.beat() == "He comes home."


async def test_notes_that_change_on_disk_are_read_again(bench, loop):
    await bench.open()
    bench.write("story/martin.md", "# Martin\n\nA sailor, in truth.\n")
    await bench.desk.refresh_notes()
    assert bench.desk.story.notes("Then Martin") == ("Martin: A sailor, in truth.",)


async def test_a_beat_is_drafted_in_its_scene(bench, loop):
    await bench.open()
    letter = bench.desk.tree.scenes()[1].id
    beats = (
        Beat("a", title="Arrival"),
        Beat("b", title="Letter", synopsis="It lies.", scene=letter),
    )
    bench.panel.apply(Outline(beats), "Add")
    bench.panel.draft_requested.emit("b")
    await bench.settled()
    assert bench.desk.scene == letter
    assert bench.drafts == [(("Arrival", "It lies."), 1)]


async def test_a_beat_without_a_scene_gets_one_to_be_drafted_in(bench, loop):
    await bench.open()
    bench.panel.apply(Outline((Beat("a", title="The storm"),)), "Add")
    await bench.desk.draft("a")
    assert bench.document.title == "The storm"
    assert bench.desk.outline.find("a").scene == bench.desk.scene
    assert bench.drafts == [(("The storm",), 0)]


async def test_a_text_without_a_project_is_saved_or_asked_about_first(bench, loop):
    bench.type("Something of my own.")
    bench.answers = ["cancel"]
    await bench.desk.show(open_project(bench.folder))
    assert bench.questions == ["Save Untitled first?"]
    assert bench.document.text() == "Something of my own."
    assert bench.desk.project is None


async def test_words_of_every_scene_are_counted(bench, loop):
    await bench.open()
    bench.desk.show_words(12)
    lengths = bench.binder._words
    first, second = (item.id for item in bench.desk.tree.scenes())
    assert (lengths[first], lengths[second]) == (12, 3)


async def test_without_a_project_there_is_no_story(bench, loop):
    assert bench.desk.story.notes("Martin") == ()
    assert bench.desk.story.beat() == ""
    assert bench.desk.scene == ""
    assert await bench.desk.new_scene("") == ""
