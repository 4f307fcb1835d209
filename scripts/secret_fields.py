"""The installation's secret as text to text: fields are added, replaced and rotated, and the others stay as they are.

Nothing here prints, and no exception quotes what it was given: the text is the secret. docs/operations.md has the fields.
"""

import base64
import json
import secrets

# The size of an AES-256 key and of an Ed25519 seed (shared/auth/src/key_versions.rs).
KEY_BYTES = 32
# Fields that hold a JSON object; every other holds a text.
OBJECTS = {"encryption_keys", "gmail", "google_oauth2_creds", "jwt_keys", "openai", "twilio"}
# What a user of scripts/secret may name; shared/runtime/src/secrets.rs reads them.
FIELDS = OBJECTS | {"hashed_token", "watcher_url"}
# Those that hold keys by version, of which the highest is the one that is used.
KEYS = ("encryption_keys", "jwt_keys")


class Unreadable(Exception):
    """The secret, or what is to become part of it, is not what it should be. Its message quotes neither."""


def parse(text):
    """The fields of the secret."""
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Unreadable("the secret is not a JSON object") from None
    return fields


def new_key():
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


# Fields that need nobody's knowledge, and how each is made.
GENERATED = {name: lambda: {"1": new_key()} for name in KEYS}


def filled(text):
    """The secret with every generated field, and the names of those that were missing. An empty one counts as missing, as
    it does for the functions; one that is there is never replaced, because what it has encrypted would be lost."""
    fields = parse(text)
    made = [name for name in GENERATED if not fields.get(name)]
    for name in made:
        fields[name] = GENERATED[name]()
    return json.dumps(fields), made


def with_field(text, name, content):
    """The secret with `content` in a field."""
    if name not in FIELDS:
        raise Unreadable(f"there is no field {name}; there are {', '.join(sorted(FIELDS))}")
    if not content.strip():
        raise Unreadable("the content is empty; to take a field away, remove it")
    value = parse_object(content) if name in OBJECTS else content.strip()
    return json.dumps({**parse(text), name: value})


def parse_object(content):
    try:
        return parse(content)
    except Unreadable:
        raise Unreadable("the content is not a JSON object") from None


def without_field(text, name):
    """The secret without a field."""
    fields = parse(text)
    if name not in fields:
        raise Unreadable(f"the secret has no field {name}")
    return json.dumps({other: value for other, value in fields.items() if other != name})


def rotated(text, name):
    """The secret with another key in a field of keys, under the next version, and that version. Old ones stay: they still
    open what they have sealed, and vouch for what they have signed."""
    fields = parse(text)
    keys = versions(fields, name)
    version = max(map(int, keys), default=0) + 1
    return json.dumps({**fields, name: {**keys, str(version): new_key()}}), version


def retired(text, name):
    """The secret with only the newest key in a field of keys, and the versions that went."""
    fields = parse(text)
    keys = versions(fields, name)
    newest = max(map(int, keys), default=0)
    kept = {version: key for version, key in keys.items() if int(version) == newest}
    return json.dumps({**fields, name: kept}), sorted(keys.keys() - kept.keys(), key=int)


def versions(fields, name):
    if name not in KEYS:
        raise Unreadable(f"{name} holds no keys; {' and '.join(KEYS)} do")
    keys = fields.get(name) or {}
    if not isinstance(keys, dict) or not all(version.isdecimal() for version in keys):
        raise Unreadable(f"{name} is not an object of versions")
    return keys
