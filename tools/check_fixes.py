#!/usr/bin/env python3
"""Makes fixes on copies of real mails, every rule on, and looks what they changed.

usage: check_fixes.py FOLDER [PROGRAM]

FOLDER holds corpora/ and sections/; the mails are copied and never changed where they lie. Every third text is also
written as a mail three times: as it is, in quoted-printable and in base64. Then, with --fix and with --unsafe-fixes:

- a file becomes what the edits in its reports make of it, round by round, and nothing else;
- a file without fixes keeps every byte, and a second run changes nothing;
- every place that is reported lies in the file;
- a mail says the same after its fixes in whatever encoding it is;
- a safe fix changes no number and puts in no advice.
"""
import collections
import email
import email.policy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

NUMBER = re.compile(r"\d+")
# As many rounds as hilsen makes.
ROUNDS = 10
REACHES = {"--fix": ["--fix"], "--unsafe-fixes": ["--fix", "--unsafe-fixes"]}
ENCODINGS = ("8bit", "quoted-printable", "base64")


def run(program, *arguments):
    done = subprocess.run([program, "check", "--no-config", *arguments], capture_output=True, check=False)
    # A message file of which nothing says what in it is a mail is a mistake, and the only one here.
    told = [line for line in done.stderr.decode(errors="replace").splitlines() if line.startswith("error: ")]
    if done.returncode not in (0, 1) and not (told and all("nothing says which entries" in line for line in told)):
        sys.exit(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def findings(program, settings, files):
    if not files:
        return []
    out = run(program, *settings, "--format", "jsonl", *files)
    return [json.loads(line) for line in out.splitlines() if line.strip()]


def chosen(fixes, reach):
    """The edits of the fix of a finding that is made; None where there is none, or where the report cannot say."""
    for fix in fixes:
        if fix["safety"] == "safe" or reach == "--unsafe-fixes" and fix["edits"]:
            return sorted(fix["edits"], key=lambda edit: (edit["start"], edit["end"])) or None
    return None


def mended(source, of_file, reach):
    """What one round makes of the bytes of a file. Of edits that touch the first is made."""
    sets = [edits for edits in (chosen(one.get("fixes", []), reach) for one in of_file) if edits]
    sets = [edits for edits in sets if all(a["end"] < b["start"] for a, b in zip(edits, edits[1:]))]
    sets.sort(key=lambda edits: (edits[0]["start"], edits[0]["end"]))
    new, behind = bytearray(), 0
    last = -1
    for edits in sets:
        if edits[0]["start"] <= last:
            continue
        last = edits[-1]["end"]
        for edit in edits:
            new += source[behind : edit["start"]] + edit["text"].encode()
            behind = edit["end"]
    return bytes(new + source[behind:])


def text_of(path, data):
    """What a file says, as far as this program can tell."""
    if path.suffix != ".eml":
        return data.decode(errors="replace")
    mail = email.message_from_bytes(data, policy=email.policy.default)
    return f"{mail['subject']}\n{mail.get_content()}"


def mail(text, encoding):
    """A text as a mail."""
    message = email.message.EmailMessage(email.policy.SMTP.clone(linesep="\n", cte_type="8bit"))
    message["Subject"] = "Re: A question"
    message.set_content(text, cte=encoding)
    return message.as_bytes()


def copies_of(folder, place):
    copies = []
    texts = 0
    for source in sorted([*folder.glob("corpora/*/*"), *folder.glob("sections/src/*")]):
        if not source.is_file():
            continue
        copy = place / "-".join(source.relative_to(folder).parts)
        shutil.copyfile(source, copy)
        copies.append(copy)
        texts += source.suffix == ".txt"
        if source.suffix == ".txt" and texts % 3 == 0:
            # Line ends are those of the encoding, and a byte order mark has no place within a mail.
            text = source.read_bytes().decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
            text = text.lstrip("\ufeff")
            if max(map(len, text.split("\n"))) > 900:
                continue
            for encoding in ENCODINGS:
                written = copy.with_name(f"{copy.stem}.{encoding}.eml")
                written.write_bytes(mail(text, encoding))
                copies.append(written)
    return copies


def advice(edit, source):
    """Whether a replacement holds the signs of advice that did not stand there before: `…`, `[name]`, `(…)`."""
    old = source[edit["start"] : edit["end"]].decode(errors="replace")
    return any(edit["text"].count(mark) > old.count(mark) for mark in "…[(")


def check(program, settings, copies, reach):
    """Makes the fixes on copies, tells how many files were changed by what, and what is broken."""
    broken, fixes = [], collections.Counter()
    before = {copy: copy.read_bytes() for copy in copies}
    expected, unsayable = dict(before), set()
    left = copies
    for _ in range(ROUNDS):
        by_file = collections.defaultdict(list)
        for one in findings(program, settings, left):
            by_file[pathlib.Path(one["path"])].append(one)
        left = []
        for path, of_file in by_file.items():
            source = expected[path]
            for one in of_file:
                if not one["span"]["start"] <= one["span"]["end"] <= len(source):
                    broken.append(f"{path.name}: {one['rule']} lies beyond the file")
                if any(fix["safety"] == "safe" and not fix["edits"] for fix in one.get("fixes", [])):
                    unsayable.add(path)
                edits = chosen(one.get("fixes", []), reach)
                if edits:
                    fixes[one["rule"]] += 1
                for edit in edits or []:
                    if reach == "--fix" and path.suffix != ".eml" and advice(edit, source):
                        broken.append(f"{path.name}: {one['rule']} puts in advice: {edit['text']!r}")
            new = mended(source, of_file, reach)
            if new != source:
                expected[path] = new
                path.write_bytes(new)
                left.append(path)
    for copy in copies:
        copy.write_bytes(before[copy])
    run(program, *settings, *REACHES[reach], *copies)
    after = {copy: copy.read_bytes() for copy in copies}
    for copy in copies:
        old, new = before[copy], after[copy]
        # Of a file in another charset than UTF-8 the report does not say what bytes an edit makes.
        if new != expected[copy] and copy not in unsayable:
            broken.append(f"{copy.name}: changed beyond what its fixes say")
        if reach == "--fix" and old != new:
            if NUMBER.findall(text_of(copy, old)) != NUMBER.findall(text_of(copy, new)):
                broken.append(f"{copy.name}: a number changed")
    for copy in copies:
        if copy.name.endswith(".8bit.eml"):
            said = text_of(copy, after[copy])
            for encoding in ENCODINGS[1:]:
                twin = copy.with_name(copy.name.replace(".8bit.", f".{encoding}."))
                if text_of(twin, after[twin]) != said:
                    broken.append(f"{twin.name}: says something else than in 8bit")
    run(program, *settings, *REACHES[reach], *copies)
    for copy in copies:
        if copy.read_bytes() != after[copy]:
            broken.append(f"{copy.name}: a second run changed it again")
        copy.write_bytes(before[copy])
    changed = sum(before[copy] != after[copy] for copy in copies)
    print(f"{reach}: {len(copies)} files, {changed} changed, {len(unsayable)} not foretold; fixes: {dict(fixes.most_common())}")
    return [f"{reach} {line}" for line in broken]


def main():
    folder = pathlib.Path(sys.argv[1])
    program = sys.argv[2] if len(sys.argv) > 2 else "target/release/hilsen"
    listed = subprocess.run([program, "rules", "--format", "json"], capture_output=True, check=True).stdout
    rules = [json.loads(line) for line in listed.splitlines()]
    # The level of rules that are on stays; `spelling` makes suggestions only.
    off = [rule["id"] for rule in rules if rule["severity"] == "off" and rule["id"] != "spelling"]
    settings = [part for rule in off for part in ("--set", f"{rule}=info")]
    with tempfile.TemporaryDirectory() as place:
        copies = copies_of(folder, pathlib.Path(place))
        broken = [line for reach in REACHES for line in check(program, settings, copies, reach)]
    for line in broken:
        print("BROKEN", line)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
