"""A signature service as others build it: adds its certificate to the attributes it was sent, signs, and answers.

usage: tjanst.py REQUEST.der SIGNER.pem SIGNER.key FOLDER [--tid]. Writes attribut.der, varde.bin and svar.p7s (CMS, detached).
With --tid it also writes a signing-time into the attributes, which PAdES forbids. Tests only.
"""
import datetime, hashlib, subprocess, sys
from pathlib import Path
from asn1crypto import algos, cms, core, pem, tsp, x509

request, certificate, key, folder = map(Path, sys.argv[1:5])
certificate = x509.Certificate.load(pem.unarmor(certificate.read_bytes())[2])
attributes = list(cms.CMSAttributes.load(request.read_bytes()))
bound = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate.dump()).digest()})]})
attributes.append(cms.CMSAttribute({"type": "signing_certificate_v2", "values": [bound]}))
if "--tid" in sys.argv:
    now = cms.Time({"utc_time": datetime.datetime.now(datetime.timezone.utc)})
    attributes.append(cms.CMSAttribute({"type": "signing_time", "values": [now]}))
attributes = cms.CMSAttributes(attributes)
(folder / "attribut.der").write_bytes(attributes.dump())
subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, "-out", folder / "varde.bin", folder / "attribut.der"], check=True)
kind = "sha256_ecdsa" if certificate.public_key.algorithm == "ec" else "sha256_rsa"
signer = cms.SignerInfo({
    "version": "v1",
    "sid": cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number}),
    "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
    "signed_attrs": attributes,
    "signature_algorithm": {"algorithm": kind},
    "signature": (folder / "varde.bin").read_bytes(),
})
data = cms.SignedData({
    "version": "v1",
    "digest_algorithms": [{"algorithm": "sha256"}],
    "encap_content_info": {"content_type": "data"},
    "certificates": [certificate],
    "signer_infos": [signer],
})
(folder / "svar.p7s").write_bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())
