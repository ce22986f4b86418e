"""Drills: long trials of what must hold, each with a short form in the suite."""
