import json

import pytest

from ui.outlining.beat_cache import BeatCache


@pytest.fixture
def path(tmp_path):
    return tmp_path / ".longhand" / "beats.json"


def test_beats_are_found_again_by_another_reader(path):
    BeatCache(path).keep("m", "Text.", ("a", "b"))
    assert BeatCache(path).find("m", "Text.") == ("a", "b")


@pytest.mark.parametrize(("model", "text"), [("m", "Text!"), ("n", "Text.")])
def test_another_text_or_model_is_not_known(path, model, text):
    cache = BeatCache(path)
    cache.keep("m", "Text.", ("a",))
    assert cache.find(model, text) is None


@pytest.mark.parametrize(
    "data",
    [b"{", b"\xff", b"[]", b'{"schema": 2, "beats": {}}', b'{"schema": 1, "beats": 3}',
     b'{"schema": 1, "beats": {"k": [1]}}'],
)  # fmt: skip
def test_a_damaged_file_is_an_empty_cache_and_is_replaced(path, data):
    path.parent.mkdir()
    path.write_bytes(data)
    cache = BeatCache(path)
    assert cache.find("m", "Text.") is None
    cache.keep("m", "Text.", ("a",))
    assert len(json.loads(path.read_bytes())["beats"]) == 1


def test_a_disk_that_refuses_costs_nothing_but_the_cache(path, monkeypatch, caplog):
    def refuse(target, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.outlining.beat_cache.write_atomic", refuse)
    cache = BeatCache(path)
    with caplog.at_level("WARNING"):
        cache.keep("m", "Text.", ("a",))
    assert cache.find("m", "Text.") == ("a",)
    assert "were not kept" in caplog.text
