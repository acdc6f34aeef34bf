"""The hunt uses the warmed interpreter of tests/faults, and the lab the hunt's own modules."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "faults"), str(ROOT / "lab")]
