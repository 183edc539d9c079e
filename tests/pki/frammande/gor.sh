#!/bin/sh
# Makes libreoffice.pdf anew: a letter exported and signed by LibreOffice 7.4 (adbe.pkcs7.detached, BER with open lengths),
# with a key of the throwaway authority of ../prov.sh. Needs libreoffice-writer-nogui and libnss3-tools.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
"$here/../prov.sh" "$work/pki"
mkdir "$work/nss"
certutil -N -d "sql:$work/nss" --empty-password
pk12util -i "$work/pki/ellen.p12" -d "sql:$work/nss" -W prov -K ""
certutil -A -d "sql:$work/nss" -n rot -t CT,C,C -i "$work/pki/rot.pem"
printf 'Hej\nDetta är ett beslut.\n' >"$work/libreoffice.txt"
filter='{"SignPDF":{"type":"boolean","value":"true"},"SignCertificateSubjectName":{"type":"string","value":"CN=Ellen Sköldmark,OU=PROV,O=Region Fjällmarken TEST,C=SE"}}'
MOZILLA_CERTIFICATE_FOLDER="sql:$work/nss" soffice "-env:UserInstallation=file://$work/profil" --headless \
    --convert-to "pdf:writer_pdf_Export:$filter" --outdir "$here" "$work/libreoffice.txt"
install -m 644 "$work/pki/rot.pem" "$here/libreoffice-rot.pem"
rm -rf "$work"
