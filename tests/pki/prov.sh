#!/bin/sh
# Makes a throwaway certificate authority for tests in a new FOLDER: root, issuing authority, time-stamping authority, OCSP
# responder, persons and a seal; one certificate revoked, one expired; CRLs. Every name says PROV and TEST: nothing here is to be trusted.
# FOLDER/adress is another such authority, whose certificates say where to ask whether they are revoked.
# Usage: prov.sh FOLDER. Needs openssl 3. tests/pki/tjanster.py then serves timestamps and OCSP from the folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1"
cd "$1"
umask 077
# Certificates that say where their revocation data are need the port before anybody listens to it.
port=${PORT:-$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
echo "$port" >port
if [ -n "${PORT-}" ]; then
    sed "s/@PORT@/$port/; 2,\$s/^# //" "$here/prov.cnf" >prov.cnf
else
    grep -v '^# .* = ' "$here/prov.cnf" | sed "s/@PORT@/$port/" >prov.cnf
fi
: >index.txt
: >rotindex.txt
echo 1000 >serial
echo 01 >rotserial
echo 01 >tsaserial
from=20260101000000Z
until=$(($(date +%Y) + 3))0101000000Z
password=prov

# name, kind of key
key() {
    case $2 in
    rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1.key" ;;
    pss) openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072 -out "$1.key" ;;
    pss-384)
        openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_pss_keygen_md:sha384 \
            -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48 -out "$1.key"
        ;;
    *) openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$1.key" ;;
    esac
}
# name, kind of key, section, first day, last day, subject
issue() {
    key "$1" "$2"
    openssl req -new -config prov.cnf -key "$1.key" -utf8 -subj "$6" -out "$1.csr"
    openssl ca -batch -notext -config prov.cnf -utf8 -extensions "$3" -startdate "$4" -enddate "$5" -in "$1.csr" -out "$1.pem" 2>/dev/null
    openssl pkcs12 -export -inkey "$1.key" -in "$1.pem" -certfile utfardare.pem -passout "pass:$password" -out "$1.p12"
}
person() { issue "$1" "$2" person "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=$3"; }

key rot P-256
openssl req -new -x509 -config prov.cnf -extensions rot -key rot.key -utf8 -days 3650 \
    -subj "/C=SE/O=TEST/OU=PROV/CN=PROV rot" -out rot.pem
key utfardare P-256
openssl req -new -config prov.cnf -key utfardare.key -utf8 -subj "/C=SE/O=TEST/OU=PROV/CN=PROV utfärdare" -out utfardare.csr
openssl ca -batch -notext -config prov.cnf -name roten -utf8 -extensions utfardare -startdate "$from" -enddate "$until" \
    -in utfardare.csr -out utfardare.pem 2>/dev/null
issue tsa rsa tidscertifikat "$from" "$until" "/C=SE/O=TEST/OU=PROV/CN=PROV tidsstämpling"
issue ocsp P-256 ocsp "$from" "$until" "/C=SE/O=TEST/OU=PROV/CN=PROV OCSP"
person ellen P-256 "Ellen Sköldmark"
person cecilia rsa "Cecilia Öståker"
person desiree P-384 "Desirée Blomvik"
person stampel P-256 "Region Fjällmarken"
person annan P-256 "Frida Lunnevik"
person kurva P-521 "Siri Kvistlund"
person sparrad P-256 "Ellen Sköldmark"
issue utgangen P-256 person "$from" 20260601000000Z "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Ellen Sköldmark"
# Kinds of keys that are seldom seen, and certificates that nobody signs with.
person ellen-pss384 pss-384 "Ellen Sköldmark"
person cecilia-pss pss "Cecilia Öståker"
person desiree-p521 P-521 "Desirée Blomvik"
# Not marked PROV, so that what trials alone may do is refused it.
issue riktig P-256 person "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/CN=Ellen Sköldmark"
issue riktig-stampel P-256 person "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/CN=Region Fjällmarken"
issue framtida P-256 person 20300101000000Z 20310101000000Z "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Ellen Sköldmark"
issue kryptering P-256 kryptering "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Ellen Sköldmark"
# Whose revocation data are nowhere to be had: nobody answers there, or something else than was asked for.
issue onabar P-256 onabar "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Region Fjällmarken"
issue skrap P-256 skrap "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Region Fjällmarken"
# An invented number; what matters is that it has the form of one.
issue personnummer P-256 person "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=Desirée Blomvik/serialNumber=198112189876"
# The same person under a user name, as employees' certificates often are.
issue anstalld P-256 person "$from" "$until" "/C=SE/O=Region Fjällmarken TEST/OU=PROV/CN=deblo01"
openssl ca -config prov.cnf -revoke sparrad.pem 2>/dev/null
openssl ca -config prov.cnf -gencrl -out utfardare.crl.pem 2>/dev/null
openssl ca -config prov.cnf -name roten -gencrl -out rot.crl.pem 2>/dev/null
mkdir crl
for one in utfardare rot; do openssl crl -in "$one.crl.pem" -outform DER -out "crl/$one.crl"; done
printf '%s\n' "$password" >losenord.txt
[ -n "${PORT-}" ] || PORT=$port "$here/prov.sh" "$PWD/adress"
