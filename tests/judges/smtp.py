"""A mail server on loopback for the tests: STARTTLS and login, or neither, and trouble where it is asked for.

    smtp.py FOLDER CERT KEY [plain|direct] [ADDRESS=refuse|wait|drop|lose]..

Writes its port to stdout and each message that it takes to FOLDER. For an address: `refuse` answers 550 to RCPT, `wait` 450, `drop`
closes the connection at RCPT, `lose` keeps the message and closes the connection instead of answering.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = b"protokoll", "lösen ord".encode()


class Office:
    def __init__(self, folder, trouble):
        self.folder, self.trouble, self.taken = folder, trouble, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        trouble = self.trouble.get(address)
        if trouble == "refuse":
            return "550 5.1.1 No such user here"
        if trouble == "wait":
            return "450 4.2.0 Greylisted, try again in 300 seconds"
        if trouble == "drop":
            server.transport.abort()
            return "421 4.3.2 Going down"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        name = f"{self.taken:02}-{envelope.rcpt_tos[0]}.eml"
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        (self.folder / name).write_bytes(envelope.original_content)
        (self.folder / f"{name}.kuvert").write_text(
            f"from {envelope.mail_from}\nto {' '.join(envelope.rcpt_tos)}\ntls {encrypted}\n"
        )
        if self.trouble.get(envelope.rcpt_tos[0]) == "lose":
            server.transport.abort()
        return f"250 2.0.0 OK queued as {self.taken:06}"


def login(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=good, handled=False)


async def main(folder, certificate, key, *rest):
    trouble = dict(one.split("=") for one in rest if "=" in one)
    office = Office(pathlib.Path(folder), trouble)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    secure = {} if "plain" in rest else {
        "tls_context": context, "require_starttls": True, "authenticator": login, "auth_required": True,
    }
    # TLS from the first byte, as on port 465: aiosmtpd then knows of no STARTTLS to wait for.
    direct = context if "direct" in rest else None
    if direct:
        secure = {"authenticator": login, "auth_required": True, "auth_require_tls": False}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(office, hostname="localhost", loop=loop, **secure), "127.0.0.1", 0, ssl=direct
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
