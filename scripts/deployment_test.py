"""The secret's text and what scripts/deploy says, without AWS."""

import base64
import json
import pathlib
import tempfile
import unittest
import unittest.mock

import deployment
import secret_fields
import table_copy
from samcli.cli.types import CfnParameterOverridesType
from secret_fields import Unreadable

CLIENT = {"web": {"client_id": "id", "client_secret": "hush"}}
FULL = {"hashed_token": "$2b$12$abc", "google_oauth2_creds": CLIENT, "encryption_keys": {"1": "a2V5"}, "jwt_keys": {"1": "a2V5"}, "twilio": {"x": 1}}
OUTPUTS = {
    "Url": "https://api.example",
    "GoogleRedirectUri": "https://api.example/oauth2/google/callback",
    "TableName": "the-table",
}


class SecretsManager:
    """As much of Secrets Manager as is called."""

    def __init__(self, text):
        self.text = text
        self.written = 0

    def get_secret_value(self, SecretId):
        return {"SecretString": self.text}

    def put_secret_value(self, SecretId, SecretString):
        self.text = SecretString
        self.written += 1


def stack_with(fields):
    client = SecretsManager(json.dumps(fields))
    return client, deployment.Secret(client, "arn")


class Filling(unittest.TestCase):
    def test_a_new_secret_gets_a_key_of_its_own_size(self):
        client, secret = stack_with({})
        self.assertEqual(secret.fill(), ["encryption_keys", "jwt_keys"])
        for keys in json.loads(client.text).values():
            self.assertEqual(list(keys), ["1"])
            self.assertEqual(len(base64.b64decode(keys["1"], validate=True)), 32)

    def test_two_secrets_get_different_keys(self):
        self.assertNotEqual(secret_fields.filled("{}")[0], secret_fields.filled("{}")[0])

    def test_fields_that_are_there_stay_and_nothing_is_written(self):
        client, secret = stack_with(FULL)
        self.assertEqual(secret.fill(), [])
        self.assertEqual((json.loads(client.text), client.written), (FULL, 0))

    def test_only_what_is_missing_is_made(self):
        for missing in ({}, {"encryption_keys": {}}, {"encryption_keys": None}):
            others = {name: value for name, value in FULL.items() if name != "encryption_keys"}
            client, secret = stack_with({**others, **missing})
            self.assertEqual(secret.fill(), ["encryption_keys"])
            left = json.loads(client.text)
            self.assertTrue(left.pop("encryption_keys")["1"])
            self.assertEqual(left, others)

    def test_a_second_time_changes_nothing(self):
        client, secret = stack_with({})
        secret.fill()
        first = client.text
        self.assertEqual(secret.fill(), [])
        self.assertEqual(client.text, first)

    def test_what_is_no_object_is_left_alone_and_not_quoted(self):
        for text in ("hush", "[1]", '"hush"', '{"hush"', ""):
            client = SecretsManager(text)
            with self.assertRaises(Unreadable) as caught:
                deployment.Secret(client, "arn").fill()
            self.assertNotIn("hush", str(caught.exception))
            self.assertIsNone(caught.exception.__cause__)
            self.assertEqual((client.text, client.written), (text, 0))


class Changing(unittest.TestCase):
    def change(self, fields, command, *arguments):
        client, secret = stack_with(fields)
        said = deployment.change_secret(secret, command, list(arguments))
        for value in ("hush", "$2b$12$abc", "a2V5"):
            self.assertNotIn(value, said)
        return json.loads(client.text), said

    def test_fields_are_named_and_not_shown(self):
        _, said = self.change(FULL, "fields")
        self.assertEqual(said.split(), ["encryption_keys", "google_oauth2_creds", "hashed_token", "jwt_keys", "twilio"])

    def test_a_field_is_set_from_a_file_and_the_others_stay(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory, "client.json")
            file.write_text(json.dumps(CLIENT), encoding="utf-8")
            fields, _ = self.change({"hashed_token": "x", "twilio": {}}, "set", "google_oauth2_creds", str(file))
            self.assertEqual(fields, {"hashed_token": "x", "twilio": {}, "google_oauth2_creds": CLIENT})
            file.write_text('{"account_sid": "AC1"}', encoding="utf-8")
            fields, _ = self.change({"hashed_token": "x"}, "set", "twilio", str(file))
            self.assertEqual(fields, {"hashed_token": "x", "twilio": {"account_sid": "AC1"}})
            file.write_text("$2b$12$def\n", encoding="utf-8")
            fields, _ = self.change(FULL, "set", "hashed_token", str(file))
            self.assertEqual(fields, {**FULL, "hashed_token": "$2b$12$def"})

    def test_a_field_is_removed_and_the_others_stay(self):
        fields, _ = self.change(FULL, "remove", "hashed_token")
        self.assertEqual(fields, {name: FULL[name] for name in FULL if name != "hashed_token"})

    def test_rotating_adds_the_next_version_and_keeps_the_old(self):
        for keys, version in [({"1": "a"}, "2"), ({"2": "b", "10": "c"}, "11"), ({}, "1")]:
            fields, said = self.change({**FULL, "encryption_keys": keys}, "rotate")
            made = fields["encryption_keys"].pop(version)
            self.assertEqual(len(base64.b64decode(made)), 32)
            self.assertEqual(fields, {**FULL, "encryption_keys": keys})
            self.assertNotIn(made, said)

    def test_each_kind_of_key_is_rotated_by_itself_and_only_signing_ones_retire(self):
        fields, said = self.change(FULL, "rotate", "jwt_keys")
        self.assertEqual((list(fields["jwt_keys"]), said), (["1", "2"], "jwt_keys has version 2"))
        self.assertEqual(fields["encryption_keys"], FULL["encryption_keys"])
        fields, said = self.change({**FULL, "jwt_keys": {"9": "a", "11": "b", "10": "c"}}, "retire", "jwt_keys")
        self.assertEqual((fields["jwt_keys"], said), ({"11": "b"}, "jwt_keys has lost version 9, 10"))
        fields, said = self.change(FULL, "retire", "jwt_keys")
        self.assertEqual((fields, said), (FULL, "jwt_keys has one version"))

    def test_nonsense_is_refused_and_nothing_is_written(self):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write("hush")
            file.flush()
            for arguments in [
                ("set", "hashed_tokens", file.name),
                ("set", "google_oauth2_creds", file.name),
                ("set", "hashed_token", "/dev/null"),
                ("set", "hashed_token"),
                ("remove", "openai"),
                ("rotate", "now"),
                ("rotate", "hashed_token"),
                ("retire",),
                ("retire", "encryption_keys"),
                ("show",),
            ]:
                client, secret = stack_with(FULL)
                with self.subTest(arguments), self.assertRaises((Unreadable, deployment.Stopped)) as caught:
                    deployment.change_secret(secret, arguments[0], list(arguments[1:]))
                self.assertNotIn("hush", str(caught.exception))
                self.assertEqual(client.written, 0)


class Parameters(unittest.TestCase):
    def test_sam_reads_what_is_given_in_the_place_of_the_stage_s(self):
        arm, x86 = {"Architecture": "arm64"}, {"Architecture": "x86_64"}
        for of_stage, given, expected in [
            ([], [], arm),
            (["A=1", "B=2"], ["B=3", "C=x=y", 'D=a "b" c'], arm | {"A": "1", "B": "3", "C": "x=y", "D": 'a "b" c'}),
            # As `sam deploy --guided` writes them.
            ('A="1" Origin="" Architecture="x86_64"', ["A=2"], x86 | {"A": "2", "Origin": ""}),
        ]:
            told = deployment.joined("arm64", of_stage, given)
            self.assertEqual(CfnParameterOverridesType().convert(told, None, None), expected)
        self.assertEqual(deployment.joined("x86_64", [], []), ['Architecture="x86_64"'])

    def test_a_stack_of_which_nobody_meant_the_changes_is_not_deployed(self):
        stack = deployment.Stack("prod")
        with unittest.mock.patch.object(stack, "described", return_value={"StackStatus": "REVIEW_IN_PROGRESS"}):
            with self.assertRaisesRegex(deployment.Stopped, "impulses is not deployed"):
                stack.outputs()

    def test_both_stages_are_there_and_apart(self):
        dev, prod = deployment.settings("dev"), deployment.settings("prod")
        self.assertNotEqual(dev["stack_name"], prod["stack_name"])
        with self.assertRaises(deployment.Stopped):
            deployment.settings("default")

    def test_stages_set_parameters_that_there_are(self):
        template = pathlib.Path(deployment.SAMCONFIG.parent, "template.yaml").read_text(encoding="utf-8")
        for stage in ("dev", "prod"):
            for pair in deployment.joined("arm64", deployment.settings(stage)["parameter_overrides"], []):
                self.assertIn(f"\n  {pair.split('=')[0]}:\n    Description:", template)


class Aws:
    """As much of Lambda and DynamoDB as a restoration calls: tables in memory, two items a page, one in three left over."""

    def __init__(self, tables):
        self.tables = tables
        self.paused = {"data": False, "jobs": False}
        self.sent = 0

    def __call__(self, _service):
        return self

    def put_function_concurrency(self, FunctionName, ReservedConcurrentExecutions):
        self.paused[FunctionName] = ReservedConcurrentExecutions == 0

    def delete_function_concurrency(self, FunctionName):
        self.paused[FunctionName] = False

    def get_function_concurrency(self, FunctionName):
        return {"ReservedConcurrentExecutions": 0} if self.paused[FunctionName] else {}

    def scan(self, TableName, ConsistentRead, ExclusiveStartKey=None, ProjectionExpression=None):
        after = ("",) if ExclusiveStartKey is None else table_copy.identity(ExclusiveStartKey)
        page = sorted(key for key in self.tables[TableName] if after < key)[:2]
        answer = {"Items": [item(key, self.tables[TableName][key]) for key in page]}
        if page:
            answer["LastEvaluatedKey"] = item(page[-1], 0)
        return answer

    def batch_write_item(self, RequestItems):
        left = {}
        for table, requests in RequestItems.items():
            for request in requests:
                self.sent += 1
                if self.sent % 3 == 0:
                    left.setdefault(table, []).append(request)
                elif "PutRequest" in request:
                    put = request["PutRequest"]["Item"]
                    self.tables[table][table_copy.identity(put)] = put["v"]["N"]
                else:
                    del self.tables[table][table_copy.identity(request["DeleteRequest"]["Key"])]
        return {"UnprocessedItems": left}


def item(key, value):
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}, "v": {"N": value}}


class Restoring(unittest.TestCase):
    BACKUP = {(f"U#{i}", "LOG"): str(i) for i in range(7)}

    def aws(self):
        now = {("U#1", "LOG"): "changed", ("U#2", "LOG"): "2", ("U#9", "LOG"): "9", ("SYS", "FIRST"): "x"}
        return Aws({"backup": dict(self.BACKUP), "now": now})

    def restore(self, aws, command, *arguments):
        return deployment.restore(["data", "jobs"], aws, "now", command, list(arguments))

    def test_the_table_becomes_what_the_backup_is(self):
        aws = self.aws()
        with unittest.mock.patch.object(table_copy, "WAIT_S", 0):
            self.restore(aws, "pause")
            self.assertEqual(self.restore(aws, "copy", "backup"), "7 items written, 2 deleted")
            self.assertEqual(aws.tables, {"backup": self.BACKUP, "now": self.BACKUP})
            self.assertEqual(self.restore(aws, "copy", "backup"), "7 items written, 0 deleted")
        self.assertEqual(aws.tables["now"], self.BACKUP)
        self.restore(aws, "resume")
        self.assertEqual(aws.paused, {"data": False, "jobs": False})

    def test_nothing_is_copied_while_a_function_runs_or_onto_itself(self):
        aws = self.aws()
        before = dict(aws.tables["now"])
        with self.assertRaises(deployment.Stopped):
            self.restore(aws, "copy", "backup")
        self.restore(aws, "pause")
        aws.paused["jobs"] = False
        with self.assertRaises(deployment.Stopped):
            self.restore(aws, "copy", "backup")
        self.restore(aws, "pause")
        with self.assertRaises(deployment.Stopped):
            self.restore(aws, "copy", "now")
        self.assertEqual((aws.tables["now"], aws.sent), (before, 0))

    def test_a_table_that_takes_nothing_ends_it(self):
        aws = self.aws()
        aws.batch_write_item = lambda RequestItems: {"UnprocessedItems": RequestItems}
        with self.assertRaises(table_copy.Stuck):
            table_copy.make_equal(aws, "backup", "now", wait=lambda: None)


class LeftToDo(unittest.TestCase):
    def test_only_what_is_left(self):
        for fields, expected in [
            ({}, [OUTPUTS["GoogleRedirectUri"]]),
            ({"google_oauth2_creds": {}}, [OUTPUTS["GoogleRedirectUri"]]),
            (FULL, []),
        ]:
            steps = list(deployment.left_to_do("prod", OUTPUTS, fields))
            self.assertEqual(len(steps), len(expected))
            for step, text in zip(steps, expected, strict=True):
                self.assertIn(text, step)
                self.assertNotIn("hush", step)

    def test_the_first_owner_is_invited_while_there_is_none(self):
        for has_first_user, expected in [
            (True, []),
            (False, ["admin", "invite", OUTPUTS["Url"], "--table", OUTPUTS["TableName"], "--region", "eu-west-1"]),
        ]:
            stack = unittest.mock.Mock(stage="prod")
            stack.outputs.return_value = OUTPUTS
            stack.has_first_user.return_value = has_first_user
            stack.session.region_name = "eu-west-1"
            self.assertEqual(deployment.invitation(stack), expected)


if __name__ == "__main__":
    unittest.main()
