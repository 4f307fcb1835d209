"""One DynamoDB table becomes what another is, item by item. Nobody else may write to either meanwhile."""

import time

# The most requests that BatchWriteItem takes.
BATCH = 25
# Seconds between tries of what DynamoDB left for lack of capacity; on provisioned capacity most of the time goes here.
WAIT_S = 1


class Stuck(Exception):
    """The table takes nothing any more."""


def make_equal(client, source, target, wait=lambda: time.sleep(WAIT_S)):
    """Makes `target` hold the items of `source` and no others; answers how many it wrote and how many it deleted."""
    kept = set()
    written = 0
    for page in pages(client, source):
        kept.update(map(identity, page))
        write_all(client, target, [{"PutRequest": {"Item": item}} for item in page], wait)
        written += len(page)
    deleted = 0
    for page in pages(client, target, ProjectionExpression="pk, sk"):
        surplus = [item for item in page if identity(item) not in kept]
        write_all(client, target, [{"DeleteRequest": {"Key": key(item)}} for item in surplus], wait)
        deleted += len(surplus)
    return written, deleted


def pages(client, table, **more):
    answer = client.scan(TableName=table, ConsistentRead=True, **more)
    yield answer["Items"]
    while "LastEvaluatedKey" in answer:
        answer = client.scan(TableName=table, ConsistentRead=True, ExclusiveStartKey=answer["LastEvaluatedKey"], **more)
        yield answer["Items"]


def write_all(client, table, requests, wait):
    for start in range(0, len(requests), BATCH):
        left = requests[start : start + BATCH]
        # Ten minutes in which nothing moves are not a lack of capacity.
        for _ in range(600):
            left = client.batch_write_item(RequestItems={table: left}).get("UnprocessedItems", {}).get(table, [])
            if not left:
                break
            wait()
        else:
            raise Stuck(f"{table} takes nothing any more")


def identity(item):
    return item["pk"]["S"], item["sk"]["S"]


def key(item):
    return {"pk": item["pk"], "sk": item["sk"]}
