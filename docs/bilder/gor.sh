#!/usr/bin/env bash
# Makes the README's pictures from data/. Needs pdftoppm (Debian: poppler-utils).
# docs/bilder/gor.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

cargo run --release --quiet -- skapa data --ut "$made" >/dev/null
# The notice, the letter and the certified extract come from the demonstration, at a set moment: they say PROV.
UTDRAG_TID=2026-03-19T10:00:00Z cargo run --release --quiet -- demo --ut "$made/demo" >/dev/null 2>&1

# picture NAME DOCUMENT PAGE
picture() {
    pdftoppm -r 100 -f "$3" -l "$3" -singlefile -png "$made/$2.pdf" "docs/bilder/$1"
}

picture protokoll-framsida rs-2026-03-11-protokoll 1
picture protokoll-votering rs-2026-03-11-p33-utdrag 2
picture voteringslista rs-2026-03-11-p33-utdrag 3
picture tjansteskrivelse hsn-57-2026-tjansteskrivelse 1
picture kallelse hsn-2026-03-25-kallelse 1
picture anslag demo/anslag/rs-2026-03-11-anslag 1
picture missiv demo/utskick/rs-2026-03-11-p34-utdrag/arkivstiftelsen-missiv 1
picture utdragsbestyrkande demo/rs-2026-03-11-p34-utdrag 2
