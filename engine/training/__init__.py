"""Work with torch and transformers: export, later fine-tuning; never imported while writing."""
