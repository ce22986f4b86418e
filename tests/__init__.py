"""Tests: `unit` needs no server, no file and no network."""
