"""Which tasks are measured on a text, and how many answers each of them is judged by."""

from types import SimpleNamespace

import pytest

from engine.errors import BadInput
from engine.generate_service import GenerateService
from engine.measuring.tasks import measure_tasks
from engine.messages import Sampling

SENTENCE = "The harbour lay quiet under the fog that morning, and nobody came to part {}."
TEXT = "\n\n".join(SENTENCE.format(n) for n in range(60))
CHINESE = "\u96e8\u505c\u4e86\u3002" * 60
TASKS = ("continue", "rewrite.shorten", "rewrite.describe", "outline.from_text", "draft")


@pytest.fixture
def model():
    """Return what `measure_tasks` looks at in a model of English."""
    return SimpleNamespace(
        templates={task: SimpleNamespace(sampling=Sampling()) for task in TASKS},
        manifest=SimpleNamespace(languages=("en",), name="Starter"),
    )


@pytest.fixture
def service(monkeypatch):
    """Return a service that answers every ask alike."""
    answer = SimpleNamespace(takes=[SimpleNamespace(text="Nobody came.")])
    beats = SimpleNamespace(beats=[SimpleNamespace(title="Nobody came")])
    found = SimpleNamespace(
        rewrite=lambda *asked: answer, draft=lambda *asked: answer, outline=lambda *asked: beats
    )
    monkeypatch.setattr(GenerateService, "holding", lambda model: found)
    return found


def test_every_task_that_the_model_has_is_measured_and_its_answers_counted(model, service):
    told = []
    found = measure_tasks(model, TEXT, 4, 1, lambda done, total: told.append((done, total)))
    assert set(found) == set(TASKS) - {"continue"}
    assert all(measures["answers"] == 4 for measures in found.values())
    assert told == [(n, 16) for n in range(1, 17)]


def test_the_same_description_of_every_passage_is_good_once_at_most(model, service):
    long = SimpleNamespace(text="He went to the house and sat down.")
    service.rewrite = lambda *asked: SimpleNamespace(takes=[long])
    assert measure_tasks(model, TEXT, 4, 1)["rewrite.describe"]["good"] == 0.25


def test_passages_that_the_model_refuses_are_not_counted(model, service):
    asked = []

    def rewrite(request, on_part, cancel):
        asked.append(request)
        if len(asked) % 2:
            raise BadInput("No.")
        return SimpleNamespace(takes=[SimpleNamespace(text="Nobody came.")])

    service.rewrite = rewrite
    found = measure_tasks(model, TEXT, 5, 1)
    assert found["rewrite.shorten"]["answers"] == 2
    assert found["draft"]["answers"] == 5


def test_a_task_that_is_refused_everywhere_has_no_measures(model, service):
    def refuse(*asked):
        raise BadInput("No.")

    service.outline = refuse
    assert "outline.from_text" not in measure_tasks(model, TEXT, 2, 1)


def test_nothing_is_measured_on_a_script_that_the_model_does_not_know(model, service):
    assert measure_tasks(model, CHINESE, 2, 1) == {}


def test_nothing_is_measured_on_a_text_without_passages(model, service):
    assert measure_tasks(model, "Too short.", 2, 1) == {}
