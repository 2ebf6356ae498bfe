import { t as suite } from "tap";
import { isQuick, slowTest as test } from "../slow.ts";
import { prepared } from "./helpers.ts";
import { startPglite } from "./pglite.ts";
import { openTestStores } from "./postgres-helpers.ts";

const starting = isQuick ? undefined : startPglite();
suite.after(async () => (await starting)?.stop());

/** Text that no compression makes shorter. */
const random = (length: number) =>
  Array.from({ length }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join("");

test("texts that are too long for an index are refused article by article", async (t) => {
  const database = await (starting ?? startPglite());
  await database.empty();
  const { stores } = await openTestStores(t, () => database);
  const url = `https://example.org/${"x1".repeat(1000)}${Math.random()}`;
  const outcomes = await stores.articles.put([
    prepared({ url, title: "A long address" }),
    prepared({ id: `urn:x:${random(1000)}`, title: "A long id" }),
    prepared({ id: "urn:x:tag", title: "A long tag", tags: [random(3000)] }),
    prepared({ id: "urn:x:author", title: "A long author", authors: [{ name: random(3000) }] }),
    prepared({ id: "urn:x:short", title: "Short", tags: [random(500)] }),
  ]);
  t.match(outcomes, [
    { outcome: "created" },
    { outcome: "rejected", error: { code: "ARTICLE_INVALID", message: /shorten it/ } },
    { outcome: "rejected", error: { code: "ARTICLE_INVALID" } },
    { outcome: "rejected", error: { code: "ARTICLE_INVALID" } },
    { outcome: "created" },
  ]);
  t.equal((await stores.articles.count()).present, 2);
});
