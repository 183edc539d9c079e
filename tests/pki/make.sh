#!/bin/sh
# Remakes the throwaway test PKI and the signed PDFs in tests/pki/ (certificates and files that are for tests only).
# Needs openssl 3, qpdf and python3; pyHanko goes into a virtual environment under target/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-"$here/../../target/pki"}
python=${PYTHON:-"$work/venv/bin/python"}
rm -rf "$work/ca"
mkdir -p "$work/ca"
if ! [ -x "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" --quiet install 'pyhanko==0.38.0'
fi
cd "$work/ca"
cp "$here/openssl.cnf" .
: > index.txt
echo 1000 > serial

key() {
    case "${2:-prime256v1}" in
    rsa) openssl genrsa -out "$1.key" 2048 2>/dev/null ;;
    *) openssl ecparam -name "${2:-prime256v1}" -genkey -noout -out "$1.key" ;;
    esac
}
# name, common name, section, first day, last day, [curve]
issue() {
    key "$1" "${6:-prime256v1}"
    openssl req -new -config openssl.cnf -key "$1.key" -utf8 -subj "/O=${7:-Exempelregionen TEST}/CN=$2" -out "$1.csr"
    openssl ca -batch -notext -config openssl.cnf -extensions "$3" -startdate "$4" -enddate "$5" -in "$1.csr" -out "$1.pem" 2>/dev/null
}

for root in rot annanrot; do
    key "$root"
    openssl req -new -x509 -config openssl.cnf -extensions rot -key "$root.key" -days 36500 \
        -subj "/O=Exempelregionen TEST/CN=Testrot $root" -out "$root.pem"
done
key utfardare
openssl req -new -config openssl.cnf -key utfardare.key -subj "/O=Exempelregionen TEST/CN=Testutfärdare" -utf8 -out utfardare.csr
openssl ca -batch -notext -config openssl.cnf -extensions utfardare -cert rot.pem -keyfile rot.key \
    -startdate 20250101000000Z -enddate 20991231000000Z -in utfardare.csr -out utfardare.pem 2>/dev/null
issue ordforande "Ingrid Åkerö" person 20250101000000Z 20551231000000Z
issue justerare "Ossian Fjällgård" person 20250101000000Z 20551231000000Z
issue stampel "Exempelregionen e-stämpel" person 20250101000000Z 20551231000000Z secp384r1
issue utgangen "Utgången Testperson" person 20250101000000Z 20260601000000Z
issue sparrad "Spärrad Testperson" person 20250101000000Z 20551231000000Z
issue publicerad "Publicerad Testperson" person_sparr 20250101000000Z 20551231000000Z
issue tsa "Testtidsstämpel" tsa 20250101000000Z 20551231000000Z rsa
issue rsa "RSA Testperson" person 20250101000000Z 20551231000000Z rsa
# What angrepp.py signs with: too short, on another curve, under terms nobody reads, by somebody who may not issue.
openssl genrsa -out kort.key 1024 2>/dev/null
openssl req -new -config openssl.cnf -key kort.key -utf8 -subj "/O=Exempelregionen TEST/CN=Kort Testperson" -out kort.csr
openssl ca -batch -notext -config openssl.cnf -extensions person -startdate 20250101000000Z -enddate 20551231000000Z -in kort.csr -out kort.pem 2>/dev/null
issue granne "Grannregionen e-stämpel" person 20250101000000Z 20551231000000Z prime256v1 Grannregionen
issue kurva "Kurva Testperson" person 20250101000000Z 20551231000000Z secp521r1
issue villkor "Villkor Testperson" person_villkor 20250101000000Z 20551231000000Z
issue tsa_utan "Tidsstämpel utan ändamål" person 20250101000000Z 20551231000000Z rsa
issue tsa_sen "Sen tidsstämpel" tsa 20260601000000Z 20551231000000Z rsa
key under
openssl req -new -config openssl.cnf -key under.key -utf8 -subj "/O=Exempelregionen TEST/CN=Under Testperson" -out under.csr
openssl x509 -req -in under.csr -CA ordforande.pem -CAkey ordforande.key -set_serial 77 -days 36500 -extfile openssl.cnf -extensions person -out under.pem 2>/dev/null
# The same key, issuer and number as ordforande, but another name.
openssl req -new -config openssl.cnf -key ordforande.key -utf8 -subj "/O=Exempelregionen TEST/CN=Mallory Främmande" -out dubbelganger.csr
openssl x509 -req -in dubbelganger.csr -CA utfardare.pem -CAkey utfardare.key -set_serial "0x$(openssl x509 -in ordforande.pem -noout -serial | cut -d = -f 2)" \
    -days 36500 -extfile openssl.cnf -extensions person -out dubbelganger.pem 2>/dev/null
# Revoked after the timestamps of make.py (2026-03-18), before the tests look (2027).
openssl ca -config openssl.cnf -revoke sparrad.pem 2>/dev/null
sed -i 's/^\(R\t[^\t]*\t\)[^\t]*/\1260401000000Z/' index.txt
openssl ca -config openssl.cnf -gencrl -crl_lastupdate 20260402000000Z -crl_nextupdate 20551231000000Z -out utfardare.crl.pem 2>/dev/null
openssl crl -in utfardare.crl.pem -outform DER -out utfardare.crl
for pair in justerare:good sparrad:revoked; do
    openssl ocsp -issuer utfardare.pem -cert "${pair%%:*}.pem" -reqout "${pair%%:*}.req" -no_nonce
    openssl ocsp -index index.txt -CA utfardare.pem -rsigner utfardare.pem -rkey utfardare.key -reqin "${pair%%:*}.req" \
        -respout "${pair%%:*}.ocsp" -ndays 36500 >/dev/null 2>&1
done
# Lists that say nothing: outdated, and by another key of the same name.
openssl ca -config openssl.cnf -gencrl -crl_lastupdate 20250201000000Z -crl_nextupdate 20250301000000Z -out gammal.crl.pem 2>/dev/null
openssl crl -in gammal.crl.pem -outform DER -out gammal.crl
key falsk
openssl req -new -x509 -config openssl.cnf -extensions rot -key falsk.key -utf8 -days 36500 -subj "/O=Exempelregionen TEST/CN=Testutfärdare" -out falsk.pem
openssl ca -config openssl.cnf -cert falsk.pem -keyfile falsk.key -gencrl -crl_lastupdate 20260402000000Z -crl_nextupdate 20551231000000Z -out falsk.crl.pem 2>/dev/null
openssl crl -in falsk.crl.pem -outform DER -out falsk.crl
openssl ocsp -issuer utfardare.pem -cert publicerad.pem -reqout publicerad.req -no_nonce
openssl ocsp -index index.txt -CA utfardare.pem -rsigner ordforande.pem -rkey ordforande.key -reqin publicerad.req \
    -respout obehorig.ocsp -ndays 36500 >/dev/null 2>&1
"$python" "$here/make.py" "$work/ca" "$here"
mkdir -p "$here/angrepp"
"$python" "$here/angrepp.py" "$work/ca" "$here/angrepp"
cp gammal.crl falsk.crl obehorig.ocsp "$here/angrepp"
cp rot.pem annanrot.pem utfardare.crl justerare.ocsp sparrad.ocsp "$here"
qpdf --deterministic-id "$here/utdrag.pdf" "$here/falskt-omsparat.pdf" || [ $? = 3 ]
qpdf --deterministic-id --linearize "$here/utdrag.pdf" "$here/falskt-linjariserat.pdf" || [ $? = 3 ]
