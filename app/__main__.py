"""Make `python -m workingregions.app` run `wr`."""

from workingregions.app.cli import main

if __name__ == "__main__":
    main()
