"""Golden samples: what was ever written to a log is read for ever.

`events/` holds one sample per event type and version, `effectiveness.json` the test vectors of the
rule of effectiveness, and `docs/schemas/` the JSON Schemas generated from the types. After a
deliberate change of the catalogue `python -m tests.golden` writes what is missing; it refuses to
change a file that exists, because a released version is frozen, unless `--force` is given before
the first release.
"""
