#!/usr/bin/env python3
"""Compares how hilsen thinks the text of pages looks with what Chromium computes, word by word.

usage: check_looks.py FOLDER [COUNT]

Needs `chromium` and a built example (`cargo build --example page_looks`). Of FOLDER, COUNT pages (20) are drawn at random;
printed is, for each property, on how many words hilsen is certain and on how many of those it agrees.
"""
import base64, collections, difflib, functools, http.server, json, os, random, re, subprocess, sys, tempfile, threading

FOLDER, COUNT = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
EXAMPLE = os.path.join(os.path.dirname(__file__), "..", "target", "debug", "examples", "page_looks")
PROPERTIES = ["size", "line", "family", "slanted", "bold", "colour", "ground"]
DRIVER = """<!doctype html><meta charset=utf-8><body><script>
const hex = c => { const m = c.match(/[\\d.]+/g).map(Number); return (m.length > 3 && m[3] < 1) ? (m[3] == 0 ? null : 'mixed') :
  '#' + m.slice(0, 3).map(v => v.toString(16).padStart(2, '0')).join(''); };
const ground = e => { for (; e; e = e.parentElement) { const s = e.ownerDocument.defaultView.getComputedStyle(e);
  if (s.backgroundImage.includes('url(')) return 'image';
  if (s.backgroundImage != 'none') return 'mixed';
  const c = hex(s.backgroundColor); if (c) return c; } return '#ffffff'; };
function looks(doc) { const rows = []; const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) { const e = n.parentElement; if (!e || !n.textContent.trim()) continue;
    const s = doc.defaultView.getComputedStyle(e); const range = doc.createRange(); range.selectNodeContents(n);
    if (!range.getClientRects().length || s.visibility != 'visible') continue;
    rows.push({ text: n.textContent, size: parseFloat(s.fontSize), line: s.lineHeight == 'normal' ? 'normal' : parseFloat(s.lineHeight),
      family: s.fontFamily.split(',')[0].replace(/["']/g, '').trim(), slanted: s.fontStyle != 'normal', bold: +s.fontWeight >= 600,
      colour: hex(s.color), ground: ground(e) }); } return rows; }
(async () => { const out = [];
  for (const page of await (await fetch('/pages')).json()) { const f = document.createElement('iframe'); f.style.width = '1000px';
    f.sandbox = 'allow-same-origin'; f.src = '/page/' + page;
    await new Promise(done => { f.onload = done; document.body.appendChild(f); setTimeout(done, 3000); });
    out.push(looks(f.contentDocument)); f.remove(); }
  const p = document.createElement('pre'); p.id = 'out'; p.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(out)))); document.body.appendChild(p); })();
</script>"""

files = sorted(os.path.join(d, f) for d, _, fs in os.walk(FOLDER) for f in fs if f.endswith(".html"))
random.seed(1)
files = random.sample(files, min(COUNT, len(files)))

class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        kind, body = "text/html; charset=utf-8", None
        if self.path == "/": body = DRIVER.encode()
        elif self.path == "/pages": kind, body = "application/json", json.dumps(list(range(len(files)))).encode()
        elif re.fullmatch(r"/page/\d+", self.path): body = open(files[int(self.path[6:])], "rb").read()
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body or b"")

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
         "--virtual-time-budget=120000"]
with tempfile.TemporaryDirectory() as profile:
    address = f"http://127.0.0.1:{server.server_port}/"
    done = subprocess.run(["chromium", *flags, "--user-data-dir=" + profile, "--dump-dom", address], capture_output=True, timeout=400)
theirs = json.loads(base64.b64decode(re.search(rb'<pre id="out">([^<]*)</pre>', done.stdout).group(1)))
rows = subprocess.run([EXAMPLE, *files], capture_output=True, check=True).stdout.decode().splitlines()
ours = collections.defaultdict(list)
for row in map(json.loads, rows):
    ours[row["path"]].append(row)

def words(rows):
    return [(word, row) for row in rows for word in row["text"].replace("\u00a0", " ").split()]

certain, agree, differ = collections.Counter(), collections.Counter(), collections.Counter()
total = 0
for path, page in zip(files, theirs):
    a, b = words(ours[path]), words(page)
    match = difflib.SequenceMatcher(None, [w for w, _ in a], [w for w, _ in b], autojunk=False)
    for block in match.get_matching_blocks():
        for (word, mine), (_, browser) in zip(a[block.a:block.a + block.size], b[block.b:block.b + block.size]):
            total += 1
            for name in PROPERTIES:
                one, other = mine[name], browser[name]
                if one is None or other == "mixed":
                    continue
                certain[name] += 1
                near = isinstance(one, (int, float)) and not isinstance(one, bool) and not isinstance(other, str)
                same = abs(one - other) < 0.06 if near else one == other
                agree[name] += same
                if not same:
                    differ[(name, str(one), str(other), os.path.basename(path))] += 1
print(f"{len(files)} pages, {total} words in both")
for name in PROPERTIES:
    share = 100 * agree[name] / max(1, certain[name])
    print(f"{name:8} certain on {certain[name]:6} ({100 * certain[name] / max(1, total):3.0f} %), agrees on {agree[name]:6} ({share:.2f} %)")
for what, count in differ.most_common(15):
    print(count, *what)
