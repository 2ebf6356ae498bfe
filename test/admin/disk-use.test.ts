import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { test } from "tap";
import type { DiskUse } from "../../src/admin/openapi/schemas/disk-use.ts";
import { createDiskUse, startMeasureThread } from "../../src/commands/serve/publishing/disk-use.ts";
import { emptySnapshot } from "../../src/published/snapshot.ts";
import { commandLineActor } from "../../src/stores/audit.ts";
import type { CollectionSizes } from "../../src/stores/collection-sizes.ts";
import { measureCollection } from "../../src/stores/sqlite/measure.ts";
import { pictures } from "../media/pictures.ts";
import { json, standingClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { keep, prepared, testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";
import { upload } from "../uploads/helpers.ts";

test("the kinds of records of a collection are counted, and all its bytes are accounted for", async (t) => {
  const { file, stores } = await testStores(t);
  for (const title of ["One", "Two", "Three"]) await keep(stores.articles, { id: "a", title });
  await keep(stores.articles, { id: "b", title: "x".repeat(200_000) });
  await keep(stores.articles, { id: "gone", title: "Gone" });
  await stores.articles.remove("gone", { by: "ann" });
  await stores.drafts.put(prepared({ id: "c", title: "Draft" }), { by: "ann" });
  await stores.audit.record(commandLineActor, "article.deleted", "gone", { title: "Gone" });
  await stores.close();
  const sizes = measureCollection(file);
  t.match(sizes, {
    articles: { count: 2 },
    drafts: { count: 1 },
    revisions: { count: 3 },
    deletedArticles: { count: 1 },
    audit: { count: 1 },
    deliveries: { count: 0 },
    runs: { count: 0 },
    statistics: { count: 0 },
  });
  t.ok(sizes.articles.bytes > 200_000 && sizes.drafts.bytes < 100_000);
  t.ok(sizes.deletedArticles.bytes > 0 && sizes.deletedArticles.bytes < sizes.revisions.bytes);
  const { deletedArticles: _, searchIndex: __, ...parts } = sizes;
  const sum = Object.values(parts).reduce((total, { bytes }) => total + bytes, 0);
  t.equal(sum, statSync(file).size);
});

slowTest("GET /admin/stats says what media, documents and the rest take on disk", async (t) => {
  const service = await startService(t);
  await service.admin("PUT", "/articles/urn:x:1", { title: "One" });
  await upload(service, pictures.png.bytes, "one.png");
  const { disk } = json<{ disk: DiskUse }>(await service.admin("GET", "/stats"));
  t.match(disk, { articles: { count: 1 }, media: { count: 1, bytes: pictures.png.bytes.length }, measured: /T.*Z$/ });
  t.ok(disk.documents.count > 9 && disk.documents.bytes > 1000);
  t.ok(disk.statistics.bytes > 0 && disk.runs.count > 0);
});

test("a measurement is used for ten minutes; then the next one is made while the last one is answered", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const pending: PromiseWithResolvers<CollectionSizes>[] = [];
  const thread = {
    measure() {
      const next = Promise.withResolvers<CollectionSizes>();
      pending.push(next);
      return next.promise;
    },
  };
  const mediaFiles = { total: async () => ({ files: 0, bytes: 0 }) };
  const smallerPictures = { total: async () => ({ count: 0, bytes: 0, waiting: 0 }) };
  const read = createDiskUse({ thread, mediaFiles, smallerPictures, snapshot: () => emptySnapshot, clock });
  const sized = (count: number) => ({ articles: { count, bytes: 1 } }) as CollectionSizes;
  const countOf = async () => (await read()).articles.count;

  const failing = [read(), read()];
  pending[0]?.reject(new Error("the disk is gone"));
  for (const each of failing) await t.rejects(each, { message: "the disk is gone" });
  const first = countOf();
  pending[1]?.resolve(sized(1));
  t.equal(await first, 1);
  clock.move(600_000);
  t.equal(await countOf(), 1);
  t.equal(pending.length, 2);
  clock.move(1);
  t.same([await countOf(), await countOf()], [1, 1], "nobody waits");
  t.equal(pending.length, 3, "and one measurement is enough");
  pending[2]?.resolve(sized(3));
  await until(async () => (await countOf()) === 3);
  t.equal(pending.length, 3);
});

slowTest("a collection is measured in a thread, which ends when it is closed", async (t) => {
  const { file, stores } = await testStores(t);
  await keep(stores.articles, { id: "a", title: "One" });
  const thread = startMeasureThread(file);
  t.match(await thread.measure(), { articles: { count: 1 } });
  await writeFile(`${file}.broken`, "This is not a database.\n".repeat(1000));
  await thread.close();
  const broken = startMeasureThread(`${file}.broken`);
  t.teardown(broken.close);
  await t.rejects(broken.measure(), { message: /not a database/ });
});
