import math

import pytest
import torch

from engine.errors import BadInput, Cancelled
from engine.jobs import CancelFlag
from engine.training.aside import Aside


def _weights(tuner) -> dict[str, torch.Tensor]:
    return {name: p.detach().clone() for name, p in tuner._learner.trained().items()}


def _run(tuner, on_point=lambda point: None, cancel=None):
    return tuner.run(on_point, cancel or CancelFlag(), Aside())


def _pause_after(tuner, step: int) -> None:
    cancel = CancelFlag()
    with pytest.raises(Cancelled):
        _run(tuner, lambda point: cancel.set() if point.step == step else None, cancel)


def test_training_on_a_text_lowers_its_loss(make_tuner):
    points = []
    _run(make_tuner(max_steps=12, learning_rate=5e-3), points.append)
    assert points[-1].train_loss < points[0].train_loss - 1.0
    assert [point.step for point in points] == list(range(1, 13))
    assert points[-1].share == 1.0


def test_the_held_out_text_is_looked_at_before_during_and_at_the_end(make_tuner):
    points = []
    outcome = _run(make_tuner(max_steps=6, evaluations=3), points.append)
    assert [point.held_loss is not None for point in points] == [False, True] * 3
    assert outcome.first_held_loss == pytest.approx(math.log(16384), rel=0.05)
    assert outcome.best_held_loss <= points[-1].held_loss


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_paused_run_ends_exactly_as_one_that_was_not(make_tuner, method):
    whole = make_tuner("whole", method=method)
    expected = _run(whole)
    _pause_after(make_tuner("parts", method=method), 2)
    _pause_after(make_tuner("parts", method=method), 5)
    last = make_tuner("parts", method=method)
    assert last.step == 5
    outcome = _run(last)
    assert (outcome.steps, outcome.best_step) == (expected.steps, expected.best_step)
    assert outcome.best_held_loss == expected.best_held_loss
    for name, tensor in _weights(whole).items():
        assert torch.equal(tensor, _weights(last)[name]), name


def test_a_damaged_checkpoint_costs_only_the_steps_since_the_one_before(make_tuner, tmp_path):
    expected = _run(make_tuner("whole"))
    _run_saving_often = make_tuner("parts", save_s=0.0)
    _pause_after(_run_saving_often, 4)
    newest = max((tmp_path / "parts" / "checkpoints").iterdir())
    (newest / "moments.safetensors").write_bytes(b"")
    resumed = make_tuner("parts", save_s=0.0)
    assert resumed.step == 4 - 1
    assert _run(resumed).best_held_loss == expected.best_held_loss


def test_a_run_whose_held_out_loss_no_longer_falls_stops_early(make_tuner):
    outcome = _run(make_tuner(max_steps=40, evaluations=40, patience=2, learning_rate=0.5, rows=2))
    assert outcome.stopped_early
    assert outcome.steps < 40


def test_a_run_that_stopped_early_does_not_go_on_when_it_is_resumed(make_tuner):
    settings = {"max_steps": 40, "evaluations": 40, "patience": 2, "learning_rate": 0.5, "rows": 2}
    outcome = _run(make_tuner(**settings))
    again = _run(make_tuner(**settings))
    assert (again.steps, again.best_step) == (outcome.steps, outcome.best_step)
    assert again.stopped_early


def test_the_best_weights_come_back_not_the_last(make_tuner):
    tuner = make_tuner(max_steps=8, evaluations=8, patience=8, learning_rate=0.3, rows=2)
    outcome = _run(tuner)
    assert outcome.best_step < outcome.steps
    last = _weights(tuner)
    tuner.restore_best()
    best = _weights(tuner)
    assert any(not torch.equal(last[name], best[name]) for name in last)


def test_lost_best_weights_are_said_in_one_sentence(make_tuner, tmp_path):
    tuner = make_tuner(max_steps=1)
    _run(tuner)
    for folder in (tmp_path / "run" / "best").iterdir():
        (folder / "weights.safetensors").write_bytes(b"")
    with pytest.raises(BadInput, match="begin the run anew"):
        tuner.restore_best()


def test_a_checkpoint_of_another_model_is_refused(make_tuner):
    _pause_after(make_tuner(method="lora", rank=4), 1)
    with pytest.raises(BadInput, match="another model"):
        make_tuner(method="lora", rank=8)


def test_seconds_of_rest_do_not_count_against_the_budget(make_tuner):
    now = [0.0]

    class Resting(Aside):
        def wait(self, cancel):
            now[0] += 100.0
            return 100.0

    def clock():
        now[0] += 1.0
        return now[0]

    tuner = make_tuner(minutes=0.5, max_steps=None, clock=clock)
    outcome = tuner.run(lambda point: None, CancelFlag(), Resting())
    assert outcome.steps > 3
    assert outcome.seconds < 60
