"""What the functions weigh as zips, and what they may weigh. scripts/package and scripts/coldstart.py ask."""

import io
import sys
import zipfile

MB = 1_000_000
# Lambda fetches and unpacks the zip before anything of ours runs. `jobs` speaks with whoever there is; nobody waits for it.
GOALS_MB = {"health": 4, "page": 4, "data": 4, "accounts": 4, "oauth": 4, "probes": 4, "mail": 4, "jobs": 6}


def zipped(binary):
    """How many bytes it has as `bootstrap` in a zip."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(binary, "bootstrap")
    return len(memory.getvalue())


def main(build, *flags):
    """Prints a line for each function in sam's build directory; fails at those that are too large, unless `--any-size`."""
    too_large = []
    for name, goal in GOALS_MB.items():
        # sam names the directories as template.yaml names the functions.
        size = zipped(f"{build}/{name.capitalize()}/bootstrap") / MB
        print(f"{name:9}{size:6.2f} MB, goal {goal}")
        if goal < size:
            too_large.append(name)
    if too_large and "--any-size" not in flags:
        sys.exit(f"too large: {', '.join(too_large)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
