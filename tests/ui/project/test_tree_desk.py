import asyncio
from functools import partial

from ui.errors import SaveFailed
from ui.manuscript.project import Project, create_project, open_project
from ui.manuscript.tree import Tree


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


async def test_a_new_scene_whose_tree_cannot_be_saved_leaves_no_file(bench, loop, monkeypatch):
    await bench.open()

    def refuse(tree, head=None):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr(bench.desk.project, "save", refuse)
    bench.binder.scene_requested.emit("")
    await bench.settled()
    assert bench.errors == ["The disk is full."]
    assert bench.titles() == ["01-arrival", "02-letter"]
    assert len(list(bench.path("manuscript").iterdir())) == 2
    assert not bench.binder.undo_stack.canUndo()


async def test_a_change_of_the_binder_is_undone_on_the_disk_too(bench, loop):
    await bench.open()
    bench.binder._on_renamed(bench.desk.scene, "The arrival")
    await bench.settled()
    bench.binder.undo_stack.undo()
    await bench.settled()
    assert open_project(bench.folder).tree.scenes()[0].title == "01-arrival"
    assert bench.document.title == "01-arrival"


async def test_a_new_scene_that_is_undone_keeps_its_text_in_the_trash(bench, loop):
    await bench.open()
    await bench.desk.begin_scene("")
    bench.type("Spring.")
    bench.binder.undo_stack.undo()
    await bench.settled()
    saved = open_project(bench.folder)
    assert [item.title for item in saved.tree.items if item.id in saved.tree.trashed] == [
        "New scene"
    ]
    assert bench.read("manuscript/new-scene.md") == "Spring."
    assert bench.document.text() == "It lay there.\n"
    bench.binder.undo_stack.redo()
    await bench.settled()
    assert bench.titles() == ["01-arrival", "02-letter", "New scene"]


async def test_a_tree_that_is_saved_late_stays_out_of_the_project_opened_meanwhile(
    bench, loop, tmp_path, stall
):
    await bench.open()
    other = create_project(tmp_path / "Other", "Other")
    before = other.tree
    slow = stall(Project, "save")
    bench.binder._on_renamed(bench.desk.scene, "The arrival")
    await slow.begun()
    showing = asyncio.ensure_future(bench.desk.show(other))
    await bench.turns()
    slow.go_on()
    await showing
    await bench.settled()
    assert bench.desk.project.folder == other.folder
    assert bench.titles() == []
    assert open_project(other.folder).tree == before
    assert open_project(bench.folder).tree.scenes()[0].title == "The arrival"


async def test_a_change_just_before_another_project_shows_is_saved_where_it_was_made(
    bench, loop, tmp_path
):
    await bench.open()
    other = create_project(tmp_path / "Other", "Other")
    bench.binder._on_renamed(bench.desk.scene, "The arrival")
    bench.desk._trees.show(other, frozenset())
    await bench.settled()
    assert open_project(bench.folder).tree.scenes()[0].title == "The arrival"
    assert open_project(other.folder).tree.scenes() == ()


async def test_a_row_that_is_moved_while_earlier_moves_are_saved_goes_on_from_there(
    bench, loop, stall
):
    for name in ("03-storm", "04-calm", "05-home"):
        bench.write(f"manuscript/{name}.md", "x\n")
    await bench.open()
    down = partial(bench.binder._change, Tree.move_down)
    slow = stall(Project, "save")
    shown = []
    bench.binder._view.choose(bench.desk.scene)
    down()
    down()
    await slow.begun()
    set_tree = bench.binder.set_tree
    bench.binder.set_tree = lambda tree, *more: (shown.append(tree), set_tree(tree, *more))
    slow.go_on()
    down()
    await bench.settled()
    assert bench.titles().index("01-arrival") == 3
    assert shown == []
    saved = [item.title for item in open_project(bench.folder).tree.scenes()]
    assert saved == bench.titles()


async def test_a_save_that_fails_leaves_a_newer_change_in_the_binder(bench, loop, monkeypatch):
    await bench.open()
    first, real = bench.desk.scene, Project.save
    asked = []

    def refuse_once(project, tree, head=None):
        asked.append(tree)
        if len(asked) == 1:
            raise SaveFailed("The disk is full.")
        real(project, tree, head)

    monkeypatch.setattr(Project, "save", refuse_once)
    bench.binder._on_renamed(first, "The arrival")
    bench.binder._on_renamed(first, "His arrival")
    await bench.settled()
    assert bench.errors == ["The disk is full."]
    assert bench.titles()[0] == "His arrival"
    assert open_project(bench.folder).tree.scenes()[0].title == "His arrival"


async def test_a_tree_that_cannot_be_saved_is_told_before_the_window_closes(
    bench, loop, monkeypatch
):
    await bench.open()

    def refuse(project, tree, head=None):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr(Project, "save", refuse)
    bench.binder.apply(bench.desk.tree.rename(bench.desk.scene, "The arrival"), bench.desk.scene)
    assert not await bench.desk.settle()
    assert bench.errors == ["The disk is full."]
    assert await bench.desk.settle()


async def test_a_save_that_ends_leaves_a_newer_tree_in_the_binder(bench, loop):
    await bench.open()
    first, tree = bench.desk.scene, bench.desk.tree
    saving = bench.desk._trees.save(tree.rename(first, "The arrival"), bench.desk.project)
    bench.binder.apply(tree.rename(first, "His arrival"), first)
    assert await saving
    assert bench.titles()[0] == "His arrival"
    assert bench.binder.undo_stack.canUndo()
