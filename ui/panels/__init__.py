"""What stands beside the text: the binder, the outline, and the panel that holds pages."""
