"""Each rule of template_check.py, broken in a copy of template.yaml."""

import copy
import pathlib
import subprocess
import sys
import tempfile
import unittest

from template_check import load, problems

TEMPLATE = load((pathlib.Path(__file__).parent.parent / "template.yaml").read_text(encoding="utf-8"))
TABLE = {"Fn::GetAtt": ["Table", "Arn"]}
DATA = ("Resources", "Data", "Properties")
GLOBALS = ("Globals", "Function", "Environment", "Variables")


def statement(role, sid):
    """The path to a statement of a role."""
    policies = ("Resources", role, "Properties", "Policies", 0, "PolicyDocument", "Statement")
    sids = [statement["Sid"] for statement in at(TEMPLATE, policies)]
    return (*policies, sids.index(sid))


def at(node, path):
    for step in path:
        node = node[step]
    return node


def put(path, value):
    def change(template):
        at(template, path[:-1])[path[-1]] = value

    return change


def drop(path):
    def change(template):
        del at(template, path[:-1])[path[-1]]

    return change


def keys(role, sid, patterns):
    return put((*statement(role, sid), "Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys"), patterns)


def allow(action, resource, **more):
    """Another statement of `data`."""

    def change(template):
        others = at(template, statement("DataRole", "Query")[:-1])
        others.append({"Sid": "New", "Effect": "Allow", "Action": action, "Resource": resource, **more})

    return change


# What is done to the copy, and what has to be said of it.
BROKEN = {
    # Permissions.
    "any action": (allow("*", TABLE), "action * is a wildcard"),
    "any action of a service": (allow("dynamodb:*", TABLE), "action dynamodb:* is a wildcard"),
    "some actions of a service": (allow(["dynamodb:Get*"], TABLE), "action dynamodb:Get* is a wildcard"),
    "any resource": (put((*statement("DataRole", "GetItem"), "Resource"), "*"), "resource * is none"),
    "no resource": (drop((*statement("DataRole", "GetItem"), "Resource")), "names no resource"),
    "any table": (
        put((*statement("DataRole", "GetItem"), "Resource"), "arn:aws:dynamodb:*:*:table/*"),
        "acts on tables and names arn:aws:dynamodb:*:*:table/*",
    ),
    "a substituted wildcard": (
        put((*statement("DataRole", "Query"), "Resource"), {"Fn::Sub": "${Table.Arn}/*"}),
        "none of this template's",
    ),
    "items of another resource": (
        put((*statement("DataRole", "GetItem"), "Resource"), {"Ref": "Secret"}),
        "acts on tables and names",
    ),
    "any secret": (put((*statement("DataRole", "Secret"), "Resource"), "*"), "resource * is none"),
    "scanning": (allow("dynamodb:Scan", TABLE), "dynamodb:Scan is nothing that a function needs"),
    "PartiQL": (allow("dynamodb:PartiQLSelect", TABLE), "is nothing that a function needs"),
    "deleting the table": (allow("dynamodb:DeleteTable", TABLE), "is nothing that a function needs"),
    "passing roles": (allow("iam:PassRole", TABLE), "is nothing that a function needs"),
    "everything but": (
        put((*statement("DataRole", "Query"), "NotResource"), TABLE),
        "allows everything but something",
    ),
    "items of any key": (drop((*statement("DataRole", "Query"), "Condition")), "not bound to dynamodb:LeadingKeys"),
    "any key": (keys("DataRole", "Query", ["*"]), "key * is too wide"),
    "any partition of a user": (keys("DataRole", "Query", ["U#*"]), "key U#* is too wide"),
    "nearly any partition of a user": (keys("DataRole", "Query", ["U#?*"]), "key U#?* is too wide"),
    "writing by way of the index": (
        put((*statement("JobsRole", "WhatIsDue"), "Action"), ["dynamodb:Query", "dynamodb:PutItem"]),
        "an index is only queried",
    ),
    "mail from anybody": (drop((*statement("JobsRole", "SendLetters"), "Condition")), "mail from more than one address"),
    "mail from a domain": (
        put((*statement("JobsRole", "SendLetters"), "Condition", "StringEquals", "ses:FromAddress"), "*@example.org"),
        "mail from more than one address",
    ),
    "mail and more": (
        put((*statement("JobsRole", "SendLetters"), "Action"), ["ses:SendEmail", "ses:DeleteEmailIdentity"]),
        "is nothing that a function needs",
    ),
    "a managed policy": (
        put(("Resources", "DataRole", "Properties", "ManagedPolicyArns"), ["arn:aws:iam::aws:policy/AdministratorAccess"]),
        "policies that stand elsewhere",
    ),
    "a policy apart": (
        put(("Resources", "Loose"), {"Type": "AWS::IAM::Policy", "Properties": {}}),
        "Loose: is a policy apart",
    ),
    "a function's own policies": (put((*DATA, "Policies"), ["AmazonDynamoDBFullAccess"]), "has Policies of its own"),
    "SAM's role": (drop((*DATA, "Role")), "has no role of this template"),
    "another function's role": (put((*DATA, "Role"), {"Fn::GetAtt": ["JobsRole", "Arn"]}), "shares its role"),
    "anybody's role": (
        put(("Resources", "DataRole", "Properties", "AssumeRolePolicyDocument", "Statement", 0, "Principal"), "*"),
        "may be assumed by *",
    ),
    "anybody's function": (
        drop(("Resources", "DataPermission", "Properties", "SourceArn")),
        "invoked by more than one source",
    ),
    # Secrets.
    "a secret by its name": (put((*GLOBALS, "HASHED_TOKEN"), {"Ref": "Origin"}), "HASHED_TOKEN in the environment sounds like"),
    "a function's secret": (
        put((*DATA, "Environment", "Variables", "OPENAI_API_KEY"), "x"),
        "Data: OPENAI_API_KEY in the environment sounds like",
    ),
    "an AWS key": (put((*GLOBALS, "ORIGIN"), "AKIAIOSFODNN7EXAMPLE"), "ORIGIN in the environment looks like"),
    "a long random value": (put((*GLOBALS, "ORIGIN"), "q3Zl9mZ0d1l2cGk0a2pXc2V0b3Jh+eW91c2VjcmV0"), "looks like a secret"),
    "credentials": (put((*GLOBALS, "ORIGIN"), '{"web": {"client_id": "x"}}'), "looks like a secret"),
    "a dynamic reference": (
        put((*GLOBALS, "ORIGIN"), {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:hashed_token}}"}),
        "looks like a secret",
    ),
    "one inside a choice": (
        put((*GLOBALS, "ORIGIN"), {"Fn::If": ["HasDomain", {"Fn::Sub": "{{resolve:ssm-secure:x}}"}, ""]}),
        "looks like a secret",
    ),
    "a hidden parameter": (
        lambda template: (
            put(("Parameters", "Hidden"), {"Type": "String", "NoEcho": True})(template),
            put((*GLOBALS, "ORIGIN"), {"Ref": "Hidden"})(template),
        ),
        "is a parameter that is not to be shown",
    ),
    # State.
    "no encryption": (drop(("Resources", "Table", "Properties", "SSESpecification")), "is not encrypted"),
    "encryption turned off": (
        put(("Resources", "Table", "Properties", "SSESpecification", "SSEEnabled"), False),
        "is not encrypted",
    ),
    "no recovery": (
        drop(("Resources", "Table", "Properties", "PointInTimeRecoverySpecification")),
        "no point-in-time recovery",
    ),
    "recovery turned off": (
        put(("Resources", "Table", "Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"), False),
        "no point-in-time recovery",
    ),
    "no protection": (drop(("Resources", "Table", "Properties", "DeletionProtectionEnabled")), "can be deleted"),
    "a table that goes with the stack": (put(("Resources", "Table", "DeletionPolicy"), "Delete"), "DeletionPolicy is not"),
    "a secret that goes with the stack": (drop(("Resources", "Secret", "DeletionPolicy")), "DeletionPolicy is not"),
    "a fixed name": (put(("Resources", "Table", "Properties", "TableName"), "impulses"), "Table: has a fixed name"),
    # Logs and alarms.
    "logs for ever": (drop(("Resources", "DataLogs", "Properties", "RetentionInDays")), "DataLogs: is kept for ever"),
    "no log group": (drop((*DATA, "LoggingConfig")), "Data: logs to a group that is not in this template"),
    "a log group that is gone": (
        lambda template: (
            drop(("Resources", "DataLogs"))(template),
            put(statement("DataRole", "OwnLog"), {"Sid": "OwnLog", "Effect": "Deny"})(template),
        ),
        "Data: logs to a group that is not in this template",
    ),
    "no throttling": (drop(("Resources", "Stage", "Properties", "DefaultRouteSettings")), "is not throttled"),
    "no access log": (drop(("Resources", "Stage", "Properties", "AccessLogSettings")), "has no access log"),
    "a silent alarm": (drop(("Resources", "ApiAlarm", "Properties", "AlarmActions")), "ApiAlarm: tells nobody"),
    "an alarm turned off": (put(("Resources", "ApiAlarm", "Properties", "ActionsEnabled"), False), "ApiAlarm: tells nobody"),
    "an alarm to elsewhere": (
        put(("Resources", "ApiAlarm", "Properties", "AlarmActions"), ["arn:aws:sns:x:1:y"]),
        "no topic of this template",
    ),
    "an unwatched function": (drop(("Resources", "JobsAlarm")), "Jobs: no alarm looks at its Errors"),
}


class TemplateCheck(unittest.TestCase):
    def test_the_template_is_as_it_should_be(self):
        self.assertEqual(problems(TEMPLATE), [])

    def test_whatever_breaks_a_rule_is_told(self):
        for what, (change, expected) in BROKEN.items():
            with self.subTest(what):
                template = copy.deepcopy(TEMPLATE)
                change(template)
                self.assertTrue(
                    any(expected in problem for problem in problems(template)),
                    f"{expected!r} is not among {problems(template)}",
                )

    def test_a_broken_template_fails_the_script(self):
        source = (pathlib.Path(__file__).parent.parent / "template.yaml").read_text(encoding="utf-8")
        for text, code in [(source, 0), (source.replace("SSEEnabled: true", "SSEEnabled: false"), 1)]:
            with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                script = pathlib.Path(__file__).parent / "template_check.py"
                ended = subprocess.run([sys.executable, script, file.name], capture_output=True, check=False)
                self.assertEqual(ended.returncode, code, ended.stderr)


if __name__ == "__main__":
    unittest.main()
