import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { draftWith } from "../canary.ts";
import { commandsFor } from "../commands/beside-service.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { tracesOf } from "./traces.ts";

const word = "zqrestorex";
const id = `urn:x:${word}`;
const path = `/articles/${encodeURIComponent(id)}`;

slowTest("a restore of an older backup does not bring back what was purged", async (t) => {
  const service = await startService(t);
  const { url: _, ...draft } = draftWith(word);
  for (const [address, body] of [
    [path, draft],
    ["/articles/urn:x:other", { title: "Other", content_html: "<p>Text</p>" }],
    [`${path}/draft`, { ...draft, title: `${word}, the draft` }],
  ] as const) {
    const { status } = await service.admin("PUT", address, body);
    t.equal(status, 201);
  }
  const backup = join(service.folder, "backup.tar");
  const command = commandsFor(service);
  await command("backup", backup);
  const { status, body } = await service.admin("POST", `${path}/purge`);
  t.equal(status, 200, body.toString());
  t.equal((await service.admin("DELETE", "/articles/urn:x:other")).status, 204);
  await service.stop();

  await command("restore", backup);
  const again = await service.restart();
  await until(async () => (await tracesOf(service.folder, word)).length === 0);
  t.equal((await again.get(path)).status, 410);
  t.equal((await again.admin("GET", path)).status, 410);
  t.match((await again.admin("PUT", path, draft)).body.toString(), /ARTICLE_PURGED/);
  t.equal((await again.get("/articles/urn:x:other")).status, 200, "the rest of the backup is back");
  const names = await readdir(join(service.folder, "data"));
  t.notOk(
    names.some((name) => name.includes("before-restore")),
    names.join(" "),
  );
});

slowTest("a purge by the command, without a service, and once more", async (t) => {
  const service = await startService(t);
  const { url: _, ...draft } = draftWith(word);
  t.equal((await service.admin("PUT", path, draft)).status, 201);
  await service.stop();
  const command = commandsFor(service);
  await t.rejects(command("article", "purge", id), /There is no terminal to ask on/);
  await command("article", "purge", "--yes", id);
  t.same(await tracesOf(service.folder, word), []);
  await t.rejects(command("article", "purge", "--yes", id), /erased for good before/);
  await t.rejects(command("article", "purge", "--yes", "urn:x:never"), /Nothing is kept of an article with the id/);
});
