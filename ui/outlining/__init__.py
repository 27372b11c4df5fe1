"""Outline suggestions: what is asked for, what comes back, and how it joins the outline."""
