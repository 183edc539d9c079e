"""Signed PDFs for the verifier's tests: made by pyHanko, so that nothing here is judged by what made it.

usage: make.py CA-FOLDER OUT-FOLDER (called by make.sh)
"""
import datetime, hashlib, io, json, sys
from pathlib import Path
from asn1crypto import cms as acms, core
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as N
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.attributes import CMSAttributeProvider
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator import ValidationContext

CA, OUT = Path(sys.argv[1]), Path(sys.argv[2])
ROOT_OID = "1.3.6.1.4.1.32473.1.1"
WHEN = datetime.datetime(2026, 3, 18, 12, 0, tzinfo=datetime.timezone.utc)


def cert(name):
    return load_cert_from_pemder(str(CA / f"{name}.pem"))


def key(name):
    return load_private_key_from_pemder(str(CA / f"{name}.key"), passphrase=None)


def store(*names):
    held = SimpleCertificateStore()
    for name in names:
        held.register(cert(name))
    return held


class Root(CMSAttributeProvider):
    """The protokollrot as a signed attribute."""

    attribute_type = ROOT_OID

    def __init__(self, value):
        self.value = value

    async def build_attr_value(self, dry_run=False):
        return core.OctetString(self.value)


acms.CMSAttributeType._map[ROOT_OID] = "utdrag_root"
acms.CMSAttributeType._reverse_map = None
class SetOfOctets(core.SetOf):
    _child_spec = core.OctetString
acms.CMSAttribute._oid_specs["utdrag_root"] = SetOfOctets
Root.attribute_type = "utdrag_root"


class Signer(signers.SimpleSigner):
    """Puts the root among the signed attributes."""

    root = None

    def _signed_attr_providers(self, *args, **kwargs):
        yield from super()._signed_attr_providers(*args, **kwargs)
        if self.root:
            yield Root(self.root)


def signer(name, root=None, embed=("utfardare",), **more):
    one = Signer(signing_cert=cert(name), signing_key=key(name), cert_registry=store(*embed), embed_roots=False, **more)
    one.root = root
    return one


class Stamper(timestamps.DummyTimeStamper):
    """No root in the token: only certificates on the chain that is used, and none that is the anchor."""


def stamper():
    return Stamper(tsa_cert=cert("tsa"), tsa_key=key("tsa"), certs_to_embed=store("utfardare"), fixed_dt=WHEN)


# Who each box is made for: name as printed, role.
PEOPLE = {"Justering.Ordforande.1": ("Ingrid Åkerö (C)", "Ordförande"), "Justering.Justerare.1": ("Ossian Fjällgård (M)", "Justerare"),
    "Stampel": ("Exempelregionen e-stämpel", "Elektronisk stämpel")}


def font(writer):
    return writer.add_object(generic.DictionaryObject({
        N("/Type"): N("/Font"), N("/Subtype"): N("/Type1"), N("/BaseFont"): N("/Helvetica"), N("/Encoding"): N("/WinAnsiEncoding")}))


def attach(writer, name, data, relationship):
    stream = generic.StreamObject(stream_data=data)
    stream[N("/Type")] = N("/EmbeddedFile")
    spec = generic.DictionaryObject({
        N("/Type"): N("/Filespec"), N("/F"): generic.TextStringObject(name), N("/UF"): generic.TextStringObject(name),
        N("/AFRelationship"): N(relationship)})
    reference = writer.add_object(stream)
    spec[N("/EF")] = generic.DictionaryObject({N("/F"): reference, N("/UF"): reference})
    return writer.add_object(spec)


def document(names, lines, xref_streams=False, files=(), planted=False, people=None, hidden=""):
    """One page with some lines and empty signature fields, prepared before anybody signs."""
    writer = PdfFileWriter(stream_xrefs=xref_streams)
    people = {**{name: who for name, who in PEOPLE.items() if name in names}, **(people or {})}
    captions = {"Justering": "{1} {0}", "Undertecknare": "{0}, {1}", "Stampel": "{0}"}
    lines = [*lines, *(captions[name.split(".")[0]].format(*who) for name, who in people.items())]
    text = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join("(%s) Tj T*" % line.replace("(", "\\(").replace(")", "\\)") for line in lines) + " ET" + hidden
    content = writer.add_object(generic.StreamObject(stream_data=text.encode("cp1252")))
    page = PageObject(contents=content, media_box=(0, 0, 595, 842), resources=generic.DictionaryObject({
        N("/Font"): generic.DictionaryObject({N("/F1"): font(writer)})}))
    writer.insert_page(page)
    if planted:
        writer.root[N("/Planted")] = generic.TextStringObject("aaaaaaa")
    metadata = generic.StreamObject(stream_data=b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'/><?xpacket end='r'?>")
    metadata[N("/Type")] = N("/Metadata")
    metadata[N("/Subtype")] = N("/XML")
    writer.root[N("/Metadata")] = writer.add_object(metadata)
    if files:
        specs = [(name, attach(writer, name, data, kind)) for name, data, kind in files]
        writer.root[N("/AF")] = generic.ArrayObject([spec for _, spec in specs])
        pairs = generic.ArrayObject()
        for name, spec in sorted(specs):
            pairs.extend([generic.TextStringObject(name), spec])
        writer.root[N("/Names")] = generic.DictionaryObject({N("/EmbeddedFiles"): generic.DictionaryObject({N("/Names"): pairs})})
    out = io.BytesIO()
    writer.write(out)
    out.seek(0)
    increment = IncrementalPdfFileWriter(out)
    for at, name in enumerate(names):
        box = (0, 0, 0, 0) if name.startswith("Tid.") else (50, 600 - 60 * at, 250, 640 - 60 * at)
        fields.append_signature_field(increment, SigFieldSpec(sig_field_name=name, box=box))
    for name, (person, role) in people.items():
        record = {N("/Namn"): generic.TextStringObject(person), N("/Roll"): generic.TextStringObject(role)}
        field = next(found for path, _, found in fields.enumerate_sig_fields(increment) if path == name).get_object()
        field[N("/Utdrag")] = generic.DictionaryObject(record)
    held = io.BytesIO()
    increment.write(held)
    held.write(b"\n")
    # One revision before anybody signs: rewritten whole.
    held.seek(0)
    whole = PdfFileReader(held)
    from pyhanko.pdf_utils.writer import copy_into_new_writer
    fresh = copy_into_new_writer(whole)
    fresh.stream_xrefs = xref_streams
    final = io.BytesIO()
    fresh.write(final)
    # Refers to an object that is not there yet: what a shadow attack prepares.
    return end(final.getvalue()).replace(b"(aaaaaaa)", b"900 0 R  ")


def lower(data):
    """Lower-case hex in every /Contents: it stands outside what is signed until the next signature."""
    import re
    return re.sub(rb"(/Contents )(<[0-9A-Fa-f]+>)", lambda found: found[1] + found[2].lower(), data)


def end(data):
    """A line ends after %%EOF, before the next revision begins."""
    return data if data.endswith(b"\n") else data + b"\n"


def quiet(increment):
    """Leaves the information dictionary alone."""
    increment._update_meta = lambda *a, **k: None
    increment._info = None
    return increment


def sign(data, field, who, certify=False, timestamp=False, subfilter=SigSeedSubFilter.PADES, root=None, reason=None, embed=("utfardare",), **more):
    increment = quiet(IncrementalPdfFileWriter(io.BytesIO(data)))
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm=more.pop("md", "sha256"), certify=certify, docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=subfilter, reason=reason, **more.pop("meta", {}))
    one = signers.PdfSigner(meta, signer=signer(who, root, embed, **more), timestamper=stamper() if timestamp else None, stamp_style=NoOpStampStyle())
    out = io.BytesIO()
    one.sign_pdf(increment, output=out)
    return lower(out.getvalue())


def seal(data, field="Stampel", who="stampel", **more):
    reason = f"utdrag-stampel/1 sha256;{len(data)};{hashlib.sha256(data).hexdigest()}"
    return sign(data, field, who, certify=True, reason=reason, **more)


def archive(data, field, revocations=True):
    """A DSS, then an archive timestamp in a field that was there."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    increment = quiet(IncrementalPdfFileWriter(io.BytesIO(data)))
    crl = generic.StreamObject(stream_data=(CA / "utfardare.crl").read_bytes())
    certificate = generic.StreamObject(stream_data=cert("utfardare").dump())
    dss = generic.DictionaryObject({N("/Type"): N("/DSS"),
        N("/Certs"): generic.ArrayObject([increment.add_object(certificate)]),
        N("/CRLs"): generic.ArrayObject([increment.add_object(crl)])})
    increment.root[N("/DSS")] = increment.add_object(dss)
    increment.update_root()
    out = io.BytesIO()
    increment.write(out)
    stored = end(out.getvalue())
    increment = quiet(IncrementalPdfFileWriter(io.BytesIO(stored)))
    out = io.BytesIO()
    timer = signers.PdfTimeStamper(stamper(), field_name=field)
    timer.timestamp_pdf(increment, "sha256", output=out)
    return lower(out.getvalue())


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha(data):
    return hashlib.sha256(data).digest()


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\x01" + tree(leaves[:split]) + tree(leaves[split:]))


def audit(leaves, index):
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return audit(leaves[:split], index) + [tree(leaves[split:])]
    return audit(leaves[split:], index - split) + [tree(leaves[:split])]


def groups(data):
    return " ".join(data.hex()[at:at + 4] for at in range(0, 64, 4))


def meeting(amount="1 200 000", day="2026-03-11"):
    """Leaf 0 and three §§ of an invented meeting."""
    common = {"myndighet": "Exempelregionen TEST", "organ": "Regionstyrelsen", "datum": day}
    head = {"format": "utdrag-huvud/1", **common, "tid": "09.00-12.40", "ajournering": [], "plats": "Storsjörummet", "narvaro": [],
        "sekreterare": "Bodil Ytterån", "ordforande": [{"namn": "Ingrid Åkerö (C)", "paragrafer": ""}],
        "justerare": [{"namn": "Ossian Fjällgård (M)", "paragrafer": ""}], "distansbeslut": "", "avvikelser": [], "salt": "00" * 32}
    rows = [(1, "Val av justerare", "Ossian Fjällgård utses att justera."), (2, "Bidrag till fjällräddningen", f"1. Regionstyrelsen beviljar *{amount}* kronor.\n2. Ärendet är därmed avslutat."),
        (3, "Avslutning", "Sammanträdet avslutas.")]
    return [head] + [{"format": "utdrag-paragraf/1", **common, "nummer": number, "rubrik": title, "diarienummer": "RS/999/2026",
        "delar": [{"id": "beslut", "text": text}], "voteringar": [], "salt": f"{number:02x}" * 32} for number, title, text in rows]


def signed_meeting(objects):
    leaves = [sha(b"\x00" + sha(canonical(one))) for one in objects]
    root = tree(leaves)
    value = b"utdrag-protokollrot/1 " + root.hex().encode()
    data = document(MINUTES, LINES + ["Protokollrot: " + groups(root)])
    data = sign(data, MINUTES[0], "ordforande", certify=True, root=value)
    data = sign(data, MINUTES[1], "justerare", root=value, timestamp=True)
    blobs = [bytes(one.pkcs7_content) for one in PdfFileReader(io.BytesIO(data)).embedded_regular_signatures]
    return data, leaves, root, blobs


def evidence(objects, signed, numbers=(2,)):
    data, leaves, root, blobs = signed
    import base64
    people = [("Ingrid Åkerö", "ordförande"), ("Ossian Fjällgård", "justerare")]
    names = {index: "huvud.json" if index == 0 else f"paragraf-{objects[index]['nummer']}.json" for index in (0, *numbers)}
    value = {"format": "utdrag-bevis/1", "protokoll": {"fil": "rs-2026-03-11-protokoll.pdf", "langd": len(data), "sha256": sha(data).hex(), "relation": "prefix"},
        "rot": root.hex(), "antal": len(objects),
        "blad": [{"index": index, "objekt": name, "vag": [one.hex() for one in audit(leaves, index)]} for index, name in names.items()],
        "justeringar": [{"namn": name, "roll": role, "cms": base64.b64encode(blob).decode()} for (name, role), blob in zip(people, blobs)]}
    files = [("bevis.json", canonical(value), "/Data")]
    return files + [(name, canonical(objects[index]), "/Source") for index, name in names.items()]


def extract_lines(objects, root, numbers=(2,)):
    lines = ["Protokollsutdrag"]
    for number in numbers:
        one = objects[number]
        lines += [f"§ {one['nummer']} {one['rubrik']}", one["diarienummer"], *one["delar"][0]["text"].replace("*", "").split("\n"),
            "Innehållsidentitet: " + groups(sha(canonical(one)))]
    return lines + ["Protokollrot: " + groups(root)]


def extract(objects, signed, lines=None, files=None, numbers=(2,), people=None, hidden="", **more):
    lines = lines or extract_lines(objects, signed[2], numbers)
    files = evidence(objects, signed, numbers) if files is None else files
    return seal(document(["Stampel", "Tid.1"], lines, files=files, people=people, hidden=hidden), **more)


def memo(who, box=None, **more):
    """A tjänsteskrivelse, for the one who signs it unless the box is for another."""
    person = (box or cert(who).subject.native["common_name"], "Handläggare")
    letter = document(["Undertecknare.1", "Tid.1"], ["Tjänsteskrivelse"], people={"Undertecknare.1": person})
    return sign(letter, "Undertecknare.1", who, certify=True, **more)


def save(name, data):
    (OUT / f"{name}.pdf").write_bytes(data)
    print(f"{name}.pdf", len(data))


MINUTES = ["Justering.Ordforande.1", "Justering.Justerare.1", "Stampel", "Tid.1", "Tid.2"]
LINES = ["Protokoll för Exempelregionens styrelse", "Beslut: Regionstyrelsen beviljar 1 200 000 kronor."]

if __name__ == "__main__":
    minutes = document(MINUTES, LINES)
    one = sign(minutes, MINUTES[0], "ordforande", certify=True)
    two = sign(one, MINUTES[1], "justerare", timestamp=True)
    save("protokoll-osignerat", minutes)
    save("protokoll-halvt", one)
    save("protokoll", two)
    save("protokoll-arkiv", archive(two, "Tid.1"))
    streams = sign(document(MINUTES, LINES, xref_streams=True), MINUTES[0], "ordforande", certify=True)
    save("protokoll-strommar", sign(streams, MINUTES[1], "justerare"))
    for who in ("utgangen", "sparrad", "publicerad", "rsa"):
        save(f"skrivelse-{who}", memo(who))
    save("skrivelse-sparrad-tidsstamplad", memo("sparrad", timestamp=True))
    save("skrivelse-utgangen-tidsstamplad", memo("utgangen", timestamp=True))
    save("skrivelse-pss", memo("rsa", prefer_pss=True))
    save("utdrag-enkelt", seal(document(["Stampel", "Tid.1"], LINES)))
    save("utdrag-enkelt-tid", seal(document(["Stampel", "Tid.1"], LINES), timestamp=True))
    objects = meeting()
    signed = signed_meeting(objects)
    save("protokoll-rot", signed[0])
    save("utdrag", extract(objects, signed))
    save("utdrag-tva", extract(objects, signed, numbers=(1, 3), timestamp=True))
    save("utdrag-arkiv", archive(extract(objects, signed, timestamp=True), "Tid.1"))
    # Made false by somebody with a key, so that only the content can tell
    other = signed_meeting(meeting(day="2026-02-11"))
    changed = meeting(amount="9 200 000")
    save("falskt-sidtext", extract(objects, signed, lines=extract_lines(changed, signed[2])))
    save("falskt-objekt", extract(objects, signed, files=[(name, data if name != "paragraf-2.json" else canonical(changed[2]), kind)
        for name, data, kind in evidence(objects, signed)]))
    save("falskt-annat-mote", extract(objects, (signed[0], signed[1], signed[2], other[3])))
    save("falskt-annan-paragraf", extract(objects, signed, files=evidence(objects, signed, numbers=(3,))))
    save("falskt-extra-bilaga", extract(objects, signed, files=evidence(objects, signed) + [("extra.txt", b"hej", "/Data")]))
    save("falskt-crlf", extract(objects, signed, files=[(name, data + (b"\r\n" if name == "paragraf-2.json" else b""), kind) for name, data, kind in evidence(objects, signed)]))
    save("falskt-bom", extract(objects, signed, files=[(name, (b"\xef\xbb\xbf" if name == "paragraf-2.json" else b"") + data, kind) for name, data, kind in evidence(objects, signed)]))
    save("falskt-utan-justerare", extract(objects, (signed[0], signed[1], signed[2], signed[3][:1])))
    save("falskt-tryckt-hash", extract(objects, signed, lines=[line.replace("Protokollrot: " + signed[2].hex()[:4], "Protokollrot: " + f"{int(signed[2].hex()[:4], 16) ^ 1:04x}") for line in extract_lines(objects, signed[2])]))
    save("falskt-stampeltal", sign(document(["Stampel", "Tid.1"], LINES), "Stampel", "stampel", certify=True, reason="utdrag-stampel/1 sha256;100;" + "0" * 64))
    save("falskt-oordnat-bevis", extract(objects, signed, files=[(name, json.dumps(json.loads(data), ensure_ascii=False, indent=1).encode() if name == "bevis.json" else data, kind)
        for name, data, kind in evidence(objects, signed)]))
    foreign = document(["Signature1"], ["Avtal"], planted=True)
    save("frammande-inplanterat", sign(foreign, "Signature1", "ordforande", certify=True))
    foreign = document(["Signature1"], ["Avtal"])
    foreign = sign(foreign, "Signature1", "ordforande", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    save("frammande", foreign)
    save("frammande-tva", sign(foreign, "Signature2", "justerare"))
