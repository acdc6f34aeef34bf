"""`python -m naru.web.child`: the process that serves, started by the parent and by nobody else."""

from naru import guard


def main() -> None:
    """No core and no life without the parent, from the first moment on; then the rest is loaded."""
    guard.no_core()
    guard.die_with_parent()
    from naru.web.serving import main as serve

    serve()


if __name__ == "__main__":
    main()
