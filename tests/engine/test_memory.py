"""Memory: what a model needs, what there is, and the sentence that refuses."""

import psutil
import pytest

from engine import memory
from engine.errors import BadInput, MemoryShort
from engine.memory import MB, Memory


def test_the_estimate_covers_what_was_measured():
    for grown, files, cache in ((45, 9.5, 4.2), (115, 49.2, 25.2), (251, 204.1, 25.2)):
        need = memory.model_bytes(int(files * MB), int(cache * MB))
        assert grown * MB <= need <= 1.4 * grown * MB


@pytest.mark.parametrize(
    ("total_mb", "floor_mb"), [(512, 300), (6000, 300), (8000, 400), (16_000, 800), (64_000, 1000)]
)
def test_the_floor_is_a_twentieth_within_limits(total_mb, floor_mb):
    assert memory.floor_bytes(total_mb * MB) == floor_mb * MB


def test_a_model_that_leaves_the_floor_free_is_let_in_and_one_byte_more_is_not():
    machine = Memory(total=8000 * MB, available=1000 * MB)
    memory.require_room("The voice", 600 * MB, machine, own=0, ceiling=None)
    with pytest.raises(MemoryShort, match="601 MB of memory and 600 MB can be spared"):
        memory.require_room("The voice", 600 * MB + 1, machine, own=0, ceiling=None)


def test_a_machine_below_its_floor_has_nothing_to_spare():
    machine = Memory(total=8000 * MB, available=100 * MB)
    with pytest.raises(MemoryShort, match="and 0 MB can be spared"):
        memory.require_room("The voice", 1, machine, own=0, ceiling=None)


def test_a_limit_of_its_own_counts_what_the_process_has_already():
    machine = Memory(total=8000 * MB, available=8000 * MB)
    memory.require_room("The voice", 60 * MB, machine, own=40 * MB, ceiling=100 * MB)
    with pytest.raises(MemoryShort, match="61 MB of memory, which with the 40 MB in use"):
        memory.require_room("The voice", 61 * MB, machine, own=40 * MB, ceiling=100 * MB)


def test_a_running_engine_may_have_its_limit_or_the_machine_but_the_floor():
    machine = Memory(total=8000 * MB, available=1)
    assert memory.running_ceiling(machine, None) == 7600 * MB
    assert memory.running_ceiling(machine, 5 * MB) == 5 * MB
    memory.require_below(5 * MB, 5 * MB)
    with pytest.raises(MemoryShort, match="uses 6 MB of memory and may use 5 MB"):
        memory.require_below(5 * MB + 1, 5 * MB)


def test_a_machine_is_short_at_half_its_floor():
    memory.require_some_left(Memory(total=8000 * MB, available=200 * MB))
    with pytest.raises(MemoryShort, match="only 200 MB of memory left; close other"):
        memory.require_some_left(Memory(total=8000 * MB, available=200 * MB - 1))


def test_takes_are_refused_where_the_machine_or_the_limit_has_no_room(monkeypatch):
    monkeypatch.setattr(memory, "machine_memory", lambda: Memory(8000 * MB, 1000 * MB))
    memory.require_to_spare(600 * MB)
    with pytest.raises(MemoryShort, match="So many takes at once need about 601 MB"):
        memory.require_to_spare(601 * MB)
    monkeypatch.setenv(memory.ENVIRONMENT, str(memory.own_bytes() // MB + 10))
    with pytest.raises(MemoryShort, match="ask for fewer"):
        memory.require_to_spare(100 * MB)


def test_the_environment_sets_a_limit_in_megabytes(monkeypatch):
    monkeypatch.delenv(memory.ENVIRONMENT, raising=False)
    assert memory.limit_from_environment() is None
    monkeypatch.setenv(memory.ENVIRONMENT, "250")
    assert memory.limit_from_environment() == 250 * MB


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "much", "²", "9" * 5000])
def test_a_limit_that_is_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv(memory.ENVIRONMENT, value)
    with pytest.raises(BadInput, match=memory.ENVIRONMENT):
        memory.limit_from_environment()


def test_this_process_and_machine_are_measured(tmp_path):
    machine = memory.machine_memory(tmp_path, tmp_path / "none")
    assert 0 < memory.own_bytes() < machine.total == psutil.virtual_memory().total
    assert 0 < machine.available <= machine.total


@pytest.fixture
def cgroup(tmp_path):
    """Return a function that plants cgroup files and measures the machine within them."""

    def plant(own: str, files: dict[str, str]) -> Memory:
        (tmp_path / "own").write_text(own, encoding="utf-8")
        for name, text in files.items():
            path = tmp_path / "groups" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return memory.machine_memory(tmp_path / "groups", tmp_path / "own")

    return plant


def test_a_cgroups_limit_counts_and_its_cached_files_do_not(cgroup):
    found = cgroup(
        "0::/user/app\n",
        {
            "user/app/memory.max": "100000000\n",
            "user/app/memory.current": "70000000\n",
            "user/app/memory.stat": "anon 40000000\ninactive_file 20000000\n",
        },
    )
    assert found == Memory(total=100 * MB, available=50 * MB)


def test_the_tightest_limit_on_the_way_up_counts(cgroup):
    found = cgroup(
        "0::/user/app\n",
        {
            "user/app/memory.max": "max\n",
            "user/app/memory.current": "10\n",
            "user/memory.max": "90000000\n",
            "user/memory.current": "80000000\n",
            "memory.max": "95000000\n",
            "memory.current": "1\n",
        },
    )
    assert found == Memory(total=90 * MB, available=10 * MB)


def test_the_first_version_of_cgroups_counts_too(cgroup):
    found = cgroup(
        "5:cpu:/other\n4:memory:/box\n",
        {
            "memory/box/memory.limit_in_bytes": "100000000\n",
            "memory/box/memory.usage_in_bytes": "90000000\n",
            "memory/box/memory.stat": "total_inactive_file 5000000\n",
            "memory/other/memory.limit_in_bytes": "1\n",
            "memory/other/memory.usage_in_bytes": "1\n",
        },
    )
    assert found == Memory(total=100 * MB, available=15 * MB)


def test_a_group_that_uses_more_than_its_limit_has_nothing_left(cgroup):
    found = cgroup("0::/a\n", {"a/memory.max": "10\n", "a/memory.current": "30\n"})
    assert found == Memory(total=10, available=0)
