"""What scripts/deploy, scripts/secret and scripts/restore do beside sam: a stage's parameters, its secret, its table.

No field of the secret is ever printed; `secret_fields.py` changes its text.
"""

import pathlib
import shlex
import sys
import tomllib

import boto3
import botocore.exceptions

import secret_fields
import table_copy

# As template.yaml has it.
ARCHITECTURE = "arm64"
SAMCONFIG = pathlib.Path(__file__).parent.parent / "samconfig.toml"


class Stopped(Exception):
    """Something that whoever runs this has to see to."""


# ----------------------------------------------------------------------------------------------------------- a stage


def settings(stage):
    """What samconfig.toml says of a stage's deployments."""
    config = tomllib.loads(SAMCONFIG.read_text(encoding="utf-8"))
    if stage not in ("dev", "prod") or stage not in config:
        raise Stopped(f"there is no stage {stage}: dev or prod")
    return {**config[stage].get("global", {}).get("parameters", {}), **config[stage]["deploy"]["parameters"]}


def joined(architecture, of_stage, given):
    """Parameters of a stage, with those given in the place of theirs. `sam deploy --guided` writes them as one text.

    The architecture is always among them, and the deployed one unless somebody says otherwise: CloudFormation would keep it
    for the stack, whatever was built."""
    pairs = of_stage if isinstance(of_stage, list) else shlex.split(of_stage)
    parameters = dict(pair.split("=", 1) for pair in [f"Architecture={architecture}", *pairs, *given])
    # Without quotes sam takes neither nothing nor a space for a value.
    return ['{}="{}"'.format(name, value.replace('"', r"\"")) for name, value in parameters.items()]


class Stack:
    """A deployed stack."""

    def __init__(self, stage):
        of_stage = settings(stage)
        self.stage = stage
        self.name = of_stage["stack_name"]
        self.session = boto3.Session(region_name=of_stage.get("region"), profile_name=of_stage.get("profile"))

    def check(self):
        if self.session.region_name is None:
            raise Stopped("there is no region: set AWS_REGION")
        self.session.client("sts").get_caller_identity()

    def described(self):
        return self.session.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"][0]

    def outputs(self):
        """What it tells of itself: nothing before its first deployment has ended, as where somebody did not mean the changes."""
        outputs = {output["OutputKey"]: output["OutputValue"] for output in self.described().get("Outputs", [])}
        if not outputs:
            raise Stopped(f"{self.name} is not deployed")
        return outputs

    def architecture(self):
        """What the deployed functions are built for, or what new ones are to be."""
        try:
            parameters = self.described().get("Parameters", [])
        except botocore.exceptions.ClientError as problem:
            if problem.response["Error"].get("Code") == "ValidationError":  # There is no such stack yet.
                return ARCHITECTURE
            raise
        known = [each["ParameterValue"] for each in parameters if each["ParameterKey"] == "Architecture"]
        return known[0] if known else ARCHITECTURE

    def secret(self):
        return Secret(self.session.client("secretsmanager"), self.outputs()["SecretArn"])

    def functions(self):
        """The names of its functions."""
        pages = self.session.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
        resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
        return [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == "AWS::Lambda::Function"]

    def has_first_user(self, table):
        key = {"pk": {"S": "SYS"}, "sk": {"S": "FIRST"}}
        answer = self.session.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)
        return "Item" in answer


class Secret:
    """A secret in Secrets Manager."""

    def __init__(self, client, arn):
        self.client = client
        self.arn = arn

    def read(self):
        return self.client.get_secret_value(SecretId=self.arn)["SecretString"]

    def write(self, text):
        self.client.put_secret_value(SecretId=self.arn, SecretString=text)

    def fill(self):
        """Makes what is missing; answers the names of what it made."""
        text, made = secret_fields.filled(self.read())
        if made:
            self.write(text)
        return made


# ---------------------------------------------------------------------------------------------------------- commands


def finish(stack):
    outputs = stack.outputs()
    secret = stack.secret()
    made = secret.fill()
    print(f"\nImpulses answers at {outputs['Url']}")
    print(f"made in the secret: {', '.join(made)}" if made else "the secret has its keys")
    for step in left_to_do(stack.stage, outputs, secret_fields.parse(secret.read())):
        print(f"\n{step}")


def left_to_do(stage, outputs, fields):
    """What nobody but the operator can do."""
    url = outputs["Url"]
    if not fields.get("google_oauth2_creds"):
        yield f"""To do, for calendars: a client at Google (docs/operations.md, "Google") with the redirect URI
  {outputs["GoogleRedirectUri"]}
and its JSON put into the secret:
  scripts/secret {stage} set google_oauth2_creds client_secret.json"""


def invitation(stack):
    """How the command line makes the first owner's link; nothing where there is an owner."""
    outputs = stack.outputs()
    if stack.has_first_user(outputs["TableName"]):
        return []
    place = ["--table", outputs["TableName"], "--region", stack.session.region_name]
    profile = settings(stack.stage).get("profile")
    return ["admin", "invite", outputs["Url"], *place, *(["--profile", profile] if profile else [])]


def change_secret(secret, command, arguments):
    """One command of scripts/secret; answers what to say of it."""
    match command, arguments:
        case "fields", []:
            return "\n".join(sorted(secret_fields.parse(secret.read()))) or "none"
        case "set", [name, file]:
            content = sys.stdin.read() if file == "-" else pathlib.Path(file).read_text(encoding="utf-8")
            secret.write(secret_fields.with_field(secret.read(), name, content))
            return f"{name} is set"
        case "remove", [name]:
            secret.write(secret_fields.without_field(secret.read(), name))
            return f"{name} is removed"
        case "rotate", [] | [_]:
            name = arguments[0] if arguments else "encryption_keys"
            text, version = secret_fields.rotated(secret.read(), name)
            secret.write(text)
            return f"{name} has version {version}"
        case "retire", ["jwt_keys" as name]:
            text, gone = secret_fields.retired(secret.read(), name)
            secret.write(text)
            return f"{name} has lost version {', '.join(gone)}" if gone else f"{name} has one version"
    raise Stopped("fields, set FIELD FILE, remove FIELD, rotate [KEYS], or retire jwt_keys")


def restore(functions, clients, table, command, arguments):
    """One command of scripts/restore over these functions and this table; answers what to say of it."""
    lambdas = clients("lambda")
    match command, arguments:
        case "pause", []:
            for function in functions:
                lambdas.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
            return "paused; wait five minutes before the copy, for what still runs"
        case "copy", [source]:
            for function in functions:
                limit = lambdas.get_function_concurrency(FunctionName=function)
                if limit.get("ReservedConcurrentExecutions") != 0:
                    raise Stopped(f"{function} runs: pause first")
            if source == table:
                raise Stopped("that is the stack's own table")
            written, deleted = table_copy.make_equal(clients("dynamodb"), source, table)
            return f"{written} items written, {deleted} deleted"
        case "resume", []:
            for function in functions:
                lambdas.delete_function_concurrency(FunctionName=function)
            return "resumed"
    raise Stopped("pause, copy TABLE, or resume")


def main(command, stage, *arguments):
    match command:
        case "parameters":
            architecture = Stack(stage).architecture()
            print(*joined(architecture, settings(stage).get("parameter_overrides", []), arguments), sep="\n")
        case "check":
            Stack(stage).check()
        case "finish":
            finish(Stack(stage))
        case "invitation":
            print(*invitation(Stack(stage)), sep="\n")
        case "restore":
            stack = Stack(stage)
            table = stack.outputs()["TableName"]
            print(restore(stack.functions(), stack.session.client, table, arguments[0], list(arguments[1:])))
        case "secret":
            print(change_secret(Stack(stage).secret(), arguments[0], list(arguments[1:])))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Stopped, secret_fields.Unreadable, table_copy.Stuck, OSError) as problem:
        sys.exit(str(problem))
    except botocore.exceptions.BotoCoreError as problem:
        sys.exit(f"AWS: {problem}")
    except botocore.exceptions.ClientError as problem:
        # Without the request, which may hold the secret.
        sys.exit(f"AWS: {problem.response['Error'].get('Code')}: {problem.response['Error'].get('Message')}")
