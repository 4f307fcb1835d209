"""What must hold of template.yaml beyond its being valid: least privilege, no secrets in environments, encryption, backups,
logs that end, alarms that somebody hears, nothing that a second stack would collide with.

cfn-lint knows whether a template deploys; this knows whether it should. `template_check_test.py` breaks a copy of the template
in each of these ways. Run by scripts/template-check.
"""

import re
import sys

import yaml

# What may be done to items. Each of these carries the partition key, so `dynamodb:LeadingKeys` binds it; Scan, PartiQL and
# whatever changes the table itself do not.
ITEM_ACTIONS = {
    f"dynamodb:{name}"
    for name in ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem", "BatchWriteItem", "ConditionCheckItem")
}
# Everything else that a function may be allowed.
OTHER_ACTIONS = {"logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"}
# Statements, as (role, Sid), that may name an action or a resource with a wildcard; each with its reason. None so far.
BROAD_STATEMENTS = {}
# Keys as docs/storage.md has them. Of a user's partitions each pattern names one, so that a user's id may be anything (the
# question marks) and what stands behind it may not.
USER_ID = r"\?{8}-\?{4}-\?{4}-\?{4}-\?{12}"
KEY_PATTERN = re.compile(
    rf"SYS|USERS|FLAGS|(C|E|F|FLAGS|J|L|O|P|PROBES|S|SMS|T|TRY)#\*|J#[a-z_]+#\*|U#{USER_ID}(#M#\*|#[A-Z]+)?"
)

# Names of variables that sound like a secret, and those of them that are none: where the secret is, and a number.
SECRET_NAME = re.compile(r"SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|CREDS|PRIVATE|API_?KEY|ENCRYPTION|JWT|HASH", re.IGNORECASE)
HARMLESS_NAMES = {"SECRET_ID", "PASSWORD_MIN_LENGTH"}
# What keys and tokens look like: dynamic references, AWS keys, PEM, JSON, long base64 or hex.
SECRET_VALUE = re.compile(r"\{\{resolve:|AKIA[0-9A-Z]{16}|-----BEGIN|^\s*\{\s*\"|[A-Za-z0-9+/_-]{32,}")

# Properties that give a resource a name which no other in the account or region may have.
FIXED_NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::SecretsManager::Secret": "Name",
}


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as the long ones: `!Ref X` as `{"Ref": "X"}`."""


def long_form(loader, tag, node):
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if tag == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", long_form)


def load(text):
    return yaml.load(text, Loader)


def problems(template):
    """Everything that is wrong with a template, a sentence each."""
    resources = template["Resources"]
    found = []
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        for check in CHECKS.get(resource["Type"], []):
            found += [f"{name}: {problem}" for problem in check(name, properties, template)]
        found += [f"{name}: {problem}" for problem in fixed_name(resource["Type"], properties)]
    found += [f"Globals: {problem}" for problem in environment(function_globals(template), template)]
    found += unwatched(resources)
    return found


# ----------------------------------------------------------------------------------------------------- permissions


def role(name, properties, template):
    if properties.get("ManagedPolicyArns") or properties.get("PermissionsBoundary"):
        yield "has policies that stand elsewhere; write out what it may do"
    for trusting in statements(properties.get("AssumeRolePolicyDocument", {})):
        if trusting.get("Principal") != {"Service": "lambda.amazonaws.com"}:
            yield f"may be assumed by {trusting.get('Principal')}"
    for policy in properties.get("Policies", []):
        for statement in statements(policy.get("PolicyDocument", {})):
            sid = statement.get("Sid")
            if not sid:
                yield "has a statement without a Sid"
            if (name, sid) not in BROAD_STATEMENTS:
                yield from (f"{sid}: {problem}" for problem in allowed(statement, template))


def loose_policy(_name, _properties, _template):
    yield "is a policy apart from a role: give it to the one function that needs it"


def allowed(statement, template):
    if statement.get("Effect") != "Allow":
        return
    if {"NotAction", "NotResource", "NotPrincipal"} & statement.keys():
        yield "allows everything but something"
    actions, resources = listed(statement.get("Action")), listed(statement.get("Resource"))
    if actions == ["ses:SendEmail"]:
        yield from bound_to_sender(statement, template)
        return
    if not resources:
        yield "names no resource"
    for action in actions:
        if "*" in action or "?" in action:
            yield f"action {action} is a wildcard"
        elif action not in ITEM_ACTIONS | OTHER_ACTIONS:
            yield f"action {action} is nothing that a function needs"
    for resource in resources:
        if not names_our_resource(resource, template):
            yield f"resource {resource} is none of this template's, or more than one"
    if any(action.startswith("dynamodb:") for action in actions):
        yield from on_table(statement, resources, template)


def bound_to_sender(statement, template):
    """Identities are not this template's: of any of them, mail may come from the address that is a parameter."""
    match statement.get("Condition", {}).get("StringEquals", {}).get("ses:FromAddress"):
        case {"Fn::If": [_, {"Ref": name}, str(_)]} if name in template["Parameters"]:
            return
    yield "may send mail from more than one address"


def names_our_resource(resource, template):
    """Whether it is the ARN of one resource of this template, or of a named part of one."""
    match resource:
        case {"Ref": name}:
            return name in template["Resources"]
        case {"Fn::GetAtt": [name, "Arn"]}:
            return name in template["Resources"]
        case {"Fn::Sub": str(text)}:
            found = re.fullmatch(r"\$\{(\w+)\.Arn\}/index/\w+", text)
            return bool(found) and found[1] in template["Resources"]
    return False


def on_table(statement, resources, template):
    for resource in resources:
        match resource:
            case {"Fn::GetAtt": [name, "Arn"]} if is_table(name, template):
                yield from bound_to_keys(statement)
            case {"Fn::Sub": str(text)} if is_table(text[2:].split(".")[0], template):
                if listed(statement["Action"]) != ["dynamodb:Query"]:
                    yield "an index is only queried"
            case _:
                yield f"acts on tables and names {resource}, which is none"


def is_table(name, template):
    return template["Resources"].get(name, {}).get("Type") == "AWS::DynamoDB::Table"


def bound_to_keys(statement):
    condition = statement.get("Condition", {})
    keys = [
        key
        for operator in ("ForAllValues:StringLike", "ForAllValues:StringEquals")
        for key in listed(condition.get(operator, {}).get("dynamodb:LeadingKeys"))
    ]
    if not keys:
        yield "is not bound to dynamodb:LeadingKeys"
    for key in keys:
        if not KEY_PATTERN.fullmatch(key):
            yield f"key {key} is too wide a pattern"


def function_role(_name, properties, template):
    if "Policies" in properties:
        yield "has Policies of its own: they belong to its role"
    match properties.get("Role"):
        case {"Fn::GetAtt": [name, "Arn"]} if template["Resources"].get(name, {}).get("Type") == "AWS::IAM::Role":
            others = [
                resource
                for resource in template["Resources"].values()
                if resource.get("Properties", {}).get("Role") == properties["Role"]
            ]
            if len(others) > 1:
                yield "shares its role with another function"
        case _:
            yield "has no role of this template; SAM would give it AWSLambdaBasicExecutionRole"


def invocation(_name, properties, _template):
    if properties.get("Principal") == "*" or "SourceArn" not in properties:
        yield "may be invoked by more than one source"


# ----------------------------------------------------------------------------------------------------- environment


def function_environment(_name, properties, template):
    yield from environment(properties, template)


def environment(properties, template):
    for name, value in properties.get("Environment", {}).get("Variables", {}).items():
        if SECRET_NAME.search(name) and name not in HARMLESS_NAMES:
            yield f"{name} in the environment sounds like a secret"
        yield from (f"{name} in the environment {problem}" for problem in secret_in(name, value, template))


def secret_in(name, value, template):
    if isinstance(value, str) and SECRET_VALUE.search(value):
        yield "looks like a secret"
    elif isinstance(value, dict):
        for form, inner in value.items():
            if form == "Ref":
                if template.get("Parameters", {}).get(inner, {}).get("NoEcho"):
                    yield "is a parameter that is not to be shown"
                if template["Resources"].get(inner, {}).get("Type") == "AWS::SecretsManager::Secret" and name != "SECRET_ID":
                    yield "is the secret's ARN under another name"
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, dict) or (form == "Fn::Sub" and isinstance(part, str)):
                    yield from secret_in(name, part, template)
    elif isinstance(value, list):
        for part in value:
            yield from secret_in(name, part, template)


def function_globals(template):
    return template.get("Globals", {}).get("Function", {})


# ------------------------------------------------------------------------------------------------------------ state


def table(_name, properties, _template):
    if properties.get("SSESpecification", {}).get("SSEEnabled") is not True:
        yield "is not encrypted with a key of the account"
    if properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is not True:
        yield "has no point-in-time recovery"
    if not properties.get("DeletionProtectionEnabled"):
        yield "can be deleted"


def outlives_the_stack(name, _properties, template):
    resource = template["Resources"][name]
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        if resource.get(policy) != "Retain":
            yield f"goes with the stack: {policy} is not Retain"


def fixed_name(kind, properties):
    name = properties.get(FIXED_NAMES.get(kind))
    if name is not None and "AWS::StackName" not in str(name):
        yield "has a fixed name, with which a second stack would collide"


# ------------------------------------------------------------------------------------------------- logs and alarms


def function_log(_name, properties, template):
    group = {**function_globals(template).get("LoggingConfig", {}), **properties.get("LoggingConfig", {})}.get("LogGroup")
    match group:
        case {"Ref": name} if template["Resources"].get(name, {}).get("Type") == "AWS::Logs::LogGroup":
            return
    yield "logs to a group that is not in this template, which Lambda then makes and keeps for ever"


def retention(_name, properties, _template):
    if not properties.get("RetentionInDays"):
        yield "is kept for ever: it has no RetentionInDays"


def stage(_name, properties, _template):
    route = properties.get("DefaultRouteSettings", {})
    if not route.get("ThrottlingRateLimit") or not route.get("ThrottlingBurstLimit"):
        yield "is not throttled"
    if "AccessLogSettings" not in properties:
        yield "has no access log"


def alarm(_name, properties, template):
    topics = [name for name, resource in template["Resources"].items() if resource["Type"] == "AWS::SNS::Topic"]
    actions = listed(properties.get("AlarmActions"))
    if not actions or properties.get("ActionsEnabled") is False:
        yield "tells nobody: it has no action"
    for action in actions:
        if not isinstance(action, dict) or action.get("Ref") not in topics:
            yield f"tells {action}, which is no topic of this template"


def unwatched(resources):
    """Functions whose errors no alarm looks at."""
    alarms = [resource for resource in resources.values() if resource["Type"] == "AWS::CloudWatch::Alarm"]
    for name, resource in resources.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        watched = [text for text in map(str, alarms) if f"'Value': {{'Ref': '{name}'}}" in text]
        for metric in ("Errors", "Throttles"):
            if not any(f"'MetricName': '{metric}'" in text for text in watched):
                yield f"{name}: no alarm looks at its {metric}"


# ---------------------------------------------------------------------------------------------------------- plumbing


def statements(document):
    return listed(document.get("Statement"))


def listed(value):
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


CHECKS = {
    "AWS::IAM::Role": [role],
    "AWS::IAM::Policy": [loose_policy],
    "AWS::IAM::RolePolicy": [loose_policy],
    "AWS::IAM::ManagedPolicy": [loose_policy],
    "AWS::Serverless::Function": [function_role, function_environment, function_log],
    "AWS::Lambda::Permission": [invocation],
    "AWS::DynamoDB::Table": [table, outlives_the_stack],
    "AWS::SecretsManager::Secret": [outlives_the_stack],
    "AWS::Logs::LogGroup": [retention],
    "AWS::ApiGatewayV2::Stage": [stage],
    "AWS::CloudWatch::Alarm": [alarm],
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = problems(load(file.read()))
    for problem in found:
        print(f"{sys.argv[1]}: {problem}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
