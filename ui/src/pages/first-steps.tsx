/** What somebody sees who has no metric yet: the two ways to get one. */
import { Copy } from "../parts/copy";
import { Empty } from "../parts/state";

export function FirstSteps() {
  const curl = `curl ${location.origin}/data/coffee \\
  -H "X-Data-Token: $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '[{"timestamp": '$(date +%s000)', "dimensions": {"kind": "espresso"}, "value": 1}]'`;
  return (
    <Empty title="No metrics yet">
      <p>A metric begins with its first point. Connect a calendar, and its events become metrics by themselves:</p>
      <p>
        <a class="button primary" href="/connections">
          Connect a calendar
        </a>
      </p>
      <p>Or push a point from anywhere, with a token of yours:</p>
      <div class="first-curl stack">
        <Copy label="A first point" text={curl} />
        <div class="row">
          <a class="button" href="/tokens">
            Make a token
          </a>
        </div>
      </div>
    </Empty>
  );
}
