#!/usr/bin/env python3
"""Says for which texts hilsen takes more than linear time.

Every example of every rule is repeated until it makes a small draft, and until it makes one eight times as long; where the
long one takes more than twenty times as long as the small one, something looks at the whole text for each of its parts. All
rules are on.

    python3 tools/check_linear_time.py target/release/hilsen

Takes some ten minutes. Exits with 1 where there is such a text.
"""

import pathlib
import subprocess
import sys
import tempfile
import time
import tomllib

SMALL, LARGE = 40_000, 320_000  # bytes
GROWTH = 20  # times, where linear is eight
NOTICED = 0.15  # seconds that a large draft takes at least to be looked at
START = 0.009  # seconds that any run takes


def examples(rules):
    """The texts of all examples under a folder of rules."""
    found = set()

    def collect(value, wanted):
        if isinstance(value, dict):
            for key, inner in value.items():
                collect(inner, wanted or key in ("bad", "good", "examples"))
        elif isinstance(value, list):
            for inner in value:
                collect(inner, wanted)
        elif isinstance(value, str) and wanted and 5 < len(value) < 160:
            found.add(value.strip())

    for path in rules.rglob("*.toml"):
        collect(tomllib.loads(path.read_text(encoding="utf-8")), False)
    return sorted(found)


def all_rules(hilsen):
    """A configuration in which every rule is on."""
    listed = subprocess.run([hilsen, "rules", "--format", "json"], capture_output=True, text=True, check=True).stdout
    ids = [line.split('"id":"')[1].split('"')[0] for line in listed.splitlines() if '"id":"' in line]
    # Dictionaries would be read at each start.
    return "[rules]\n" + "".join(f'{rule} = "info"\n' for rule in ids if rule != "spelling")


def seconds(hilsen, configuration, draft, text, runs=2):
    """How long a draft takes, at best of some runs."""
    draft.write_text(text, encoding="utf-8")
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([hilsen, "check", "--config", configuration, draft], capture_output=True, check=False)
        taken.append(time.perf_counter() - start)
    return min(taken)


def grows(small, large):
    """Whether the large draft took more than linear time."""
    return large > NOTICED and large - START > GROWTH * max(small - START, 0.003)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    hilsen = pathlib.Path(sys.argv[1]).resolve()
    texts = examples(pathlib.Path(__file__).resolve().parent.parent / "rules")
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        configuration, draft = pathlib.Path(folder, "hilsen.toml"), pathlib.Path(folder, "draft.txt")
        configuration.write_text(all_rules(hilsen), encoding="utf-8")
        for text in texts:
            unit = text + ("\n\n" if "\n" in text else " ")
            length = len(unit.encode())
            drafts = [unit * max(1, size // length) for size in (SMALL, LARGE)]
            small, large = (seconds(hilsen, configuration, draft, whole) for whole in drafts)
            if grows(small, large):
                # Something else may have had the processor meanwhile.
                small, large = (seconds(hilsen, configuration, draft, whole, runs=9) for whole in drafts)
            if grows(small, large):
                slow += 1
                print(f"{small:.3f} s for {SMALL} bytes, {large:.3f} s for {LARGE}: {text!r}", flush=True)
    print(f"{len(texts)} texts, {slow} of them in more than linear time")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
