import { join } from "node:path";
import { test } from "tap";
import { createExclusiveRules } from "../../src/channel/exclusive-rules.ts";
import { searchTerm } from "../../src/channel/terms.ts";
import type { Channel } from "../../src/config/schema.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { handClock, keep, start } from "./helpers.ts";

test("an article has the terms of exclusive searches from its first moment on, and its deletion is no news", async (t) => {
  const channels: Pick<Channel, "access" | "exclusive" | "select">[] = [
    { access: "private", select: { search: "harbour -strike" } },
    { access: "private", select: { search: "bridge" }, exclusive: false },
    { select: { search: "harbour" } },
  ];
  const rules = await createExclusiveRules(channels);
  t.same(rules.selections, [{ search: "harbour -strike" }]);
  const file = join(t.testdir(), "courant.db");
  const stores = await openStores(file, { clock: handClock(), newId: () => "urn:x", exclusive: () => rules });
  t.teardown(() => stores.close());
  const shown = async () =>
    (await stores.selections.select({ except: rules.selections }, 10, start)).map(({ id }) => id);
  await keep(stores.articles, { id: "a", title: "The harbour" });
  await keep(stores.articles, { id: "b", title: "A strike in the harbour" });
  await keep(stores.articles, { id: "c", content_html: "<p>Bridges, and a bridge.</p>" });
  t.same(await shown(), ["b", "c"]);
  t.same(await stores.selections.matches("a", rules.selections), [true]);
  await keep(stores.articles, { id: "c", content_html: "<p>A <em>harbour</em> after all</p>" });
  t.same(await shown(), ["b"]);
  await keep(stores.articles, { id: "a", title: "The bridge" });
  t.same(await shown(), ["b"], "publishing takes a term away when it has looked");
  await stores.selections.noteFound(searchTerm("harbour -strike"), { found: [], unfound: ["a"] });
  t.same(await shown(), ["b", "a"].sort(), "then it is public");
  await stores.articles.remove("b");
  await stores.articles.remove("c");
  const pages = await stores.selections.changedPages({ change: -1, now: 0 }, start, []);
  const states = Object.fromEntries(pages.map(({ id, state, isWithheld }) => [id, [state, isWithheld]]));
  t.same(states, { a: ["shown", false], b: ["former", false], c: ["former", true] });
});
