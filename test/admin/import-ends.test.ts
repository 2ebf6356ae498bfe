import { test } from "tap";
import type { ImportStores } from "../../src/admin/import.ts";
import { importInParts, type PartReport } from "../../src/admin/import-in-parts.ts";
import { CourantError } from "../../src/errors.ts";
import { ingestHere } from "../ingest-here.ts";
import { testStores } from "../stores/helpers.ts";

test("an import that the disk ends says how much went in, and the same import goes on from there", async (t) => {
  const { stores, clock } = await testStores(t);
  let batchesLeft = 2;
  const filling: ImportStores = {
    transfer: stores.transfer,
    articles: {
      async put(drafts, options) {
        if (batchesLeft-- === 0) throw new CourantError("DISK_FULL", "There is no room.");
        return stores.articles.put(drafts, options);
      },
    },
  };
  const lines = Array.from({ length: 500 }, (_, index) => JSON.stringify({ id: `a${index}`, title: `T ${index}` }));
  async function* chunks() {
    yield Buffer.from(lines.join("\n"));
  }
  const input = { name: "a.ndjson", mediaType: undefined, by: "x" };
  const options = { tags: [], baseUrl: "https://site.example/" };
  const reports: PartReport[] = [];
  const changes: boolean[] = [];
  const run = async () => {
    const onChanged = (isMoreComing: boolean) => changes.push(isMoreComing);
    const deps = { stores: filling, queue: ingestHere(), clock, onChanged };
    for await (const report of importInParts(deps, chunks(), input, options)) reports.push(report);
  };
  await t.rejects(run(), {
    code: "DISK_FULL",
    message: /no room\. 400 articles of this import are stored \(400 created, 0/,
  });
  t.match(reports, [{ created: 400, total: { created: 400 } }], "so that they are published");
  t.match(await stores.articles.count(), { present: 400 });
  t.same(changes, [true, false], "a run waits for the end of the import, whatever the end is");
  batchesLeft = 100;
  await run();
  t.match(reports.at(-1)?.total, { created: 100, unchanged: 400 });
});
