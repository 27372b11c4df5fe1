"""The error tree and its codes on the wire."""

import pytest

from engine import errors


def all_kinds(kind: type[errors.EngineError]) -> list[type[errors.EngineError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in all_kinds(child))]


def test_every_error_of_the_tree_but_its_root_is_in_the_table():
    assert set(errors.BY_CODE.values()) == set(all_kinds(errors.EngineError)[1:])


def test_no_two_errors_share_a_code():
    codes = [kind.code for kind in all_kinds(errors.EngineError)[1:]]
    assert len(codes) == len(set(codes))


def test_the_drawing_in_the_docstring_names_every_error():
    missing = [
        k.__name__ for k in all_kinds(errors.EngineError) if k.__name__ not in errors.__doc__
    ]
    assert missing == []


@pytest.mark.parametrize("kind", errors.BY_CODE.values())
def test_an_error_comes_back_from_the_wire_as_itself(kind):
    found = errors.from_wire(errors.to_wire(kind("The reason, in one sentence.")))
    assert type(found) is kind
    assert str(found) == "The reason, in one sentence."


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, {"code": "of a later version", "message": "m"}, {"code": 7}]
)
def test_an_unknown_shape_or_code_becomes_an_internal_error(value):
    assert type(errors.from_wire(value)) is errors.InternalError
