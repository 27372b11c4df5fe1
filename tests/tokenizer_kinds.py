"""Small tokenizers of every kind, trained on the spot: usable ones and others."""

import json
from collections.abc import Callable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from tokenizers import trainers as train

from engine.paths import resources

# Letters of markup, so that a Unigram can spell what looks like a control token.
_SIGNS = ["a < b / c > d", "</ k > and < u n k s x 0 1 4 >"] * 20
_CHINESE = [
    "他走到窗前，看着外面的雨。",
    "“你好，世界！”她说。",
    "故事从这里开始，谁也不知道结局。",
] * 20
SPECIAL = ["<unk>", "<s>", "</s>"]
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
VOCAB_SIZE = 700


def corpus() -> list[str]:
    """Return English and Chinese sentences to train on."""
    english = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    return [*english[:20_000].splitlines(), *_CHINESE, *_SIGNS]


def byte_level() -> Tokenizer:
    """Return a byte-level BPE as GPT-2, Qwen and Llama 3 have one."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = train.BpeTrainer(
        vocab_size=VOCAB_SIZE,
        initial_alphabet=alphabet,
        special_tokens=SPECIAL,
        show_progress=False,
    )
    made.train_from_iterator(corpus(), trainer)
    return made


def sentencepiece_bpe() -> Tokenizer:
    """Return a SentencePiece BPE with byte fallback, as Llama 2, Mistral and Gemma have one."""
    made = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    # Trained with the space already written as ▁ and put before the text, as SentencePiece does.
    made.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    trainer = train.BpeTrainer(
        vocab_size=VOCAB_SIZE, special_tokens=[*SPECIAL, *BYTES], show_progress=False
    )
    made.train_from_iterator(corpus(), trainer)
    made.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return _with_first_token(_only_special(made))


def unigram() -> Tokenizer:
    """Return a Unigram tokenizer over ▁, as SentencePiece writes it."""
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = train.UnigramTrainer(
        vocab_size=VOCAB_SIZE, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False
    )
    made.train_from_iterator(corpus(), trainer)
    return _with_first_token(made)


def word_piece() -> Tokenizer:
    """Return a WordPiece tokenizer, as BERT has one."""
    made = Tokenizer(models.WordPiece(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    trainer = train.WordPieceTrainer(
        vocab_size=VOCAB_SIZE, special_tokens=SPECIAL, show_progress=False
    )
    made.train_from_iterator(corpus(), trainer)
    return made


def word_level() -> Tokenizer:
    """Return a tokenizer that knows whole words only."""
    made = Tokenizer(models.WordLevel({"<unk>": 0, "a": 1}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def letters_only() -> Tokenizer:
    """Return a BPE that has nothing for a letter it was not trained on."""
    return Tokenizer(models.BPE({"<unk>": 0, "a": 1, "b": 2}, [], unk_token="<unk>"))


USABLE: dict[str, Callable[[], Tokenizer]] = {
    "byte-level": byte_level,
    "sentencepiece-bpe": sentencepiece_bpe,
    "unigram": unigram,
}
UNUSABLE: dict[str, Callable[[], Tokenizer]] = {
    "WordPiece": word_piece,
    "WordLevel": word_level,
    "BPE without bytes": letters_only,
}


def save(made: Tokenizer, folder: Path) -> Path:
    """Write a tokenizer as a checkpoint has it, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": "<unk>",
        "bos_token": "<s>",
        "eos_token": "</s>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _with_first_token(made: Tokenizer) -> Tokenizer:
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", made.token_to_id("<s>"))]
    )
    return made


def _only_special(made: Tokenizer) -> Tokenizer:
    """Keep the byte tokens in the vocabulary alone: a trainer can only place them as special."""
    raw = json.loads(made.to_str())
    raw["added_tokens"] = [token for token in raw["added_tokens"] if token["content"] in SPECIAL]
    return Tokenizer.from_str(json.dumps(raw))
