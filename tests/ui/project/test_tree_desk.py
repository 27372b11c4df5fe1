from ui.errors import SaveFailed
from ui.manuscript.project import open_project


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
