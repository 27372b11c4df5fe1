"""The model that learns: a checkpoint in float32, all of it or LoRA matrices beside it."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import SafetensorError
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, PreTrainedModel

from engine.disk import write_json
from engine.errors import BadInput
from engine.training.config import TrainConfig
from engine.training.windows import IGNORED

# Above this, keeping every layer's activations costs more memory than computing them twice.
_CHECKPOINTING_PARAMETERS = 200_000_000
# Logits of one forward pass, float32 elements: 128 MiB, and as much again for their gradient.
_MOST_LOGITS = 32 * 1024**2
_LORA_SCALE = 2
ADAPTER_WEIGHTS = "adapter_model.safetensors"


class Learner:
    """A base and the part of it that is trained."""

    def __init__(self, checkpoint: Path, config: TrainConfig) -> None:
        """Read the base.

        Raises:
            BadInput: it is gone, damaged, or of a kind that LoRA cannot be put on.
        """
        self._method = config.method
        base = _read(checkpoint)
        # LoRA's matrices begin at random.
        torch.manual_seed(config.seed)
        if _parameters(base) > _CHECKPOINTING_PARAMETERS:
            base.gradient_checkpointing_enable()  # type: ignore[no-untyped-call]  # unannotated
            base.enable_input_require_grads()  # type: ignore[no-untyped-call]  # unannotated
        base.config.use_cache = False
        self.module: PreTrainedModel | PeftModel = base
        if config.method == "lora":
            self.module = _with_lora(base, config)
        self.module.train()

    @property
    def n_parameters(self) -> int:
        """Parameters of the base and what stands beside it."""
        return _parameters(self.module)

    @property
    def n_trained(self) -> int:
        """Parameters that are trained."""
        return sum(tensor.numel() for tensor in self.trained().values())

    def trained(self) -> dict[str, nn.Parameter]:
        """Return what is trained, by name; tied weights once."""
        return {n: p for n, p in self.module.named_parameters() if p.requires_grad}

    def snapshot(self) -> dict[str, Tensor]:
        """Return a copy of what is trained, by name."""
        return {name: tensor.detach().clone() for name, tensor in self.trained().items()}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Put weights that `trained` named back.

        Raises:
            BadInput: they are of another model.
        """
        own = self.trained()
        if own.keys() != tensors.keys() or any(own[n].shape != t.shape for n, t in tensors.items()):
            raise BadInput("The checkpoint of this run is of another model; begin the run anew.")
        with torch.no_grad():
            for name, parameter in own.items():
                parameter.copy_(tensors[name])

    def micro_rows(self, rows: int, window: int) -> int:
        """Return how many windows fit one forward pass."""
        vocabulary = int(self.module.config.vocab_size)
        return max(1, min(rows, _MOST_LOGITS // (window * vocabulary)))

    def save_adapter(self, folder: Path) -> None:
        """Write the LoRA matrices as peft reads them; nothing where the whole model was trained."""
        if isinstance(self.module, PeftModel):
            self.module.save_pretrained(str(folder), safe_serialization=True)
            # The library writes where the base lay, which names the writer's folders.
            path = folder / "adapter_config.json"
            settings = json.loads(path.read_text(encoding="utf-8"))
            write_json(path, {**settings, "base_model_name_or_path": None})

    def save_merged(self, folder: Path) -> None:
        """Write the base with what was learned as an ordinary checkpoint, without a tokenizer."""
        model = self.module
        if isinstance(model, PeftModel):
            model = model.merge_and_unload()
        model.config.use_cache = True
        model.save_pretrained(str(folder), safe_serialization=True)

    def release(self) -> None:
        """Give the model's memory back; nothing else can be done with it afterwards."""
        del self.module
        gc.collect()


def apply_adapter(checkpoint: Path, adapter: Path, out: Path) -> None:
    """Write a checkpoint with an adapter merged into its weights, without a tokenizer.

    Raises:
        BadInput: one of them cannot be read, or they do not fit each other.
    """
    if not (adapter / ADAPTER_WEIGHTS).is_file():
        raise BadInput(f"The folder {adapter} is no LoRA adapter: it has no {ADAPTER_WEIGHTS}.")
    base = _read(checkpoint)
    try:
        model = PeftModel.from_pretrained(base, str(adapter), local_files_only=True)
        merged = model.merge_and_unload()
    except (RuntimeError, ValueError, KeyError, TypeError, OSError, SafetensorError) as error:
        raise BadInput(f"The adapter in {adapter} does not fit {checkpoint}.") from error
    merged.save_pretrained(str(out), safe_serialization=True)


@contextlib.contextmanager
def measuring(module: nn.Module) -> Iterator[None]:
    """Switch to measuring for a block: no gradients, no dropout."""
    was_training = module.training
    module.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        module.train(was_training)


def token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the summed cross entropy in nats.

    Args:
        logits: [rows, window, vocabulary].
        targets: int64 [rows, window], `IGNORED` where nothing is learned.
    """
    flat = logits.float().view(-1, logits.shape[-1])
    return nn.functional.cross_entropy(
        flat, targets.view(-1), ignore_index=IGNORED, reduction="sum"
    )


def _read(checkpoint: Path) -> PreTrainedModel:
    try:
        model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
            str(checkpoint),
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, RuntimeError, ValueError, TypeError, KeyError, SafetensorError) as error:
        raise BadInput(f"The base model in {checkpoint} is gone or damaged.") from error
    return model


def _with_lora(base: PreTrainedModel, config: TrainConfig) -> PeftModel:
    lora = LoraConfig(
        r=config.rank,
        lora_alpha=_LORA_SCALE * config.rank,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    try:
        model = get_peft_model(base, lora)
    except (ValueError, TypeError) as error:
        raise BadInput(
            f"LoRA cannot be put on {base.config.model_type}; train it with the method full."
        ) from error
    assert isinstance(model, PeftModel)
    return model


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
