"""Fairs and series: when and where people meet, and what is reported together."""
