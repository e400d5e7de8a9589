#!/usr/bin/env python3
"""Joins the parser's evidence with labelled mails, for tools/train_sections.rs.

    train_sections.py data  --explain 'BIN explain' FOLDER[:WEIGHT] ... > DATA
    train_sections.py score --explain 'BIN explain' PREDICTIONS FOLDER > OUTPUT   (predictions as `hilsen parse` prints)

FOLDER holds src/*.txt, labels.json (per file a list of {"lines": [a, b], "label": L}, with "bytes": [s, e] within the line
where a line carries two labels) and manifest.json (source and language of each file). 'BIN explain' is the command of
examples/explain_sections.rs; what it prints is described there.
"""
import argparse
import json
import os
import re
import subprocess
import sys

WEIGHED = ("greeting", "message", "farewell", "signature")


def evidence_names():
    here = os.path.dirname(os.path.abspath(__file__))
    source = open(os.path.join(here, "../src/draft/section/evidence.rs"), encoding="utf-8").read()
    block = re.search(r"evidence! \{\n(.*?)\n\}", source, re.S).group(1)
    return [w for line in block.split("\n") if not line.strip().startswith("//") for w in line.split()]


def gold_of(path, segments):
    """Label of each byte that carries one."""
    data = open(path, "rb").read()
    starts, at = [], 0
    for line in data.split(b"\n"):
        starts.append((at, len(line)))
        at += len(line) + 1
    gold = [None] * len(data)
    for seg in segments:
        if seg["label"] == "blank":
            continue
        for n in range(seg["lines"][0], seg["lines"][1] + 1):
            at, length = starts[n - 1]
            s, e = seg["bytes"] if "bytes" in seg else (0, length)
            gold[at + s : at + e] = [seg["label"]] * (e - s)
    return data, gold


def explained(command, paths):
    out = subprocess.run([*command.split(), *paths], capture_output=True, check=True).stdout.decode("utf-8")
    mails = []
    for line in out.splitlines():
        if line.startswith("# "):
            mails.append((line[2:], []))
        else:
            start, end, kind, after, evidence = line.split("\t")
            mails[-1][1].append((int(start), int(end), kind, after, evidence))
    return mails


def folder(spec):
    path, _, weight = spec.partition(":")
    labels = json.load(open(os.path.join(path, "labels.json")))
    manifest = json.load(open(os.path.join(path, "manifest.json")))
    names = sorted(labels)
    return path, float(weight or 1), labels, manifest, names


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("mode", choices=["data", "score"])
    ap.add_argument("--explain", required=True)
    ap.add_argument("paths", nargs="+")
    a = ap.parse_args()
    if a.mode == "data":
        print("!", *evidence_names())
        for spec in a.paths:
            path, weight, labels, manifest, names = folder(spec)
            for (name, (_, units)) in zip(names, explained(a.explain, [os.path.join(path, "src", n) for n in names])):
                data, gold = gold_of(os.path.join(path, "src", name), labels[name])
                group = re.sub(r"\s+", "_", manifest.get(name, {}).get("source", "own"))
                print("#", group, weight)
                for start, end, _, after, evidence in units:
                    if not evidence:
                        continue
                    votes = [g for g in gold[start:end] if g]
                    label = max(set(votes), key=votes.count) if votes else "message"
                    print(label if label in WEIGHED else "message", after, evidence)
                print()
    else:
        predictions = iter(open(a.paths[0]).read().split("\n"))
        path, _, labels, _, names = folder(a.paths[1])
        for name, (file, units) in zip(names, explained(a.explain, [os.path.join(path, "src", n) for n in names])):
            sections = []
            weighed = False
            for start, end, kind, _, evidence in units:
                if evidence:
                    kind, weighed = next(predictions), True
                sections.append({"kind": kind, "start": start, "end": end})
            if weighed:
                assert next(predictions) == ""
            print(json.dumps({"path": file, "format": "plain", "language": "en", "sections": sections}))


if __name__ == "__main__":
    main()
