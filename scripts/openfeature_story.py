"""Feature flags as a program has them: OpenFeature's client for Python, speaking OFREP to scripts/dev.

Starts an Impulses that keeps nothing, makes flags as its administrator, and evaluates them with the client, by which
boolean, string and number flags have to come out, with the reasons that the protocol has.
"""

import contextlib
import json
import pathlib
import subprocess
import urllib.request

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What it may take to end.
LAST_WORDS_S = 20

FLAGS = [
    {"codename": "open", "public": True, "is_active": True},
    {"codename": "off"},
    {"codename": "testers", "is_active": True, "rules": [{"users": ["ada"]}]},
    {
        "codename": "theme",
        "is_active": True,
        "variants": {"plain": "grey", "fancy": "purple"},
        "on_variant": "fancy",
        "off_variant": "plain",
        "rules": [{"constraints": [{"attribute": "plan", "in": ["pro", "max"]}]}],
    },
    {"codename": "limit", "is_active": True, "variants": {"on": 20, "off": 5}},
    {"codename": "ratio", "is_active": True, "variants": {"on": 0.25, "off": 0.5}},
    {"codename": "layout", "is_active": True, "variants": {"on": {"columns": 3}, "off": {"columns": 1}}},
    {"codename": "half", "is_active": True, "rules": [{"percentage": 50}]},
    {"codename": "trial", "is_active": True, "rules": [{"split": {"on": 1, "off": 1}}]},
]


@contextlib.contextmanager
def impulses():
    """A running Impulses: what its first start prints, as JSON."""
    command = [ROOT / "scripts" / "dev", "--ephemeral", "--json", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(LAST_WORDS_S)


def administrator(started):
    """Something that posts as whoever runs it."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def post(path, body):
        request = urllib.request.Request(started["url"] + path, json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        with opener.open(request) as answer:
            return json.load(answer)

    post("/user/login", {"email": started["email"], "password": started["password"]})
    return post


def client(url, domain, headers=None):
    api.set_provider(OFREPProvider(url, headers_factory=lambda: headers or {}), domain)
    return api.get_client(domain)


def check(details, value, reason):
    assert (details.value, details.reason) == (value, reason), details


def story(started):
    post = administrator(started)
    for flag in FLAGS:
        post("/feature-flags", flag)
    mine = client(started["url"], "mine", {"X-API-Key": started["token"]})
    ada, bob = (EvaluationContext(targeting_key=name, attributes={"plan": "pro"}) for name in ("ada", "bob"))

    check(mine.get_boolean_details("open", False), True, Reason.STATIC)
    check(mine.get_boolean_details("off", True, ada), False, Reason.DISABLED)
    check(mine.get_boolean_details("testers", False, ada), True, Reason.TARGETING_MATCH)
    check(mine.get_boolean_details("testers", True, bob), False, Reason.DEFAULT)
    check(mine.get_string_details("theme", "?", ada), "purple", Reason.TARGETING_MATCH)
    check(mine.get_string_details("theme", "?", EvaluationContext("eve")), "grey", Reason.DEFAULT)
    check(mine.get_integer_details("limit", 0, ada), 20, Reason.STATIC)
    check(mine.get_float_details("ratio", 0.0, ada), 0.25, Reason.STATIC)
    check(mine.get_object_details("layout", {}, ada), {"columns": 3}, Reason.STATIC)
    assert mine.get_boolean_details("trial", False, ada).reason == Reason.SPLIT

    people = [EvaluationContext(targeting_key=f"person-{n}") for n in range(100)]
    first, again = ([mine.get_boolean_value("half", False, who) for who in people] for _ in range(2))
    assert first == again and 30 < sum(first) < 70, sum(first)

    missing = mine.get_boolean_details("half", True)
    assert (missing.value, missing.error_code) == (True, ErrorCode.TARGETING_KEY_MISSING), missing
    unknown = mine.get_boolean_details("nothing", True, ada)
    assert (unknown.value, unknown.error_code) == (True, ErrorCode.FLAG_NOT_FOUND), unknown

    anybody = client(started["url"], "anybody")
    check(anybody.get_boolean_details("open", False), True, Reason.STATIC)
    hidden = anybody.get_boolean_details("testers", False, ada)
    assert hidden.error_code == ErrorCode.FLAG_NOT_FOUND, hidden


if __name__ == "__main__":
    with impulses() as started:
        story(started)
    print("OpenFeature's client evaluates feature flags")
