"""The window's values have the fields of the engine's messages they are read from."""

import dataclasses

import pytest

from engine import model_messages, train_messages
from ui.voices import types

PAIRS = [
    (types.Change, train_messages.Change),
    (types.VoiceRow, model_messages.ModelRow),
    (types.Voices, model_messages.ModelsResult),
    (types.Checked, model_messages.VerifyResult),
    (types.Book, train_messages.BookRow),
    (types.LeftOut, train_messages.DroppedRow),
    (types.Corpus, train_messages.PrepareResult),
    (types.Point, train_messages.TrainPart),
    (types.Progress, train_messages.ProgressPart),
    (types.MadeVoice, train_messages.VoiceResult),
    (types.Run, train_messages.RunRow),
    (types.Runs, train_messages.RunsResult),
    (types.Pair, train_messages.Pair),
    (types.Pairs, train_messages.PairsResult),
    (types.Running, model_messages.RunningRow),
    (types.Cost, model_messages.CostResult),
    (types.Taken, model_messages.TakenResult),
    (types.CatalogueRow, model_messages.CatalogueRow),
    (types.Catalogue, model_messages.CatalogueResult),
    (types.HubModel, model_messages.HubResult),
    (types.Parts, model_messages.PartsResult),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda kind: kind.__name__)
def test_a_value_has_the_fields_of_its_message(ours, theirs):
    def names(kind):
        return [field.name for field in dataclasses.fields(kind)]

    assert names(ours) == names(theirs)
