"""Serves timestamps (RFC 3161) and OCSP from a folder made by prov.sh, on the loopback interface, until it is ended.

usage: tjanster.py FOLDER. Writes FOLDER/adresser when both answer: two lines, `tsa URL` and `ocsp URL`. Tests only.
The answers are openssl's; `openssl ocsp -port` itself hangs on a client that goes away.
"""
import http.server, subprocess, sys, tempfile, threading
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
LOCK = threading.Lock()
COMMANDS = {
    "/tsa": (["ts", "-reply", "-config", "prov.cnf", "-queryfile"], "-out", "application/timestamp-reply"),
    "/ocsp": (["ocsp", "-index", "index.txt", "-CA", "utfardare.pem", "-rsigner", "ocsp.pem", "-rkey", "ocsp.key",
               "-ndays", "7", "-reqin"], "-respout", "application/ocsp-response"),
}


class Authority(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        command, out, kind = COMMANDS.get(self.path, (None, None, "text/plain"))
        question = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        answer = b""
        if command:
            with tempfile.TemporaryDirectory() as work, LOCK:
                Path(work, "q").write_bytes(question)
                done = subprocess.run(["openssl", *command, f"{work}/q", out, f"{work}/r"], cwd=FOLDER, capture_output=True)
                print(self.path, done.returncode, done.stderr.decode(errors="replace"), flush=True)
                answer = Path(work, "r").read_bytes() if done.returncode == 0 else b""
        self.send_response(200 if answer else 500)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, form, *values):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority)
half = FOLDER / "adresser.ny"
half.write_text("".join(f"{path[1:]} http://127.0.0.1:{server.server_port}{path}\n" for path in COMMANDS))
half.rename(FOLDER / "adresser")
server.serve_forever()
