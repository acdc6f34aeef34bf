"""The lab is no package of Naru's: its modules are found where `make lab` finds them."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "lab"), str(ROOT / "tests" / "faults")]
