"""Signs PDFs as others do, byte by byte and with OpenSSL: old and weak kinds, and prepared minutes of ours the way that
signature services write their update. Tests only.

usage: frammande.py FOLDER-OF-THE-AUTHORITY PREPARED-MINUTES.pdf OUT-FOLDER. Prints the name of each file it wrote.
"""
import hashlib, re, subprocess, sys, tempfile, zlib
from pathlib import Path
from asn1crypto import core

AUTHORITY, MINUTES, OUT = map(Path, sys.argv[1:4])
ROOM = 12000
SIGNERS = [("Sekreterare", "ellen"), ("1", "cecilia"), ("2", "desiree")]


def run(*command):
    return subprocess.run([str(one) for one in command], check=True, capture_output=True).stdout


def cms(content, who, *options):
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "content").write_bytes(content)
        run("openssl", "cms", "-sign", "-binary", "-nosmimecap", "-in", Path(work) / "content", "-outform", "DER", "-out", Path(work) / "cms",
            "-signer", AUTHORITY / f"{who}.pem", "-inkey", AUTHORITY / f"{who}.key", "-certfile", AUTHORITY / "utfardare.pem", *options)
        return (Path(work) / "cms").read_bytes()


def last(data, pattern):
    """Number and body of the last object that the pattern is in."""
    found = [one for one in re.finditer(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", data, re.S) if re.search(pattern, one[2].split(b"stream", 1)[0])]
    return int(found[-1][1]), found[-1][2].strip()


def value(subfilter, more=b""):
    return (b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/" + subfilter + b"/ByteRange[0 ********** ********** **********]/Contents<"
            + b"0" * 2 * ROOM + b">/M(D:20261101120000Z)" + more + b">>")


def filled(data, sign, digits=lambda text: text):
    """Puts the signature in: of what the byte range says, in digits written as `digits` writes them."""
    at = data.rindex(b"/Contents<") + 9
    end = data.index(b">", at) + 1
    for figure in (at, end, len(data) - end):
        data = data.replace(b"*" * 10, str(figure).encode().ljust(10), 1)
    text = digits(sign(data[:at] + data[end:]).hex()).encode()
    text += b"0" * (end - at - 2 - len(text))
    return data[:at + 1] + text + data[end - 1:]


def trailer(data):
    """What the trailer of an update takes over from the last one, which it names."""
    previous = re.findall(rb"startxref\s+(\d+)", data)[-1]
    own = data[int(previous):]
    source = own[:own.index(b"stream")] if b"/Type/XRef" in own[:400] else own[own.index(b"trailer"):]
    entries = {key: re.search(key + rb"\s*(\d+ \d+ R|\[.*?\])", source, re.S) for key in (b"/Root", b"/Info", b"/ID")}
    return b"".join(key + b" " + one[1] for key, one in entries.items() if one) + b"/Prev " + previous


def row(kind, middle, end):
    return bytes([kind]) + middle.to_bytes(4, "big") + end.to_bytes(2, "big")


def stream(head, body):
    packed = zlib.compress(body)
    return b"<<" + head + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed) + packed + b"\nendstream"


def size(data):
    return max(int(one) for one in re.findall(rb"/Size (\d+)", data))


def updated(data, objects, kind):
    """`data` and one more revision: with a table, a stream, both (`hybrid`), or its objects packed (`packat`)."""
    out, places, free = data, {}, max(objects) + 1
    packed = [number for number in objects if b"/Contents<" not in objects[number]] if kind in ("hybrid", "packat") else []
    for number, body in objects.items():
        if number not in packed:
            places[number] = row(1, len(out), 0)
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    if packed:
        bodies = [objects[number] for number in packed]
        starts = [sum(len(one) + 1 for one in bodies[:at]) for at in range(len(bodies))]
        head = b" ".join(b"%d %d" % pair for pair in zip(packed, starts)) + b" "
        places[free] = row(1, len(out), 0)
        out += b"%d 0 obj\n" % free + stream(b"/Type/ObjStm/N %d/First %d" % (len(packed), len(head)), head + b" ".join(bodies)) + b"\nendobj\n"
        places |= {number: row(2, free, at) for at, number in enumerate(packed)}
    table, both = free + 1, kind == "hybrid"
    if kind != "tabell":
        at = len(out)
        listed = {number: place for number, place in places.items() if not both or place[0] == 2}
        if not both:
            listed[table] = row(1, at, 0)
        index = b" ".join(b"%d 1" % number for number in sorted(listed))
        rows = b"".join(listed[number] for number in sorted(listed))
        more = b"/Size %d" % (table + 1) + (b"" if both else trailer(data))
        out += b"%d 0 obj\n" % table + stream(b"/Type/XRef/W[1 4 2]/Index[" + index + b"]" + more, rows) + b"\nendobj\n"
    if kind in ("tabell", "hybrid"):
        extra = b"/XRefStm %d" % at if both else b""
        if both:
            places[table] = row(1, at, 0)
        at = len(out)
        lines = b"".join(b"%d 1\n%010d 00000 n \n" % (number, int.from_bytes(place[1:5], "big")) for number, place in sorted(places.items()) if place[0] == 1)
        out += b"xref\n" + lines + b"trailer\n<<" + trailer(data) + b"/Size %d" % (max(places) + 1) + extra + b">>\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % at


def minutes(kind, digits=lambda text: text):
    """Prepared minutes, signed in all their boxes."""
    data = MINUTES.read_bytes()
    root, catalog = last(data, rb"/Type/Catalog")
    # Boxes of timestamps have the same names, and are for nobody.
    bodies = {name: last(data, rb"/T\(%s\)(?=.*/Utdrag)|/Utdrag.*/T\(%s\)" % (name.encode(), name.encode())) for name, _ in SIGNERS}
    free = size(data)
    for count, (name, who) in enumerate(SIGNERS):
        number, body = bodies[name]
        reference = b"" if count else b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]"
        objects = {number: body[:-2] + b"/V %d 0 R>>" % free, free: value(b"ETSI.CAdES.detached", reference)}
        if not count:
            objects[root] = catalog[:-2] + b"/Perms<</DocMDP %d 0 R>>>>" % free
        data = filled(updated(data, objects, kind), lambda content: cms(content, who, "-cades", "-md", "sha256"), digits)
        free = size(data) + 1
    return data


def letter(subfilter, sign, digits=lambda text: text):
    """Somebody else's file, with one signature of that kind."""
    objects = [b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>",
               b"<</FT/Sig/T(Namn)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132/P 3 0 R/V 5 0 R>>", value(subfilter)]
    out, rows = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for at, body in enumerate(objects):
        rows += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n" % (at + 1) + body + b"\nendobj\n"
    out += b"xref\n0 6\n" + rows + b"trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return filled(out, sign, digits)


def bare(content):
    """An RSA value over the SHA-1, in an OCTET STRING."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return core.OctetString(run("openssl", "dgst", "-sha1", "-sign", AUTHORITY / "cecilia.key", file.name)).dump()


def spaced(text):
    return "\r\n".join(text[at:at + 60] for at in range(0, len(text), 60)) + " \t"


def save(name, data):
    (OUT / f"{name}.pdf").write_bytes(data)
    print(name)


DETACHED = b"adbe.pkcs7.detached"
hashed = lambda content: hashlib.sha1(content).digest()
save("md5", letter(DETACHED, lambda content: cms(content, "cecilia", "-md", "md5")))
save("sha1", letter(DETACHED, lambda content: cms(content, "ellen", "-md", "sha1")))
save("pkcs7-sha1", letter(b"adbe.pkcs7.sha1", lambda content: cms(hashed(content), "cecilia", "-nodetach", "-md", "sha1")))
save("x509-rsa-sha1", letter(b"adbe.x509.rsa_sha1", bare))
save("utan-attribut", letter(DETACHED, lambda content: cms(content, "cecilia", "-noattr", "-md", "sha256")))
save("utan-attribut-p384", letter(DETACHED, lambda content: cms(content, "desiree", "-noattr", "-md", "sha384")))
save("blandat", letter(DETACHED, lambda content: cms(content, "ellen", "-md", "sha256"), lambda text: spaced(text.upper())))
for kind in ("tabell", "strom", "hybrid", "packat"):
    save(f"protokoll-{kind}", minutes(kind))
save("protokoll-versaler", minutes("tabell", str.upper))
