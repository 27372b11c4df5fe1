"""The window: editor, ghost, documents and the client of the engine process; runs no model."""
