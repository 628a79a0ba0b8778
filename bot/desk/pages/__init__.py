"""The desk's pages, one file an area; each has ``routes()``."""
