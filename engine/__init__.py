"""The engine: runs exported language models in a process of its own; knows nothing of windows."""
