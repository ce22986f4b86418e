"""Flows: whole ways through the program."""
