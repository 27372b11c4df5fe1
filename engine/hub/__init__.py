"""Models on the Hugging Face hub: a short catalogue, what one is, and its download."""

import os

# Read when huggingface_hub is imported, which modules of this package do.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
