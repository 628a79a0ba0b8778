"""A stand-in Telegram over HTTP: the first run without a token, trial runs, tests and load."""
