"""The connection to a hub: no account, no telemetry, and every failure as one sentence.

The boundary: knows nothing of models or files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from huggingface_hub import configure_http_backend

from engine.errors import ModelNotFound, UserError
from engine.version import VERSION

ENDPOINT = "https://huggingface.co"
# Seconds to connect, and between two pieces of an answer.
TIMEOUT_S = (10.0, 15.0)
BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
)
_CLOSED = (requests.codes.unauthorized, requests.codes.forbidden)


class AnonymousSession(requests.Session):
    """A session that sends no credentials, not even those of the user's home.

    Hubs keep large files elsewhere, so redirects to other hosts are followed, but never from an
    encrypted connection to an open one; what comes is held against its hash.
    """

    def __init__(self) -> None:
        super().__init__()
        # With an authentication of its own, requests does not look for a .netrc file.
        self.auth = lambda request: request

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Name Longhand alone, and not every library that is installed."""
        prepared = super().prepare_request(request)
        prepared.headers["User-Agent"] = f"longhand/{VERSION}"
        return prepared

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Send nothing where requests would look for credentials of the new host."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return where an answer leads.

        Raises:
            UserError: from an encrypted connection to an open one.
        """
        target: str | None = super().get_redirect_target(resp)
        if target is not None and urlsplit(resp.url).scheme == "https":
            where = urlsplit(urljoin(resp.url, target))
            if where.scheme != "https":
                raise UserError(f"The hub leads to {where.hostname} without encryption.")
        return target


@contextlib.contextmanager
def anonymous_hub() -> Iterator[None]:
    """Let huggingface_hub's own calls go through anonymous sessions within the block."""
    configure_http_backend(AnonymousSession)
    try:
        yield
    finally:
        configure_http_backend()


@contextlib.contextmanager
def told_plainly(host: str) -> Iterator[None]:
    """Turn what goes wrong on the way to a host into one sentence.

    Raises:
        ModelNotFound: what was asked for is not open to everybody.
        UserError: no connection, or no sensible answer.
    """
    try:
        yield
    except BROKEN as error:
        raise UserError(f"{host} cannot be reached; check the connection and try again.") from error
    except requests.exceptions.HTTPError as error:
        status: Any = None if error.response is None else error.response.status_code
        if status in _CLOSED:
            raise ModelNotFound(f"{host} does not give this out without an account.") from error
        raise UserError(f"{host} answered with an error ({status}); try again later.") from error
    except (requests.exceptions.RequestException, ValueError) as error:
        raise UserError(f"{host} sent an answer that cannot be used.") from error


def host_of(endpoint: str) -> str:
    """Return the host of an endpoint, as a sentence names it."""
    return urlsplit(endpoint).hostname or endpoint
