"""Events from mail as a calendar program has them: PyPI's icalendar reads the feed of scripts/dev --demo.

Starts an Impulses that keeps nothing, with its fake Gmail and fake model, connects the mailbox as its owner would, and
compares what the feed says with what the API says.
"""

import contextlib
import datetime
import json
import pathlib
import subprocess
import time
import urllib.parse
import urllib.request

from icalendar import Calendar

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What it may take to end, and to read a mailbox.
LAST_WORDS_S = 20
READING_S = 60


@contextlib.contextmanager
def impulses():
    """A running Impulses with a demonstration: what its first start prints, as JSON."""
    command = [ROOT / "scripts" / "dev", "--ephemeral", "--json", "--port", "0", "--demo"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(LAST_WORDS_S)


def asker(started):
    """Something that asks with the owner's token, and reads JSON."""

    def ask(path, method="GET"):
        request = urllib.request.Request(started["url"] + path, method=method)
        request.add_header("X-Data-Token", started["token"])
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    return ask


def connect(ask):
    """The owner consents, which is a button on the fake's page."""
    address = ask("/oauth2/google/auth?product=gmail")["url"]
    pressed = address.replace("/auth?", "/auth/decision?") + "&account=ada%40example.com&decision=allow"
    with urllib.request.urlopen(pressed) as landed:
        assert "google_oauth2=authorized" in landed.url, landed.url
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(landed.url).query)
    return query["token_id"][0]


def read(ask, mailbox):
    """The run that the connection began, once it has ended."""
    for _ in range(READING_S):
        run = ask(f"/mailboxes/{mailbox}")["last_run"]
        if run and run["ended_at"]:
            return run
        time.sleep(1)
    raise AssertionError("the mailbox is not read")


def of_feed(event):
    start = event["DTSTART"].dt
    if isinstance(start, datetime.datetime):
        start = start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(event["SUMMARY"]), str(start), str(event["STATUS"])


def of_api(event):
    return event["title"], event["start_time"], event["status"].upper()


def story(started):
    ask = asker(started)
    run = read(ask, connect(ask))
    assert (run["processed"], run["failed"], run["failure"]) == (13, 0, None), run
    events = [event for event in ask("/events?limit=200")["events"] if event["start_time"]]
    with urllib.request.urlopen(ask("/events/feed", "POST")["url"]) as answer:
        assert answer.headers.get_content_type() == "text/calendar", answer.headers
        feed = Calendar.from_ical(answer.read())
    told = feed.walk("VEVENT")
    assert not feed.errors and not any(event.errors for event in told), feed.errors
    assert sorted(map(of_feed, told)) == sorted(map(of_api, events)), told
    assert len({(event["UID"], str(event.get("RECURRENCE-ID"))) for event in told}) == len(told)
    course = next(event for event in told if "RRULE" in event)
    assert course["RRULE"]["COUNT"] == [8] and len(course["EXDATE"].dts) == 2, course
    assert [str(zone["TZID"]) for zone in feed.walk("VTIMEZONE")] == ["Europe/Berlin"]


if __name__ == "__main__":
    with impulses() as started:
        story(started)
    print("icalendar reads the feed of events")
