import asyncio

from ui.errors import SaveFailed
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.outline_file import OutlineFile
from ui.manuscript.project import create_project, open_project
from ui.project import outline_desk, story


async def test_a_project_opens_at_its_first_scene(bench, loop):
    await bench.open()
    assert bench.document.text() == "Martin came.\n"
    assert bench.document.title == "01-arrival"
    assert bench.desk.scene == bench.desk.tree.scenes()[0].id


async def test_opening_writes_nothing(bench, loop):
    await bench.open()
    assert not bench.path("project.toml").exists()
    assert not bench.path("outline.toml").exists()


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
    lengths = bench.binder._facts.words
    first, second = (item.id for item in bench.desk.tree.scenes())
    assert (lengths[first], lengths[second]) == (12, 3)


async def test_without_a_project_there_is_no_story(bench, loop):
    assert bench.desk.story.notes("Martin") == ()
    assert bench.desk.story.beat() == ""
    assert bench.desk.scene == ""
    assert await bench.desk.new_scene("") == ""


async def test_a_new_scene_is_named_in_a_binder_that_is_seen_or_written_at_once(bench, loop):
    bench.window.show()
    await bench.open()
    named = []
    bench.binder.name_new = named.append
    await bench.desk.begin_scene(bench.desk.scene)
    assert named == [bench.desk.scene]
    bench.binder.hide()
    left = []
    bench.binder.left.connect(lambda: left.append(bench.document.title))
    await bench.desk.begin_scene(bench.desk.scene)
    assert len(named) == 1
    assert left == ["New scene"]


async def test_a_scene_that_is_chosen_gets_the_keys_once_it_is_open(bench, loop, qtbot):
    await bench.open()
    with qtbot.waitSignal(bench.binder.left, timeout=0, raising=False) as left:
        bench.binder.scene_chosen.emit(bench.desk.tree.scenes()[1].id)
        assert not left.signal_triggered
        await bench.settled()
    assert left.signal_triggered
    assert bench.document.text() == "It lay there.\n"


async def test_a_beat_is_not_drafted_into_the_trash(bench, loop):
    await bench.open()
    second = bench.desk.tree.scenes()[1]
    bench.panel.apply(Outline((Beat("b", title="Letter", scene=second.id),)), "Add")
    bench.binder._take(bench.desk.tree.trash(second.id))
    await bench.settled()
    bench.panel.draft_requested.emit("b")
    await bench.settled()
    assert "is in the trash" in bench.problems[0]
    assert bench.drafts == []


async def test_a_scene_is_saved_silently_before_the_window_lets_go_of_it(bench, loop):
    await bench.open()
    bench.type("He sat down.")
    assert await bench.desk.settle()
    assert bench.questions == []
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."


async def test_a_scene_that_cannot_be_saved_is_asked_about_before_it_goes(bench, loop, monkeypatch):
    await bench.open()
    bench.type("He sat down.")

    def refuse(path, text, form, expected):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr("ui.filing.save_text", refuse)
    bench.answers = ["cancel"]
    assert not await bench.desk.settle()
    assert bench.errors == ["The disk is full."]
    bench.answers = ["discard"]
    assert await bench.desk.settle()
    assert bench.questions == ["Save 01-arrival first?"] * 2


async def test_another_text_is_opened_once_the_scene_is_saved_silently(bench, loop, monkeypatch):
    await bench.open()
    bench.write("story/plan.md", "A plan.")
    bench.type("He sat down.")

    async def choose(_window, _folder):
        return bench.path("story/plan.md")

    monkeypatch.setattr("ui.filing.choose_text", choose)
    await bench.desk.open_text()
    assert bench.questions == []
    assert bench.document.text() == "A plan."
    assert bench.desk.scene == ""
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."


async def test_files_that_are_broken_are_told_as_errors_with_what_is_safe(bench, loop):
    bench.write("project.toml", "title = ")
    bench.write("outline.toml", "[[beat")
    await bench.desk.show(open_project(bench.folder))
    assert len(bench.errors) == 2
    for name, error in zip(("project.toml", "outline.toml"), bench.errors, strict=True):
        assert name in error
        assert "Every scene is safe" in error
    assert bench.told == bench.errors


async def test_found_scenes_are_told_until_the_first_text_is_saved(bench, loop):
    for _ in range(2):
        await bench.desk.show(open_project(bench.folder))
        await bench.settled()
    assert bench.told == ["2 scenes found in manuscript/."] * 2
    assert not bench.path("project.toml").exists()
    bench.type("He sat down.")
    await bench.filing.save()
    await bench.settled()
    assert open_project(bench.folder).told == ()
    assert bench.titles() == ["01-arrival", "02-letter"]


async def test_a_broken_project_file_is_not_replaced_by_saving_a_text(bench, loop):
    bench.write("project.toml", "title = ")
    await bench.open()
    bench.type("He sat down.")
    await bench.filing.save()
    await bench.settled()
    assert bench.read("project.toml") == "title = "


async def test_words_typed_while_a_project_without_scenes_opens_stay(bench, loop, tmp_path, stall):
    await bench.open()
    notes = stall(story, "read_notes")
    showing = asyncio.ensure_future(bench.desk.show(create_project(tmp_path / "Other", "Other")))
    await notes.begun()
    bench.type("Typed meanwhile.")
    notes.go_on()
    await showing
    assert bench.document.text() == "Typed meanwhile."
    assert bench.document.is_modified


async def test_a_project_that_is_opened_again_keeps_its_outline_and_its_tree(bench, loop):
    await bench.open()
    again = open_project(bench.folder)
    bench.panel.apply(Outline((Beat("a", title="Arrival"),)), "Add")
    bench.binder._on_renamed(bench.desk.scene, "The arrival")
    await bench.desk.show(again)
    await bench.settled()
    assert [beat.title for beat in bench.desk.outline.beats] == ["Arrival"]
    assert bench.titles() == ["The arrival", "02-letter"]
    assert bench.errors == []


async def test_a_beat_that_is_added_while_another_project_is_read_is_saved(
    bench, loop, tmp_path, stall
):
    await bench.open()
    other = create_project(tmp_path / "Other", "Other")
    reading = stall(outline_desk, "open_outline")
    showing = asyncio.ensure_future(bench.desk.show(other))
    await reading.begun()
    bench.panel.apply(Outline((Beat("a", title="Arrival"),)), "Add")
    reading.go_on()
    await showing
    assert bench.desk.project.folder == other.folder
    assert 'title = "Arrival"' in bench.read("outline.toml")


async def test_words_typed_while_the_outline_is_saved_are_saved_before_the_window_lets_go(
    bench, loop, stall
):
    await bench.open()
    bench.panel.apply(Outline((Beat("a", title="Arrival"),)), "Add")
    saving = stall(OutlineFile, "save")
    settling = asyncio.ensure_future(bench.desk.settle())
    await saving.begun()
    bench.type("He sat down.")
    saving.go_on()
    assert await settling
    assert bench.read("manuscript/01-arrival.md") == "Martin came.\nHe sat down."


async def test_a_tree_is_saved_before_the_window_lets_go_of_it(bench, loop):
    await bench.open()
    bench.binder._on_renamed(bench.desk.scene, "The arrival")
    assert await bench.desk.settle()
    assert open_project(bench.folder).tree.scenes()[0].title == "The arrival"


async def test_a_beat_whose_scene_is_gone_is_told_in_one_sentence(bench, loop):
    await bench.open()
    bench.panel.scene_chosen.emit("nowhere")
    await bench.settled()
    assert bench.problems == [
        "The scene of this beat is gone from the project; choose another one for it."
    ]


async def test_a_beat_that_is_edited_while_its_scene_opens_is_drafted_as_it_is_then(bench, loop):
    await bench.open()
    letter = bench.desk.tree.scenes()[1].id
    bench.panel.apply(Outline((Beat("a", title="Letter", scene=letter),)), "Add")
    bench.panel.draft_requested.emit("a")
    await asyncio.sleep(0)
    bench.panel.apply(bench.panel.outline.edit("a", synopsis="It lies there."), "Edit")
    await bench.settled()
    assert bench.drafts == [(("It lies there.",), 0)]


async def test_a_beat_that_is_removed_while_its_scene_is_made_is_not_drafted(bench, loop):
    await bench.open()
    bench.panel.apply(Outline((Beat("a", title="Storm"),)), "Add")
    bench.panel.draft_requested.emit("a")
    await asyncio.sleep(0)
    bench.panel.apply(Outline(), "Remove")
    await bench.settled()
    assert bench.drafts == []
    assert bench.problems == []
