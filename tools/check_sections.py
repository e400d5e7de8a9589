#!/usr/bin/env python3
"""Holds the section parser to its figures on labelled mails that lie outside the repository.

usage: check_sections.py FOLDER, which holds sections/, sections-enron/ and tools/score_sections.py
"""
import json
import subprocess
import sys

# What the parser reached when it was last changed, less one mail's worth of lines.
WANTED = {
    "sections": {"accuracy7": 0.97, "accuracy3": 0.985, "whole": 0.88, "language": 0.99},
    "sections-enron": {"accuracy3": 0.94},
}
F1 = {"greeting": 0.97, "farewell": 0.95, "signature": 0.94, "quoted": 0.985}


def main():
    folder = sys.argv[1]
    failed = False
    for name, wanted in WANTED.items():
        command = [sys.executable, f"{folder}/tools/score_sections.py", f"{folder}/{name}", "--json"]
        out = subprocess.run([*command, "--hilsen", "target/release/hilsen"], capture_output=True, check=True).stdout
        figures = json.loads(out)
        rows = [(key, figures[key], least) for key, least in wanted.items()]
        if name == "sections":
            rows += [(f"F1 {kind}", figures["f1"][kind], least) for kind, least in F1.items()]
        for key, value, least in rows:
            verdict = "ok" if value >= least else "TOO LOW"
            failed |= value < least
            print(f"{name:15} {key:12} {value:.4f}  (at least {least})  {verdict}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
