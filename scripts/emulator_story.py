"""Deploys template.yaml into an AWS emulator and uses what is deployed, as scripts/emulator-test says.

It is the template itself, its parameters aside; `rewritten` in emulator.py has the three places where it differs. The
emulator runs the real binaries in processes. What it cannot show, and nothing here pretends to:

- Alarms: the emulator knows none that are computed (`Metrics`), so the stack is deployed with Alarms=false.
- `dynamodb:LeadingKeys`, and whose letters may be sent: roles are in force down to actions and resources, but this
  condition always holds, and neither identities nor `ses:FromAddress` ever do.
- Throttles, provisioned capacity, limits of payload, memory and time; eventual consistency; contention of transactions.
- Preflights: the emulator answers them itself, with 403 where AWS hands them to our code; and it takes the slash off
  `/data/`. An HTTP API's ways with paths, headers and bodies are its makers' reading of AWS; scripts/watch-check has more.
- The custom domain, TLS, a certificate, DNS; arm64 on other machines; an alarm's mail; metrics made of logs; backups.
- Cold starts: a function begins in 100 ms, most of which is the emulator's. scripts/coldstart measures them.
- Text messages: nobody sends them, as the secret has no account at Twilio; they wait.
- Google: its fake takes part, of which the two functions are told by variables that template.yaml does not have.
"""

import base64
import contextlib
import gzip
import http.client
import json
import pathlib
import random
import re
import signal
import sys
import tempfile
import time
import urllib.parse

import emulator
from emulator import ROOT, STAGE, run, wait_for

UI = "https://ui.example"
MAIL_FROM = "impulses@example.com"
OWNER = {"email": "owner@example.com", "password": "correct horse battery staple"}
READER = {"email": "reader@example.com", "password": "another horse, another staple"}
NAMES = {"first_name": "Ada", "last_name": "Byron"}
PHONE = "+48123456789"
CONTACT = {
    "first_name": "Tom", "last_name": "Smith", "phone_number": "+48222000001", "email": "tom@example.com",
    "is_emergency_contact": True,
}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# The clock ticks each minute; the emulator's scheduler may be some seconds late.
TICK_S = 100
# What makes the log of a user longer than 128 KB, from where on a reader has it sealed a minute later.
NOISE = 40_000
SEALED_S = 120
T0 = 1_795_219_200_000


def step(method):
    """What the table shows a line for, in the order in which they stand."""
    method.is_step = True
    return method


class Wrong(Exception):
    """An answer that is not what it should be."""


class Story:
    """One deployed stack and what its answers gave away. Each step builds on those before."""

    def __init__(self, aws, code, google, impulses):
        self.aws, self.code, self.google, self.impulses = aws, code, google, impulses
        self.token = None
        self.secrets = [*OWNER.values(), *READER.values(), google["client"]["web"]["client_secret"]]
        self.secrets += [PHONE, CONTACT["phone_number"], CONTACT["email"]]

    def ask(self, line, headers=None, body=None, expect=200):
        """Sends a request to the deployed API; answers what its body says, parsed where it is JSON."""
        method, path = line.split(" ", 1)
        headers = {"Host": self.host, **(headers or ({"X-Data-Token": self.token} if self.token else {}))}
        if body is not None and not isinstance(body, bytes):
            headers, body = JSON | headers, json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.aws.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            self.last = connection.getresponse()
            answer = self.last.read()
        if self.last.status != expect:
            raise Wrong(f"{line}: {self.last.status} instead of {expect}: {answer[:500]!r}")
        with contextlib.suppress(ValueError):
            return json.loads(answer)
        return answer

    def write(self, metric, points, **headers):
        self.ask(f"POST /data/{metric}", {"X-Data-Token": self.token, **headers}, points)

    def deploy(self, registration):
        parameters = {"EnableRegistration": registration, "MailFrom": MAIL_FROM, "Origin": UI, "Alarms": "false"}
        self.outputs = self.aws.deploy(self.code, **parameters)
        self.host = self.outputs["Url"].removeprefix("http://")

    def tick(self):
        """The clock's event, sent by hand."""
        event = (ROOT / "events/jobs-tick.json").read_bytes()
        answer = self.aws.client("lambda").invoke(FunctionName=self.aws.resource("Jobs"), Payload=event)
        if "FunctionError" in answer:
            raise Wrong(f"jobs: {answer['Payload'].read()[:500]!r}")

    # ------------------------------------------------------------------------------------------------------ the steps

    @step
    def sam_deploy_makes_the_stack(self):
        self.deploy(registration="true")

    @step
    def the_secret_gets_its_keys_and_the_client_of_google(self):
        python = [sys.executable, "scripts/deployment.py"]
        told = run([*python, "finish", STAGE])
        same(self.outputs["Url"] in told, True)
        client = self.aws.scratch / "client.json"
        client.write_text(json.dumps(self.google["client"]))
        run([*python, "secret", STAGE, "set", "google_oauth2_creds", str(client)])
        fields = run([*python, "secret", STAGE, "fields"]).split()
        same([name for name in ("encryption_keys", "google_oauth2_creds") if name not in fields], [])
        self.keys = self.aws.keys_of(self.outputs["SecretArn"])
        self.secrets += self.keys

    @step
    def every_path_leads_to_its_function(self):
        same(self.ask("GET /healthz"), {"status": "INITIALIZING"})
        same(self.ask("GET /openapi.json"), json.loads((ROOT / "openapi.json").read_text()))
        self.ask("GET /docs")
        self.ask("GET /nowhere", expect=404)
        self.ask("GET /data", expect=422)
        self.ask("GET /user", expect=401)
        self.ask("GET /token", expect=401)
        self.ask("GET /oauth2/google/configs", expect=422)
        for path in ("/users/me", "/users/me/contacts", "/v1/users/me/probes", "/probes", "/v1/jobs/stats"):
            self.ask(f"GET {path}", expect=401)
        self.ask("POST /webhook/sms", FORM, b"Body=Y", expect=401)
        for path in ("/events", "/mailboxes/00000000-0000-0000-0000-000000000000"):
            self.ask(f"GET {path}", expect=422)
        self.ask("GET /events.ics?key=nobodys", expect=404)
        for path in ("/check-ins", "/tokens"):
            same(b"<!doctype html" in self.ask(f"GET {path}", {"Accept": "text/html"}).lower(), True)
        same(self.ask("GET /v1/health"), {"success": True})  # At /health the emulator tells how it is itself.
        self.ask("GET /data/coffee/", expect=307)

    @step
    def the_first_owner_follows_the_link_of_the_deployment(self):
        link = run([str(self.impulses), *self.invitation()])
        code = self.code_in(link)
        same(f"{self.outputs['Url']}/account/claim" in link, True)
        same(b"<form" in self.ask(f"GET /account/claim?code={code}", {"Accept": "text/html"}), True)
        self.fill_in("/account/claim", code=code, **OWNER, **NAMES)
        self.fill_in("/account/claim", code=code, **OWNER, **NAMES, expect=400)
        same(self.invitation(), [])

    def invitation(self):
        """What scripts/deploy has the command line do once it has deployed."""
        return run([sys.executable, "scripts/deployment.py", "invitation", STAGE]).split()

    def code_in(self, text):
        """The code of the link that stands in it."""
        code = re.search(r"\?code=([\w-]+)", text)[1]
        self.secrets.append(code)
        return code

    def fill_in(self, page, expect=200, **fields):
        self.ask(f"POST {page}", FORM, urllib.parse.urlencode(fields).encode(), expect=expect)

    @step
    def the_owner_logs_in_and_makes_a_token(self):
        self.ask("POST /user/login", JSON, {**OWNER, "password": "wrong"}, expect=401)
        self.ask("POST /user/login", JSON, OWNER)
        session = re.match(r"sid=([\w-]+);", self.last.headers["Set-Cookie"])[1]
        cookie = {"Cookie": f"sid={session}"}
        owner = self.ask("GET /user", cookie)
        same([owner["email"], owner["role"]], [OWNER["email"], "ADMIN"])
        self.token = self.ask("POST /token", cookie, {"name": "phone", "capability": "SUPER"})["token_plaintext"]
        self.secrets += [session, self.token]

    @step
    def access_tokens_are_signed_with_the_keys_of_the_secret(self):
        pair = self.log_in(OWNER)
        header = json.loads(base64.urlsafe_b64decode(pair["access_token"].split(".")[0] + "=="))
        same(header["kid"] in [key["kid"] for key in self.ask("GET /.well-known/jwks.json")["keys"]], True)
        renewed = self.ask("POST /auth/refresh", JSON, {"refresh_token": pair["refresh_token"]})
        self.secrets += [renewed["access_token"], renewed["refresh_token"]]
        self.owner = bearer(renewed)
        same(self.ask("GET /user", self.owner)["email"], OWNER["email"])

    def log_in(self, who):
        # At /login the emulator has a page of Cognito's, whatever the host.
        pair = self.ask("POST /v1/login", JSON, {name: who[name] for name in ("email", "password")})
        self.secrets += [pair["access_token"], pair["refresh_token"]]
        return pair

    @step
    def a_letter_reaches_who_registers(self):
        self.aws.client("sesv2").create_email_identity(EmailIdentity=MAIL_FROM)
        self.ask("POST /register", JSON, READER | NAMES, expect=201)
        self.tick()
        (letter,) = self.aws.letters()
        same([letter["Source"], letter["To"]], [f"Impulses <{MAIL_FROM}>", [READER["email"]]])
        self.fill_in("/account/verify", code=self.code_in(letter["BodyText"]), password=READER["password"])
        same(self.ask("GET /user", bearer(self.log_in(READER)))["role"], "STANDARD")

    @step
    def a_feature_flag_is_evaluated(self):
        flag = {"codename": "theme", "is_active": True, "rules": [{"users": ["ada"]}]}
        self.ask("POST /feature-flags", self.owner, flag, expect=201)
        for user, on in (("ada", True), ("bob", False)):
            context = {"context": {"targetingKey": user}}
            same(self.ask("POST /ofrep/v1/evaluate/flags/theme", self.owner, context)["value"], on)

    @step
    def points_are_written_and_read_back(self):
        self.write("coffee", [point(0, 1, kind="espresso"), point(1, 2, kind="łatte")])
        same(self.ask("GET /data/coffee"), [point(0, 1, kind="espresso"), point(1, 2, kind="łatte")])
        lines = b"".join(json.dumps({"metric": "lines", **point(n, n)}).encode() + b"\n" for n in range(3))
        ndjson = {"X-Data-Token": self.token, "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        self.ask("POST /data", ndjson, gzip.compress(lines))
        same(self.ask("GET /data"), ["coffee", "lines"])

    @step
    def a_long_metric_is_aggregated(self):
        # Noise, for what compresses well makes no long log.
        chance = random.Random(4)
        self.noise = [chance.random() for _ in range(NOISE)]
        self.write("noise", [point(n, value) for n, value in enumerate(self.noise)])
        self.aggregates_of_noise()

    def aggregates_of_noise(self):
        """Also makes the seal due, because this reader meets the long log."""
        row = json.dumps(self.ask("GET /data/noise?agg=count,sum,max"))
        same([str(NOISE) in row, str(max(self.noise)) in row], [True, True])

    @step
    def points_are_corrected_and_deleted(self):
        self.write("coffee", [point(0, 3, kind="espresso")])
        self.write("coffee", [point(2, 9)], **{"Idempotency-Key": "once"})
        self.write("coffee", [point(2, 9)], **{"Idempotency-Key": "once"})
        same(self.values("coffee"), [3, 2, 9])
        self.ask(f"DELETE /data/coffee/points?start={T0 + 2}&end={T0 + 3}")
        same(self.values("coffee"), [3, 2])
        self.ask("POST /data/coffee/points/delete", None, [{"timestamp": T0 + 1, "dimensions": {"kind": "łatte"}}])
        same(self.values("coffee"), [3])
        self.ask("DELETE /data/lines")
        same(self.ask("GET /data"), ["coffee", "noise"])

    def values(self, metric):
        return [each["value"] for each in self.ask(f"GET /data/{metric}")]

    @step
    def a_browser_may_call_from_the_web_page(self):
        self.ask("GET /healthz", {"Origin": UI})
        same(self.last.headers["Access-Control-Allow-Origin"], UI)
        self.ask("GET /healthz", {"Origin": "https://evil.example"})
        same(self.last.headers["Access-Control-Allow-Origin"], None)

    @step
    def a_second_deployment_closes_registration_and_keeps_data_and_secret(self):
        self.deploy(registration="false")
        self.ask("POST /user", JSON, {**OWNER, "email": "b@example.com", "role": "STANDARD"}, expect=503)
        same(self.values("coffee"), [3])
        same(self.aws.keys_of(self.outputs["SecretArn"]), self.keys)

    @step
    def the_schedule_ticks_and_health_is_up(self):
        wait_for("tick of the schedule", lambda: self.ask("GET /healthz") == {"status": "UP"}, TICK_S)

    @step
    def roles_are_in_force(self):
        iam, role = self.aws.client("iam"), self.aws.resource("HealthRole")
        denied = {"Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
        iam.put_role_policy(RoleName=role, PolicyName="test", PolicyDocument=policy)
        same(self.ask("GET /healthz", expect=503), {"status": "DOWN"})
        iam.delete_role_policy(RoleName=role, PolicyName="test")
        same(self.ask("GET /healthz"), {"status": "UP"})

    @step
    def somebody_is_looked_after(self):
        self.ask("PATCH /users/me", self.owner, {"phone_number": PHONE})
        self.ask("POST /users/me/contacts", self.owner, CONTACT, expect=201)
        daily = {"active": True, "cron_expression": "@daily", "time_zone": "Europe/Warsaw"}
        same(self.ask("PUT /v1/users/me/probe_settings", self.owner, daily)["data"]["active"], True)
        self.ask("POST /users/me/probes", self.owner, {"in_minutes": 0}, expect=201)
        self.tick()
        same(self.probe()["status"]["name"], "pending")
        self.ask("POST /users/me/probes/check-in", self.owner, {})
        same(self.probe()["status"]["name"], "good")
        same(self.values("imp.probe.state"), [1])
        self.ask("PUT /users/me/probe_settings", self.owner, {"active": False})

    def probe(self):
        return self.ask("GET /users/me/probes", self.owner)["data"][0]

    @step
    def a_calendar_is_connected(self):
        for function in ("Oauth", "Jobs"):
            self.aws.tell(function, GOOGLE_API_URL=self.google["url"], GOOGLE_JWKS_URL=self.google["jwks_url"])
        back = emulator.consented(self.ask("GET /oauth2/google/auth")["url"])
        same(back.split("?")[0], self.outputs["GoogleRedirectUri"])
        self.ask(f"GET {back.removeprefix(self.outputs['Url'])}", {"Accept": "*/*"}, expect=307)
        same("google_oauth2=authorized" in self.last.headers["Location"], True)
        same([each["status"] for each in self.ask("GET /oauth2/google/configs")], ["connected"])

    @step
    def its_events_are_metrics(self):
        self.tick()
        same(self.values("imp.events.duration"), [90 * 60_000])
        same(self.values("imp.events.custom.distance"), [12_500])

    @step
    def it_is_disconnected_and_its_points_go(self):
        token_id = self.ask("GET /oauth2/google/configs")[0]["token_id"]
        self.ask(f"DELETE /oauth2/google/configs/{token_id}")
        same(self.ask("GET /oauth2/google/configs"), [])
        same(self.values("imp.events.duration"), [])

    @step
    def the_log_is_sealed(self):
        def sealed():
            self.tick()
            lines = [json.loads(line) for line in self.aws.logged(self.outputs["JobsLogGroup"], '"sealed"')]
            return any(line.get("seal.blocks", 0) > 0 for line in lines)

        wait_for("seal", sealed, SEALED_S, every_s=2)
        same(self.values("noise"), self.noise)
        same(self.values("coffee"), [3])
        self.aggregates_of_noise()

    @step
    def logs_are_json_and_hold_no_secret(self):
        for name in ("Data", "Accounts", "Oauth", "Probes", "Mail", "Health", "Page", "Jobs"):
            lines = self.aws.logged(self.outputs[f"{name}LogGroup"])
            own = [json.loads(line) for line in lines if line.startswith("{")]
            same(bool(own), True)
            same([line for line in own if line["level"] == "ERROR" and name != "Health"], [])
            same([secret for secret in self.secrets if secret in "".join(lines)], [])

    @step
    def a_deleted_stack_leaves_table_and_secret(self):
        cloudformation = self.aws.client("cloudformation")
        cloudformation.delete_stack(StackName="impulses")
        cloudformation.get_waiter("stack_delete_complete").wait(StackName="impulses", WaiterConfig={"Delay": 1})
        self.ask("GET /healthz", expect=404)
        self.aws.client("dynamodb").describe_table(TableName=self.outputs["TableName"])
        self.aws.client("secretsmanager").describe_secret(SecretId=self.outputs["SecretArn"])


def bearer(pair):
    return {"Authorization": f"Bearer {pair['access_token']}"}


def point(n, value, **dimensions):
    return {"timestamp": T0 + n, "dimensions": dimensions, "value": value}


def same(what, expected):
    if what != expected:
        raise Wrong(f"{str(what)[:500]} instead of {str(expected)[:500]}")


def tell(story):
    """Runs the steps in order up to the first that fails; whether none did."""
    for name in (name for name, method in vars(Story).items() if hasattr(method, "is_step")):
        began, fault = time.monotonic(), None
        try:
            getattr(story, name)()
        except Exception as wrong:  # whatever it is, the table says where
            fault = wrong
        print(f"{'FAILED' if fault else 'ok    '} {time.monotonic() - began:5.1f} s  {name.replace('_', ' ')}", flush=True)
        if fault:
            print(f"\n{type(fault).__name__}: {fault}\n\n{story.aws.complaints()}")
            return False
    return True


def main(arguments):
    if arguments not in ([], ["--release"]):
        sys.exit("usage: scripts/emulator-test [--release]")
    # Whoever ends this ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        scratch = pathlib.Path(directory)
        google, impulses = emulator.build("--release" in arguments, scratch / "code")
        built = time.monotonic()
        print(f"built   {built - began:5.1f} s")
        with contextlib.ExitStack() as running:
            aws = emulator.Emulator(scratch)
            aws.start(running)
            good = tell(Story(aws, scratch / "code", emulator.start_google(google, running), impulses))
        left = emulator.survivors(scratch)
    for process in left:
        print(f"still running: {process}")
    print(f"{'all good' if good and not left else 'FAILED'}, {time.monotonic() - built:.0f} s after the build")
    sys.exit(0 if good and not left else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
