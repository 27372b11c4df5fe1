"""A hub on this machine for every test of the hub."""

import pytest

from tests.fake_hub import serving


@pytest.fixture
def hub():
    """Return a hub that serves a small model."""
    with serving() as found:
        yield found
