"""`python -m naru.web`: the parent of the page. `naru page` becomes this program."""

from naru import guard


def main() -> None:
    """Read the few words that `naru page` hands over, and keep the door."""
    guard.no_core()
    import argparse
    import sys
    from pathlib import Path

    from naru.web import parent

    read = argparse.ArgumentParser(prog="naru page", add_help=False)
    read.add_argument("folder")
    read.add_argument("--lang", default="")
    read.add_argument("--no-browser", action="store_true")
    read.add_argument("--trial", action="store_true")
    read.add_argument("--own", default="")
    given = read.parse_args()
    own = str(Path(given.own).absolute()) if given.own else ""
    door = parent.Parent(Path(given.folder).absolute(), given.lang, own=own, trial=given.trial)
    sys.exit(door.run(parent.print_address if given.no_browser else parent.open_browser))


if __name__ == "__main__":
    main()
