"""The project in the window: its scenes, its outline, its story notes."""
