#!/usr/bin/env python3
"""How each function starts, beside a hello-world function in the same run; scripts/coldstart builds what this measures.

A stand-in of Lambda's Runtime API on loopback starts a binary, waits until it asks for its first event, hands it one of
events/, takes the answer, and hands it the same event once more. DynamoDB is the local engine with an owner's token in
it, behind TLS if asked for; Secrets Manager is a stand-in too. Binaries take turns, so that whatever else this machine
does meets all of them. Nothing here limits processor time as Lambda does below 1,769 MB of memory: what a function would
wait for there is read from the column of processor time.

What is printed, each a median:
  /next     from spawning the process to its asking for the first event: Lambda's INIT without loading and sandbox;
            `cpu`: the processor time that this takes, which a busy machine changes least
  first     from spawning to the first answer: what a client waits for at a cold start
  answer    from handing over the first event to its answer;  `cpu`: the processor time that this takes, on all threads
  warm      the same for the second event
  memory    peak of resident memory after the first answer
  size, zip the binary, and as `bootstrap` in a zip
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import statistics
import sys
import tempfile
import time

from coldstart_stand_ins import RuntimeApi, behind_tls, engine, secrets_manager
from zips import GOALS_MB, MB, zipped

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Between two lives, for what the last one has left to do: connections to close, memory to give back.
REST_S = 0.02

# The event that each is given. All but hello call DynamoDB for its answer.
EVENTS = {
    "hello": "health-healthz",
    "health": "health-healthz",
    "data": "data-list",
    "accounts": "accounts-me",
    "oauth": "oauth-configs",
    "probes": "probes-settings",
    "mail": "mail-events",
    "jobs": "jobs-tick",
}
# How many times hello's time the first `/next` and the first answer may take.
START_GOALS = {"health": (1.5, 3), "data": (1.5, 3)}


def environment(runtime_api, dynamodb, secrets, authority):
    """What Lambda and template.yaml set."""
    return {
        "PATH": os.environ["PATH"],
        "TZ": ":UTC",
        "AWS_LAMBDA_RUNTIME_API": runtime_api.address,
        "AWS_LAMBDA_FUNCTION_NAME": "measured",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": secrets,
        "TABLE_NAME": "impulses",
        "SECRET_ID": "impulses",
        "ORIGIN": "https://impulses.example",
        "ORIGIN_API": "https://api.impulses.example",
        "RUST_LOG": "info",
        **({"SSL_CERT_FILE": authority} if authority else {}),
    }


def measure(runtime_api, binary, event, env):
    """One life of a function."""
    log = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    spawned = time.perf_counter()
    pid = os.posix_spawn(binary, [binary], env, file_actions=log)
    try:
        asked, connection = runtime_api.asks_for_event()
        cpu_before = cpu_ms(pid)
        answer, arrived, body, connection = runtime_api.hand_over(connection, event)
        cpu, memory = cpu_ms(pid) - cpu_before, peak_kb(pid)
        runtime_api.accept_answer(connection)
        _, connection = runtime_api.asks_for_event()
        warm, _, _, _ = runtime_api.hand_over(connection, event)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        runtime_api.forget()
    return {
        "start_cpu": cpu_before,
        "next": (asked - spawned) * 1000,
        "first": (arrived - spawned) * 1000,
        "answer": answer * 1000,
        "cpu": cpu,
        "warm": warm * 1000,
        "memory": memory / 1024,
        "status": (json.loads(body) or {}).get("statusCode", "-"),
    }


def cpu_ms(pid):
    """Processor time of all threads so far (man proc_pid_schedstat: in ns)."""
    threads = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def peak_kb(pid):
    """`VmHWM`, because a parent's memory counts in what `wait4` tells."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def event(function, token):
    """Its event, as the Runtime API sends it."""
    text = (ROOT / "events" / f"{EVENTS[function]}.json").read_text()
    return text.replace("put-a-data-token-here", token).encode()


def medians(lives):
    """Of all lives of one function; the last status stands for all."""
    return {key: statistics.median(life[key] for life in lives) for key in lives[0] if key != "status"} | {
        "status": lives[-1]["status"],
        "lives": len(lives),
    }


def print_table(results, binaries):
    """One line each, with the times that hello takes as unit in brackets."""
    print(f"{'':9}{'/next ms':>16}{'cpu ms':>8}{'first ms':>16}{'answer ms':>10}{'cpu ms':>8}{'warm ms':>8}{'memory MiB':>11}", end="")
    print(f"{'size MB':>9}{'zip MB':>8}{'status':>8}")
    hello = results.get("hello")
    for name, r in results.items():
        times = [f"{r[k]:.2f}" + (f" ({r[k] / hello[k]:.2f}x)" if hello else "") for k in ("next", "first")]
        print(f"{name:9}{times[0]:>16}{r['start_cpu']:8.2f}{times[1]:>16}{r['answer']:10.2f}{r['cpu']:8.2f}{r['warm']:8.2f}", end="")
        size, packed = os.path.getsize(binaries[name]) / MB, zipped(binaries[name]) / MB
        print(f"{r['memory']:11.1f}{size:9.2f}{packed:8.2f}{r['status']:>8}")
        r |= {"size_mb": size, "zip_mb": packed}


def print_goals(results):
    """What was aimed at and is not reached."""
    missed = []
    for name, r in results.items():
        if r["zip_mb"] > GOALS_MB.get(name, 99):
            missed.append(f"{name}'s zip has {r['zip_mb']:.2f} MB, more than {GOALS_MB[name]}")
        for key, goal in zip(("next", "first"), START_GOALS.get(name, ())):
            if "hello" in results and r[key] > goal * results["hello"][key]:
                missed.append(f"{name}: {key} takes {r[key] / results['hello'][key]:.2f} times hello's, more than {goal}")
    print("\n" + ("Goals missed: " + "; ".join(missed) if missed else "All goals are reached."))


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("functions", nargs="*", default=list(EVENTS), help="which to measure (default: all)")
    parser.add_argument("--runs", type=int, default=40, help="lives of each (default 40)")
    parser.add_argument("--tls", action="store_true", help="DynamoDB behind TLS, as in AWS; needs openssl")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--release", default="target/release", help="where the binaries are")
    parser.add_argument("--local", default="target/debug/local", help="the program with the engine")
    return parser.parse_args()


def main():
    """Measures and prints."""
    args = arguments()
    release = pathlib.Path(args.release)
    binaries = {name: str(release / ("examples/hello" if name == "hello" else name)) for name in args.functions}
    lives = {name: [] for name in binaries}
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        dynamodb, token = stack.enter_context(engine(args.local, directory))
        authority = None
        if args.tls:
            dynamodb, authority = stack.enter_context(behind_tls(dynamodb, directory))
        secrets = stack.enter_context(secrets_manager())
        runtime_api = RuntimeApi()
        env = environment(runtime_api, dynamodb, secrets, authority)
        # The first round is not counted: it brings the binaries into memory.
        for round in range(args.runs + 1):
            for name, binary in binaries.items():
                time.sleep(REST_S)
                life = measure(runtime_api, binary, event(name, token), env)
                if round:
                    lives[name].append(life)
            print(f"\r{round}/{args.runs} ", end="", file=sys.stderr)
    print(f"\r{'':12}\r", end="", file=sys.stderr)
    results = {name: medians(of) for name, of in lives.items()}
    if args.json:
        print(json.dumps(results))
    else:
        print_table(results, binaries)
        print_goals(results)


if __name__ == "__main__":
    main()
