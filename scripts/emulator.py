"""An AWS on loopback (ministack in a process of its own), and the deployment of template.yaml into it with sam.

The deployed template is template.yaml but for where the code lies, one reference and one condition, which `rewritten`
explains.
"""

import contextlib
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import boto3

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUNCTIONS = ("data", "accounts", "oauth", "probes", "mail", "health", "page", "jobs")
# The stage of samconfig.toml with the template's own defaults.
STAGE = "prod"
REGION = "us-east-1"
# What the emulator starts in, on a loaded machine.
PATIENCE_S = 60
# What it may take to end; then it is killed.
LAST_WORDS_S = 10


# ------------------------------------------------------------------------------------------------------------- build


def build(release, into):
    """The functions' binaries, each as `bootstrap` in a directory with its name; answers the fake Google's path, and that of
    the command line.

    Debug builds come from plain `cargo build`, with an example among what is built: then they share everything with what
    scripts/test compiles. `cargo lambda build` names the target, for which cargo compiles everything apart."""
    bins = [word for name in FUNCTIONS for word in ("--bin", name)]
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    # Heard, because it may take minutes.
    tools = ["--bin", "impulses", "--example", "google"]
    subprocess.run(["cargo", "build", *([] if release else bins), *tools], check=True, cwd=ROOT)
    if release:
        command = ["cargo", "lambda", "build", "--release", "--compiler", "cargo", *bins, "--lambda-dir", str(into)]
        subprocess.run(command, check=True, cwd=ROOT)
    for name in () if release else FUNCTIONS:
        (into / name).mkdir(parents=True)
        shutil.copy(target / "debug" / name, into / name / "bootstrap")
        # Symbols are nine tenths of it, and all of it is zipped.
        run(["strip", str(into / name / "bootstrap")])
    return target / "debug" / "examples" / "google", target / "debug" / "impulses"


def rewritten(template, code):
    """template.yaml as it is deployed here.

    `sam build` writes the code's place into it, which is done here to spare a second compilation (see `build`). And `!Ref`
    of a secret gives its ARN in AWS but its name here, for which a role that names the ARN's resource does not count;
    `Secret.Id` is the ARN in both. And the emulator does not know as whom and from which address a letter is sent."""
    template = re.sub(r"CodeUri: functions/(\w+)", rf"CodeUri: {code}/\1", template)
    template = re.sub(r"!Ref Secret\b", "!GetAtt Secret.Id", template)
    return re.sub(r"(Action: ses:SendEmail\n +Resource: ).*\n +Condition:\n.*\n.*\n", r"\1'*'\n", template)


# ---------------------------------------------------------------------------------------------------------- emulator


class Emulator:
    """The running emulator. IAM is in force: a function may do what its role says, no more."""

    def __init__(self, scratch):
        """Also turns this process, and what it starts, to the emulator: nothing of a real account comes along."""
        self.scratch = scratch
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "SAM_CLI_TELEMETRY": "0",
            "NO_PROXY": "localhost,127.0.0.1",
            "no_proxy": "localhost,127.0.0.1",
            # Also the mark by which what this run has started is known.
            "TMPDIR": str(scratch),
        }
        os.environ.clear()
        os.environ.update(self.environment)

    def start(self, running):
        """Starts it; `running` ends it with all that it has started."""
        program = ROOT / ".venv-emulator/bin/ministack"
        own = {"GATEWAY_PORT": str(self.port), "BIND_HOST": "127.0.0.1", "AUTH": "true", "RUST_LOG": "info"}
        log = running.enter_context(open(self.scratch / "emulator.log", "w"))
        process = subprocess.Popen(
            [str(program)], stdout=log, stderr=log, env=self.environment | own, cwd=self.scratch, start_new_session=True
        )
        running.callback(stop_group, process)
        wait_for("the emulator", self.answers, PATIENCE_S, every_s=0.1)

    def answers(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=1).status == 200
        return False

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name=REGION)

    def deploy(self, code, **parameters):
        """`sam deploy` as scripts/deploy runs it; answers the stack's outputs."""
        template = self.scratch / "template.yaml"
        template.write_text(rewritten((ROOT / "template.yaml").read_text(), code))
        machine = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
        overrides = [f"{name}={value}" for name, value in {"Architecture": machine, **parameters}.items()]
        run(["sam", "deploy", "--config-file", str(ROOT / "samconfig.toml"), "--config-env", STAGE,
             "--template-file", str(template), "--no-confirm-changeset",
             "--parameter-overrides", *overrides])
        stack = self.client("cloudformation").describe_stacks(StackName="impulses")["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def resource(self, logical_id):
        """What the stack's resource is called in the account."""
        answer = self.client("cloudformation").describe_stack_resource(StackName="impulses", LogicalResourceId=logical_id)
        return answer["StackResourceDetail"]["PhysicalResourceId"]

    def tell(self, logical_id, **variables):
        """Adds to the environment of a deployed function."""
        functions, name = self.client("lambda"), self.resource(logical_id)
        environment = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"] | variables
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": environment})
        functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})

    def keys_of(self, secret):
        """The encryption keys in the secret."""
        text = self.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
        return list(json.loads(text)["encryption_keys"].values())

    def letters(self):
        """What SES was given to send, the oldest first."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages") as answer:
            return [letter for sent in json.load(answer)["messages"].values() for letter in sent]

    def logged(self, group, pattern=""):
        """Messages in a log group that contain the pattern."""
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in pages for event in page["events"] if pattern in event["message"]]

    def complaints(self):
        """What the functions have logged as errors, and what the emulator complained of."""
        groups = [group["logGroupName"] for group in self.client("logs").describe_log_groups()["logGroups"]]
        lines = [line for group in groups for line in self.logged(group, '"level":"ERROR"')]
        _, _, log = (self.scratch / "emulator.log").read_text().partition("CTRL + C to quit")
        lines += [line for line in log.splitlines() if " INFO " not in line]
        return "\n".join(lines[-40:])


# ------------------------------------------------------------------------------------------------------------ Google


def start_google(program, running):
    """The fake Google in a process; what it says of itself. It ends with its standard input."""
    process = subprocess.Popen([str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    running.callback(process.wait, LAST_WORDS_S)
    running.callback(process.stdin.close)
    return json.loads(process.stdout.readline())


def consented(page):
    """What the browser of somebody who allows it on the fake's page is sent to."""
    asked = urllib.parse.urlsplit(page)
    decision = urllib.parse.urlencode({"account": "ada@example.com", "decision": "allow"})
    connection = http.client.HTTPConnection(asked.netloc, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", f"{asked.path}/decision?{asked.query}&{decision}")
        answer = connection.getresponse()
        if answer.status not in (302, 303):
            raise RuntimeError(f"the consent page: {answer.status} {answer.read()[:500]!r}")
        return answer.headers["Location"]


# --------------------------------------------------------------------------------------------------------- processes


def run(command, **more):
    """Runs it quietly; whoever fails is heard."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, **more)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])} failed ({done.returncode})\n{done.stdout[-4000:]}")
    return done.stdout


def stop_group(process):
    """Ends the process and, whether it has or not, those that it has left."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(LAST_WORDS_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def survivors(scratch):
    """Processes of this run that still run (where /proc tells)."""
    mark, left = f"TMPDIR={scratch}\0".encode(), []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.name != str(os.getpid()) and mark in (process / "environ").read_bytes():
                left.append((process / "cmdline").read_text().replace("\0", " "))
    return left


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, is_so, patience_s, every_s=0.5):
    """Asks until it is so; answers what it was told."""
    deadline = time.monotonic() + patience_s
    while not (answer := is_so()):
        if deadline < time.monotonic():
            raise RuntimeError(f"no {what} within {patience_s} s")
        time.sleep(every_s)
    return answer
