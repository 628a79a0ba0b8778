"""Serve a trained model to the house, on loopback.

    python nlu/serve.py --model var/rasa/model.tar.gz

Environment: POVEZANI_VAR, POVEZANI_RASA_PORT, POVEZANI_RASA_TOKEN, POVEZANI_SESSION_MINUTES,
and POVEZANI_RASA_HOST (default 127.0.0.1) for a private network of containers. Python 3.10 is
past its end of life: this port is never to be opened to others.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from prepare import prepare

HERE = Path(__file__).resolve().parent


def serve(model: Path) -> None:
    """Serve until TERM or Ctrl-C. Raises `SystemExit` with one line when there is no model."""
    if not model.is_file():
        raise SystemExit(f"no model at {model}: train first")
    prepare()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    port = int(os.environ.get("POVEZANI_RASA_PORT", "5005"))
    serve_application(
        model_path=str(model.resolve()),
        interface=os.environ.get("POVEZANI_RASA_HOST", "127.0.0.1"),
        port=port,
        credentials=str(HERE / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(HERE / "endpoints.yml")),
        auth_token=os.environ.get("POVEZANI_RASA_TOKEN") or None,
        enable_api=True,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    default = Path(os.environ.get("POVEZANI_VAR", "var")) / "rasa" / "model.tar.gz"
    parser.add_argument("--model", type=Path, default=default)
    serve(parser.parse_args().model)


if __name__ == "__main__":
    main()
