"""Text on disk: files, journal, projects, outlines, notes; pure Python without Qt."""
