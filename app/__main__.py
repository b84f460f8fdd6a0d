"""`python -m workingregions.app` is `wr`."""

from workingregions.app.cli import main

if __name__ == "__main__":
    main()
