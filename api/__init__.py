"""The doors: command line, imports and exports, and later the HTTP API and the pages."""
