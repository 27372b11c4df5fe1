"""What a hub says of a model, and what is refused before anything is downloaded."""

import pytest

from engine.errors import BadInput, ModelForeign, ModelNotFound, UserError
from engine.hub.listing import describe
from engine.version import VERSION
from tests.fake_hub import COMMIT, REPO, WEIGHTS


def test_size_licence_and_commit_are_known_before_a_download(hub):
    model = describe(REPO, endpoint=hub.endpoint)
    assert (model.repo, model.revision, model.licence) == (REPO, COMMIT, "apache-2.0")
    assert (model.languages, model.architecture) == (("en", "zh"), "llama")
    assert (model.parameters, model.is_gated) == (1536, False)
    names = ["LICENSE", "config.json", "tokenizer.json", "model.safetensors"]
    assert [file.name for file in model.files] == names
    assert model.n_bytes == sum(len(hub.files[name]) for name in names)
    assert model.files[-1].n_bytes == len(WEIGHTS)
    assert model.files[-1].sha256 is not None
    assert model.files[0].git_sha1 is not None


def test_a_revision_is_asked_for(hub):
    describe(REPO, "main", hub.endpoint)
    assert hub.asked == [(f"/api/models/{REPO}/revision/main", None)]
    with pytest.raises(ModelNotFound, match="no revision 'draft'"):
        describe(REPO, "draft", hub.endpoint)


def test_no_credentials_are_sent_and_nothing_is_told_of_this_machine(hub, monkeypatch, tmp_path):
    host = hub.endpoint.removeprefix("http://").partition(":")[0]
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {host} login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    describe(REPO, endpoint=hub.endpoint)
    (headers,) = hub.headers
    assert "Authorization" not in headers
    assert "secret" not in str(headers)
    agents = [value for key, value in headers.items() if key.lower() == "user-agent"]
    assert agents == [f"longhand/{VERSION}"]


@pytest.mark.parametrize(
    "name", ["small", "a/b/c", "../etc/passwd", "a/..", "https://x/y", "", "a/b c"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(BadInput, match="owner/model"):
        describe(name, endpoint="http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, "RepoNotFound", "no open model writers/small on 127.0.0.1"),
        (401, "RepoNotFound", "no open model"),
        (401, "", "without an account"),
        (403, "", "without an account"),
        (403, "GatedRepo", "asks for an account"),
        (503, "", r"answered with an error \(503\)"),
    ],
)
def test_a_refusal_of_the_hub_is_one_sentence(hub, status, code, reason):
    hub.status, hub.error_code = status, code
    with pytest.raises(UserError, match=reason) as caught:
        describe(REPO, endpoint=hub.endpoint)
    assert "\n" not in str(caught.value)


def test_a_machine_without_a_network_is_told_so():
    with pytest.raises(UserError, match=r"127\.0\.0\.1 cannot be reached"):
        describe(REPO, endpoint="http://127.0.0.1:9")


@pytest.mark.parametrize(
    "info",
    [
        {"sha": None},
        {"sha": "main"},
        {"siblings": None},
        {"siblings": [{"rfilename": "config.json"}]},
        {"siblings": "x"},
        {"safetensors": 3},
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(hub, info):
    hub.info = info
    with pytest.raises(UserError):
        describe(REPO, endpoint=hub.endpoint)


def test_a_model_without_safe_weights_is_refused(hub):
    del hub.files["model.safetensors"]
    with pytest.raises(ModelForeign, match="no safetensors weights"):
        describe(REPO, endpoint=hub.endpoint)


def test_a_model_without_a_tokenizer_is_refused(hub):
    del hub.files["tokenizer.json"]
    with pytest.raises(ModelForeign, match=r"no tokenizer\.json"):
        describe(REPO, endpoint=hub.endpoint)


@pytest.mark.parametrize(
    ("card", "tags", "licence"),
    [
        ({"license": "other", "license_name": "qwen-research"}, [], "qwen-research"),
        ({}, ["license:mit"], "mit"),
        ({}, [], "unknown"),
        (None, [], "unknown"),
        ({"license": ["mit", "apache-2.0"]}, [], "mit, apache-2.0"),
    ],
)
def test_a_licence_is_told_as_its_makers_name_it(hub, card, tags, licence):
    hub.info = {"cardData": card, "tags": tags}
    assert describe(REPO, endpoint=hub.endpoint).licence == licence
