import pytest

from engine.training.config import TrainConfig


@pytest.mark.parametrize(
    "settings",
    [
        {"method": "qlora"},
        {"minutes": 0},
        {"minutes": float("nan")},
        {"minutes": None},
        {"max_steps": 0},
        {"rank": 0},
        {"learning_rate": 1.5},
        {"window": 8},
        {"infill_share": 0.9},
    ],
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(ValueError, match=r"must be|needs"):
        TrainConfig(**settings)


def test_each_method_has_its_own_rate_unless_one_is_given():
    assert TrainConfig(method="lora").peak_rate != TrainConfig(method="full").peak_rate
    assert TrainConfig(learning_rate=0.5).peak_rate == 0.5
