"""`python -m naru`: the same as `naru`."""

from naru.cli.main import main

if __name__ == "__main__":
    main()
