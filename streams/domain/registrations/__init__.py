"""Registrations: who takes part in a fair, with what, and on whose word."""
