"""The benchmarks are scripts that import each other; pytest has to be told where they are."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
