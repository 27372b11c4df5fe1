"""A Qt event loop with asyncio on top: coroutine tests that take `loop` run in it."""

import asyncio
import gc
import inspect

import pytest
import qasync

from ui.language import ENGLISH, speaker

LIMIT_S = 20


@pytest.fixture(autouse=True, scope="session")
def english(qapp):
    """Speak English as the app does: its plurals are a translation too."""
    assert speaker.speak(ENGLISH)


@pytest.fixture(autouse=True)
def garbage_on_this_thread():
    """Collect between tests only: a worker thread must not destroy Qt objects (ui.garbage)."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture
def loop(qapp):
    """Yield qasync's event loop; at the end every task is cancelled and awaited."""
    loop = qasync.QEventLoop(qapp, already_running=False)
    asyncio.set_event_loop(loop)
    yield loop
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()
    asyncio.set_event_loop(None)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a coroutine test in its `loop` with a limit."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    loop = pyfuncitem.funcargs["loop"]
    loop.run_until_complete(asyncio.wait_for(pyfuncitem.obj(**arguments), LIMIT_S))
    return True
