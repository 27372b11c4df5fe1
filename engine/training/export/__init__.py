"""From a Hugging Face checkpoint to a model folder: check, export, fuse, quantize, prove, write."""
