"""The catalogues of sentences, brought up to the code: `python -m api.catalogues`."""
