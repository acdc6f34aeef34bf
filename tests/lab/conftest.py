"""The lab is no package of Naru's: its modules are found where `make lab` finds them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "lab"))
