"""`naru`, and `python -m naru`: no core from the first moment on, then the command line."""

from naru import guard


def main() -> None:
    """Run the command line. What was typed is in this process already: the guard stands before the rest is loaded."""
    guard.no_core()
    from naru.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
