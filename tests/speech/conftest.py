"""The model of the present content, shared with the end-to-end tests."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "integration"))  # how a Rasa is set up stands there
