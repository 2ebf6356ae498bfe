import { readFile } from "node:fs/promises";
import type { ImportReport } from "../../src/admin/import.ts";
import { startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { inboxOf } from "../commands/inbox-helpers.ts";
import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";

const openLists = "[".repeat(3_900_000);
const manyElements = `<rss version="2.0"><channel>${"<item><a/><b/><c/></item>".repeat(150_000)}</channel></rss>`;

/** A thread has little memory, so that a hostile input need not be large. */
const startIngest: typeof startIngestThreads = ({ serves }) =>
  startIngestThreads({ serves, limits: { timeMs: 600_000, memoryMb: 64 } });

slowTest("a text that cannot be read is refused, and the service answers before, meanwhile and after", async (t) => {
  const service = await startService(t, { startIngest });
  for (const [method, path] of [
    ["POST", "/articles"],
    ["PUT", "/articles/a"],
  ] as const) {
    const refused = await service.admin(method, path, openLists, { "content-type": "application/json" });
    t.match([refused.status, json(refused)], [400, { code: "REQUEST_INVALID", detail: /found 501 levels/ }], method);
  }
  t.equal((await service.admin("PUT", "/articles/a", { title: "A" })).status, 201);
  const patched = await service.admin("PATCH", "/articles/a", openLists, { "content-type": "application/json" });
  t.equal(patched.status, 400);

  const hostile = service.admin("POST", "/import?name=a.xml", manyElements);
  const created = await service.admin("POST", "/articles", { title: "Meanwhile" });
  t.equal(created.status, 201);
  t.equal((await service.get("/healthz")).status, 200);
  const refused = await hostile;
  t.equal(refused.status, 422);
  t.match(json<ImportReport>(refused), {
    rejected: 1,
    articles: [{ where: "a.xml", error: { code: "BODY_TOO_LARGE", detail: /more than 64 MB to read/ } }],
  });
  const next = await service.admin("POST", "/import?name=a.txt", "Next\n\nText.");
  t.match(json(next), { created: 1, rejected: 0 });
});

slowTest("a file in the inbox that cannot be read goes to failed at the first attempt; the others go in", async (t) => {
  const service = await startService(t, { startIngest });
  const inbox = inboxOf(service);
  await inbox.drop("a.xml", manyElements);
  await inbox.drop("b.json", openLists);
  await inbox.drop("c.txt", "Good\n\nText.");
  await inbox.filed("failed", 4);
  await inbox.filed("done", 1);
  t.same(await inbox.list("failed"), ["a.xml", "a.xml.error.txt", "b.json", "b.json.error.txt"]);
  t.match(await readFile(inbox.at("failed", "a.xml.error.txt"), "utf8"), /BODY_TOO_LARGE: It takes more than 64 MB/);
  t.match(await readFile(inbox.at("failed", "b.json.error.txt"), "utf8"), /ARTICLE_INVALID: .*found 501 levels/);
  t.same(await inbox.list("done"), ["c.txt"]);
});
