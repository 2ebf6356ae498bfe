import { test } from "tap";
import { describeFailingSource, findFailingSources } from "../../src/sources/failing-sources.ts";
import { stateAfterPoll } from "../../src/sources/next-poll.ts";
import { type SourceState, stateOf } from "../../src/sources/state.ts";

const url = "https://a.example/feed";
const pace = { every: 60, now: 0, random: 0 };

test("a source fails from a failed poll on until one succeeds, and for good when it is gone", (t) => {
  let state: SourceState = stateOf(undefined, url);
  const failing = () =>
    findFailingSources([
      { ...state, url },
      { url: "https://b.example/", failures: 0 },
    ]);
  t.same(failing(), [], "before the first poll");
  for (const failures of [1, 2]) {
    state = stateAfterPoll(state, { outcome: "failed", error: "The server answered 500." }, pace);
    t.same(failing(), [{ url, failures, error: "The server answered 500." }]);
  }
  t.match(failing().map(describeFailingSource), [
    /a\.example\/feed could not be read, 2 times in a row: The server answered 500\./,
  ]);
  state = stateAfterPoll(state, { outcome: "unchanged", headers: {}, movedTo: undefined }, pace);
  t.same(failing(), []);
  state = stateAfterPoll(state, { outcome: "gone" }, pace);
  t.match(failing(), [{ url, failures: 0 }]);
  t.match(failing().map(describeFailingSource), [/is no longer polled: It answered 410.*Remove it/]);
  t.end();
});
