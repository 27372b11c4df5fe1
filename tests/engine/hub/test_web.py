"""Sessions without credentials that follow redirects, but not out of encryption."""

import pytest
import requests

from engine.errors import UserError
from engine.hub.web import AnonymousSession, host_of


def redirect(url: str, target: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.url = 302, url
    answer.headers["Location"] = target
    return answer


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://hub.example/a", "https://cdn.example/b"),
        ("https://hub.example/a", "/b"),
        ("http://localhost/a", "http://other/b"),
    ],
)
def test_a_redirect_to_another_host_is_followed(url, target):
    assert AnonymousSession().get_redirect_target(redirect(url, target)) == target


def test_a_redirect_out_of_encryption_is_refused():
    with pytest.raises(UserError, match=r"cdn\.example without encryption"):
        AnonymousSession().get_redirect_target(
            redirect("https://hub.example/a", "http://cdn.example/b")
        )


def test_a_host_is_named_without_its_port():
    assert host_of("https://hub.example:8443/x") == "hub.example"
