"""The entry of `./handrail`: runs as a file, so that no PYTHONPATH leaks into what it starts."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from deploy.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
