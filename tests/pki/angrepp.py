"""Signatures with something wrong in their cryptography, for the verifier's tests; and files of others, signed well.

usage: angrepp.py CA-FOLDER OUT-FOLDER (called by make.sh, after make.py)
"""
import datetime, hashlib, io, re
from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
import make
from make import *

PLACE = re.compile(rb"/Contents <([0-9a-f]+)>")


def surgery(data, change):
    """The file with another CMS in the place of its last signature."""
    found = list(PLACE.finditer(data))[-1]
    info = cms.ContentInfo.load(bytes.fromhex(found[1].decode()), strict=False)
    new = change(info)
    new = new if isinstance(new, bytes) else info.dump(force=True)
    digits = new.hex().encode().ljust(len(found[1]), b"0")
    assert len(digits) == len(found[1])
    return data[:found.start(1)] + digits + data[found.end(1):]


def signed_again(who, change):
    """Changes the signed attributes, and signs them again with the key of `who`."""
    def operate(info):
        signer = info["content"]["signer_infos"][0]
        signer["signed_attrs"] = change(list(signer["signed_attrs"]))
        attributes = cms.CMSAttributes(list(signer["signed_attrs"])).dump(force=True)
        private = serialization.load_pem_private_key((CA / f"{who}.key").read_bytes(), None)
        signer["signature"] = private.sign(attributes, ec.ECDSA(hashes.SHA256()))
    return operate


def kind(name, attributes):
    return next(one for one in attributes if one["type"].native == name)


def of_another(attributes):
    bound = kind("signing_certificate_v2", attributes)
    bound["values"][0]["certs"][0]["cert_hash"] = hashlib.sha256(cert("justerare").dump()).digest()
    return attributes


def other_type(attributes):
    kind("content_type", attributes)["values"] = ["encrypted_data"]
    return attributes


def twice(attributes):
    return attributes + [cms.CMSAttribute({"type": "message_digest", "values": [b"\0" * 32]})]


def two_values(attributes):
    digest = kind("message_digest", attributes)
    digest["values"] = [digest["values"][0].native, b"\0" * 32]
    return attributes


def without(name):
    return lambda attributes: [one for one in attributes if one["type"].native != name]


def lookalike(info):
    """Another certificate of the same key, issuer and number, in the place of the signer's."""
    own = cert("ordforande").dump()
    chosen = [one for one in info["content"]["certificates"] if one.chosen.dump() != own]
    info["content"]["certificates"] = chosen + [cms.CertificateChoices({"certificate": x509.Certificate.load(cert("dubbelganger").dump())})]


def indefinite(info):
    """The outer lengths of BER that has no length."""
    content = info["content"].dump()
    return b"\x30\x80" + info["content_type"].dump() + b"\xa0\x80" + content + b"\0\0" + b"\0\0"


def enclosed(info):
    info["content"]["encap_content_info"]["content"] = core.OctetString(b"andra ord")


def two_signers(info):
    first = info["content"]["signer_infos"][0]
    info["content"]["signer_infos"] = [first, first.copy()]


def stamped_by(name, when=WHEN):
    return Stamper(tsa_cert=cert(name), tsa_key=key(name), certs_to_embed=store("utfardare"), fixed_dt=when)


def stamped(who, by, when=WHEN):
    kept, make.stamper = make.stamper, lambda: stamped_by(by, when)
    try:
        return memo(who, timestamp=True)
    finally:
        make.stamper = kept


def foreign(level=None, lock=None, **more):
    """Somebody else's file: another field name, with or without certification and locks."""
    data = document(["Namn"], ["Avtal om laddplatser"])
    if lock:
        increment = quiet(IncrementalPdfFileWriter(io.BytesIO(data)))
        field = next(found for path, _, found in fields.enumerate_sig_fields(increment) if path == "Namn").get_object()
        field[N("/Lock")] = generic.DictionaryObject({N("/Type"): N("/SigFieldLock"), N("/Action"): N("/" + lock),
            **({} if lock == "All" else {N("/Fields"): generic.ArrayObject([generic.TextStringObject("Namn")])})})
        increment.mark_update(field.container_ref)
        out = io.BytesIO()
        increment.write(out)
        data = end(out.getvalue())
    increment = quiet(IncrementalPdfFileWriter(io.BytesIO(data)))
    meta = signers.PdfSignatureMetadata(field_name="Namn", md_algorithm=more.pop("md", "sha256"), certify=level is not None,
        docmdp_permissions=level or MDPPerm.FILL_FORMS, subfilter=more.pop("subfilter", SigSeedSubFilter.PADES), reason="Avtal", location="Umeå")
    out = io.BytesIO()
    signers.PdfSigner(meta, signer=signer("ordforande", **more), timestamper=stamper()).sign_pdf(increment, output=out)
    return out.getvalue()


def foreign_again(data):
    increment = IncrementalPdfFileWriter(io.BytesIO(data))
    meta = signers.PdfSignatureMetadata(field_name="Motpart", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    out = io.BytesIO()
    signers.PdfSigner(meta, signer=signer("justerare"), new_field_spec=SigFieldSpec("Motpart", box=(50, 400, 250, 440))).sign_pdf(increment, output=out)
    return out.getvalue()


if __name__ == "__main__":
    plain = memo("ordforande")
    save("sha1", memo("rsa", md="sha1"))
    save("kort-nyckel", memo("kort"))
    save("annan-kurva", memo("kurva"))
    save("okant-villkor", memo("villkor"))
    save("utfardaren-sjalv", memo("utfardare", embed=()))
    save("utfardad-av-person", memo("under", embed=("ordforande", "utfardare")))
    save("annans-namn", memo("ordforande", box="Karin Dahl"))
    save("stampel-utan-andamal", stamped("ordforande", "tsa_utan"))
    save("stampel-fore-sitt-certifikat", stamped("ordforande", "tsa_sen"))
    save("stampel-fore-undertecknarens", stamped("ordforande", "tsa", datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)))
    save("stampel-i-framtiden", stamped("ordforande", "tsa", datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)))
    again = lambda change: surgery(plain, signed_again("ordforande", change))
    save("samma-byte-igen", again(lambda attributes: attributes))
    save("bunden-till-annan", again(of_another))
    save("annan-innehallstyp", again(other_type))
    save("hash-tva-ganger", again(twice))
    save("hash-tva-varden", again(two_values))
    save("utan-hash", again(without("message_digest")))
    save("obunden", again(without("signing_certificate_v2")))
    save("dubbelganger", surgery(plain, lookalike))
    save("utan-langd", surgery(plain, indefinite))
    save("eget-innehall", surgery(plain, enclosed))
    save("tva-undertecknare", surgery(plain, two_signers))
    for level, name in ((MDPPerm.NO_CHANGES, "1"), (MDPPerm.FILL_FORMS, "2"), (MDPPerm.ANNOTATE, "3")):
        save(f"frammande-docmdp-{name}", foreign(level))
    for lock in ("All", "Include", "Exclude"):
        save(f"frammande-lock-{lock.lower()}", foreign(MDPPerm.FILL_FORMS, lock))
    save("frammande-sha512", foreign(md="sha512"))
    save("frammande-motpart", foreign_again(foreign()))
    # Sealed by somebody with a key, who shows other words than those that were signed, and hides the right ones.
    objects = meeting()
    adjusted = signed_meeting(objects)
    shown = extract_lines(meeting(amount="9 200 000"), adjusted[2])
    right = " ".join("(%s) Tj" % line.replace("(", "\\(").replace(")", "\\)") for line in extract_lines(objects, adjusted[2]))
    identity = groups(sha(canonical(objects[2])))
    shown = [line if not line.startswith("Innehållsidentitet") else "Innehållsidentitet: " + identity for line in shown]
    for name, before in (("osynlig", "3 Tr"), ("vit", "1 1 1 rg"), ("vit-gra", "1 g"), ("vit-cmyk", "0 0 0 0 k"), ("avstangd", "/OC /oc1 BDC")):
        save(f"dold-text-{name}", extract(objects, adjusted, lines=shown, hidden=f" BT /F1 9 Tf {before} {right} ET" + (" EMC" if "BDC" in before else "")))
    save("dold-text-ersatt", extract(objects, adjusted, lines=shown, hidden=f" /Span << /ActualText ({' '.join(extract_lines(objects, adjusted[2])).replace('(', '').replace(')', '')}) >> BDC BT /F1 9 Tf (.) Tj ET EMC"))
    save("grannens-stampel", extract(objects, adjusted, people={"Stampel": ("Grannregionen e-stämpel", "Elektronisk stämpel")}, who="granne"))
