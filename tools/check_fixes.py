#!/usr/bin/env python3
"""Makes the safe fixes on copies of real mails, every rule on, and looks what they changed.

usage: check_fixes.py FOLDER [PROGRAM]

FOLDER holds corpora/ and sections/; the mails are copied and never changed where they lie. What must hold:
a file without a safe fix keeps every byte; in the others only lines that a safe fix names are changed; no number is
changed; no replacement holds advice; a second run changes nothing.
"""
import collections
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

NUMBER = re.compile(rb"\d+")


def run(program, *arguments):
    return subprocess.run([program, "check", "--no-config", *arguments], capture_output=True, check=False)


def findings(program, settings, files):
    out = run(program, *settings, "--format", "jsonl", *files).stdout
    return [json.loads(line) for line in out.splitlines() if line.strip()]


def changed_lines(old, new):
    """The numbers of the lines of `old` that are not in `new` as they were, and beside which lines were put in."""
    lines = set()
    matcher = difflib.SequenceMatcher(None, old.splitlines(True), new.splitlines(True), autojunk=False)
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind != "equal":
            lines.update(range(start, max(end, start + 1)))
    return lines


def main():
    folder = pathlib.Path(sys.argv[1])
    program = sys.argv[2] if len(sys.argv) > 2 else "target/release/hilsen"
    listed = subprocess.run([program, "rules", "--format", "json"], capture_output=True, check=True).stdout
    rules = [json.loads(line) for line in listed.splitlines()]
    # The level of rules that are on stays; `spelling` makes suggestions only.
    off = [rule["id"] for rule in rules if rule["severity"] == "off" and rule["id"] != "spelling"]
    settings = [part for rule in off for part in ("--set", f"{rule}=info")]
    broken = []
    fixes = collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        copies = []
        for source in sorted([*folder.glob("corpora/*/*"), *folder.glob("sections/src/*")]):
            if source.is_file():
                copy = pathlib.Path(place) / "-".join(source.relative_to(folder).parts)
                shutil.copyfile(source, copy)
                copies.append(copy)
        before = {copy: copy.read_bytes() for copy in copies}
        wanted = collections.defaultdict(set)
        for one in findings(program, settings, copies):
            path = pathlib.Path(one["path"])
            for fix in one.get("fixes", []):
                if fix["safety"] != "safe":
                    continue
                fixes[one["rule"]] += 1
                for edit in fix["edits"]:
                    if any(mark in edit["text"] for mark in "…[("):
                        broken.append(f"{path.name}: {one['rule']} puts in advice: {edit['text']!r}")
                    source = before[path]
                    first = source.count(b"\n", 0, edit["start"])
                    last = source.count(b"\n", 0, max(edit["start"], edit["end"]))
                    wanted[path].update(range(first, last + 1))
        run(program, *settings, "--fix", *copies)
        after = {copy: copy.read_bytes() for copy in copies}
        changed = 0
        for copy in copies:
            old, new = before[copy], after[copy]
            changed += old != new
            if old != new and copy not in wanted:
                broken.append(f"{copy.name}: changed without a safe fix")
            elif old != new:
                beyond = changed_lines(old, new) - wanted[copy]
                if beyond:
                    broken.append(f"{copy.name}: line {min(beyond) + 1} changed, which no safe fix names")
                if NUMBER.findall(old) != NUMBER.findall(new) and b"base64" not in old:
                    broken.append(f"{copy.name}: a number changed")
        run(program, *settings, "--fix", *copies)
        for copy in copies:
            if copy.read_bytes() != after[copy]:
                broken.append(f"{copy.name}: a second run changed it again")
    print(f"{len(copies)} files, {changed} changed; safe fixes: {dict(fixes.most_common())}")
    for line in broken:
        print("BROKEN", line)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
