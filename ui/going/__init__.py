"""Ways through a manuscript: its headings beside the text, and a line to go anywhere by name."""
