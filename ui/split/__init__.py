"""A second view beside the text: another place of it, or another text, to be read while writing."""
