from types import SimpleNamespace

import pytest

from ui.actions import ACTIONS
from ui.handlers import handlers_of


class FakeDesk:
    """Notes which flow was begun."""

    def __init__(self, has_project):
        self.begun = []
        self.tasks = SimpleNamespace(start=self.begun.append)
        self.filing = SimpleNamespace(new=lambda: "text", open=lambda: "open")
        self.project = SimpleNamespace(
            project=object() if has_project else None,
            scene="a",
            begin_scene=lambda after: f"scene behind {after}",
            open_text=lambda: "open behind the scene",
        )

    def toggle_suggestions(self):
        raise NotImplementedError


def test_every_action_has_a_handler():
    assert set(handlers_of(FakeDesk(False))) == {row.id for row in ACTIONS}


@pytest.mark.parametrize(("has_project", "begun"), [(True, "scene behind a"), (False, "text")])
def test_new_means_a_scene_in_a_project_and_a_text_without_one(has_project, begun):
    desk = FakeDesk(has_project)
    handlers_of(desk)["file.new"]()
    assert desk.begun == [begun]


def test_a_scene_is_made_safe_before_another_text_is_chosen():
    desk = FakeDesk(True)
    handlers_of(desk)["file.open"]()
    assert desk.begun == ["open behind the scene"]
