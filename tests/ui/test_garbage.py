import gc
import threading
import weakref

from ui.garbage import GarbageCollector


class Node:
    """A cycle that only the collector can take apart."""

    def __init__(self):
        self.me = self
        self.thread = threading.get_ident()


def test_cycles_are_collected_on_the_windows_thread_only(qtbot):
    collector = GarbageCollector()
    try:
        died_on = []
        node = Node()
        weakref.finalize(node, lambda: died_on.append(threading.get_ident()))
        del node
        worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
        worker.start()
        worker.join()
        assert died_on == []
        keep = [[] for _ in range(2_000)]
        qtbot.waitUntil(lambda: bool(died_on), timeout=5000)
        assert died_on == [threading.get_ident()]
        assert keep
    finally:
        collector.stop()
    assert gc.isenabled()
