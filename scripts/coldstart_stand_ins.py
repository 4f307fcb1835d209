"""What a function speaks with while scripts/coldstart.py measures it: Lambda's Runtime API, DynamoDB and Secrets Manager."""

import contextlib
import http.server
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import threading
import time

PREFIX = "/2018-06-01/runtime/invocation"
# How long anything may take before it counts as stuck.
PATIENCE_S = 30
INVOCATION_S = 29


class RuntimeApi:
    """The Runtime API for one function at a time (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html)."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.connections = {}

    def request(self):
        """The next request: when it was there, its path, its body, and the connection that waits for the answer."""
        while True:
            ready, _, _ = select.select([self.listener, *self.connections], [], [], PATIENCE_S)
            now = time.perf_counter()
            if not ready:
                raise SystemExit("a function is stuck")
            for connection in ready:
                if connection is self.listener:
                    accepted, _ = self.listener.accept()
                    accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.connections[accepted] = b""
                elif request := self.read(connection):
                    return now, *request, connection

    def read(self, connection):
        """What has come on this connection, if that makes a whole request."""
        if not (received := connection.recv(1 << 20)):
            del self.connections[connection]
            connection.close()
            return None
        self.connections[connection] += received
        head, separator, body = self.connections[connection].partition(b"\r\n\r\n")
        headers = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line[15:]) for line in headers if line.startswith("content-length:")), 0)
        if not separator or len(body) < length:
            return None
        self.connections[connection] = b""
        return head.decode("latin-1").split(" ")[1], body

    def asks_for_event(self):
        """Waits for `/next`; answers when it came, and its connection."""
        arrived, path, body, connection = self.request()
        if path != f"{PREFIX}/next":
            raise SystemExit(f"expected a request for an event: {path} {body[:500]}")
        return arrived, connection

    def hand_over(self, connection, event):
        """Answers `/next` with an event; waits for the function's answer: when it came, and what it was."""
        headers = {
            "Content-Type": "application/json",
            "Content-Length": len(event),
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": int((time.time() + INVOCATION_S) * 1000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:measured",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        started = time.perf_counter()
        connection.sendall(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + event)
        arrived, path, body, answering = self.request()
        if not path.endswith("/response"):
            raise SystemExit(f"expected an answer: {path} {body[:500]}")
        return arrived - started, arrived, body, answering

    def accept_answer(self, connection):
        """Tells the function that its answer has arrived."""
        connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")

    def forget(self):
        """Closes what the last function left open."""
        for connection in self.connections:
            connection.close()
        self.connections.clear()


class SecretsManager(http.server.BaseHTTPRequestHandler):
    """Gives every secret as an empty object."""

    def do_POST(self):
        """`GetSecretValue`, whatever is asked for."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"Name": "impulses", "SecretString": "{}"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@contextlib.contextmanager
def secrets_manager():
    """The stand-in, as long as it is needed; gives its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SecretsManager)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@contextlib.contextmanager
def process(*command):
    """A process and the first line that it prints; it is ended at the end."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if not (line := running.stdout.readline()):
            raise SystemExit(f"{command[0]} did not start")
        yield line.strip()
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE_S)


@contextlib.contextmanager
def engine(local, directory):
    """DynamoDB on this machine, with an owner in it; gives its URL and the owner's token."""
    with process(local, "--json", "--port", "0", "--data-dir", directory) as line:
        token = json.loads(line)["token"]
    with process(local, "--engine-only", "--port", "0", "--data-dir", directory) as url:
        yield url, token


@contextlib.contextmanager
def behind_tls(url, directory):
    """A TLS server before `url`, in a process of its own; gives its URL and the file with the authority to trust."""
    certificate, key = f"{directory}/certificate.pem", f"{directory}/key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate]
    subprocess.run([*made, *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    host, port = url.removeprefix("http://").split(":")
    listener = socket.create_server(("127.0.0.1", 0))
    if not (child := os.fork()):
        while True:
            threading.Thread(target=pipe_tls, args=(context, listener.accept()[0], (host, int(port))), daemon=True).start()
    yield f"https://localhost:{listener.getsockname()[1]}", certificate
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def pipe_tls(context, accepted, address):
    """Carries bytes both ways until either side ends."""
    with contextlib.suppress(OSError), context.wrap_socket(accepted, server_side=True) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with socket.create_connection(address) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                for side in select.select([client, server], [], [])[0]:
                    if not (received := side.recv(1 << 16)):
                        return
                    (server if side is client else client).sendall(received)
