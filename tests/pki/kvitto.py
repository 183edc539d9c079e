"""A receipt out of a register of trials for the extract of tests/pki/kontroll, and the register's public key: made from
docs/formats alone, so that nothing here is judged by what made it. The private key is thrown away.

usage: kvitto.py FOLDER
"""
import base64, hashlib, json, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

EXTRACT = "hsn-2026-03-25-p21-utdrag"
folder = Path(sys.argv[1])


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def entry(post: int, **more) -> bytes:
    fields = {"format": "utdrag-post/1", "nar": "2026-11-21T23:45:00Z", "organ": "hsn", "handling": EXTRACT, "post": post,
              "salt": sha(b"prov", bytes([post])).hex()[:32], "sammantrade": "2026-03-25", "vem": "Ellen Sköldmark",
              "lopnummer": {"ar": 2026, "nummer": 1, "organ": "hsn"}, "paragrafer": [21], **more}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


pdf = (folder / f"{EXTRACT}.pdf").read_bytes()
files = [{"namn": f"{EXTRACT}.pdf", "sha256": sha(pdf).hex()}]
entries = [entry(0, handelse="nummer"), entry(1, handelse="bestyrkt", filer=files),
           entry(2, handelse="expedierad", filer=files, uppgifter={"mottagare": "ekonomi"})]
first, own, last = [sha(b"\0", sha(one)) for one in entries]
root = sha(b"\1", sha(b"\1", first, own), last)

key = Ed25519PrivateKey.generate()
public = b"\1" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
name = "utdrag-register/" + sha(public[1:]).hex()[:16]
number = sha(name.encode(), b"\n", public)[:4]
note = f"{name}\n3\n{base64.b64encode(root).decode()}\n"
signature = base64.b64encode(number + key.sign(note.encode())).decode()
path = "".join(base64.b64encode(one).decode() + "\n" for one in (first, last))
extra = base64.b64encode(entries[1]).decode()
receipt = f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 1\n{path}\n{note}\n— {name} {signature}\n"
(folder / f"{EXTRACT}.tlog-proof").write_text(receipt)
(folder / "register.vkey").write_text(f"{name}+{number.hex()}+{base64.b64encode(public).decode()}\n")
