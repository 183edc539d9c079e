"""Serves timestamps (RFC 3161), OCSP and CRLs from a folder made by prov.sh, on the loopback interface, until it is ended.

usage: tjanster.py FOLDER. Writes `adresser` in FOLDER and in FOLDER/adress when all answer: two lines, `tsa URL` and `ocsp URL`.
/skrap answers with what was not asked for, and /stor with more of it than anybody takes. Tests only.
The answers are openssl's; `openssl ocsp -port` itself hangs on a client that goes away.
"""
import http.server, subprocess, sys, tempfile, threading
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
AUTHORITIES = {"": FOLDER, "/adress": FOLDER / "adress"}
LOCK = threading.Lock()
COMMANDS = {
    "tsa": (["ts", "-reply", "-config", "prov.cnf", "-queryfile"], "-out", "application/timestamp-reply"),
    "ocsp": (["ocsp", "-index", "index.txt", "-CA", "utfardare.pem", "-rsigner", "ocsp.pem", "-rkey", "ocsp.key",
              "-ndays", "7", "-reqin"], "-respout", "application/ocsp-response"),
}


class Authority(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        lists = {f"{at}/crl/{file.name}": file for at, folder in AUTHORITIES.items() for file in (folder / "crl").iterdir()}
        if self.path in lists:
            self.answer(lists[self.path].read_bytes(), "application/pkix-crl")
        else:
            self.answer(b"<html>" + b" " * 3_000_000 if self.path == "/stor" else b"", "text/html")

    def do_POST(self):
        at, _, service = self.path.rpartition("/")
        command, out, kind = COMMANDS.get(service, (None, None, "text/plain"))
        question = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answer = b"<html>Logga in</html>" if self.path == "/skrap" else b""
        if command and at in AUTHORITIES:
            with tempfile.TemporaryDirectory() as work, LOCK:
                Path(work, "q").write_bytes(question)
                run = ["openssl", *command, f"{work}/q", out, f"{work}/r"]
                done = subprocess.run(run, cwd=AUTHORITIES[at], capture_output=True)
                print(self.path, done.returncode, done.stderr.decode(errors="replace"), flush=True)
                answer = Path(work, "r").read_bytes() if done.returncode == 0 else b""
        self.answer(answer, kind)

    def answer(self, answer, kind):
        self.send_response(200 if answer else 500)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, form, *values):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int((FOLDER / "port").read_text())), Authority)
for at, folder in reversed(AUTHORITIES.items()):
    half = folder / "adresser.ny"
    half.write_text("".join(f"{name} http://127.0.0.1:{server.server_port}{at}/{name}\n" for name in COMMANDS))
    half.rename(folder / "adresser")
server.serve_forever()
