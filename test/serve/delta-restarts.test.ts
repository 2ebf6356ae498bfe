import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFeedsDir } from "../../src/published/files.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { clock, config, put, since, titlesIn } from "./delta-service.ts";

slowTest(
  "known states stay known after a restart; damaged deltas and those of older versions begin anew",
  async (t) => {
    let service = await startService(t, { clock: clock(), config });
    const path = "/feeds/news.rss";
    await put(service, { 1: "One" });
    const former = (await service.get(path)).headers.etag;
    await put(service, { 2: "Two" });
    const current = (await service.get(path)).headers.etag;

    service = await service.restart();
    t.same(titlesIn(await service.get(path, since(former)), "rss"), ["Two"]);
    await put(service, { 3: "Three" });
    t.same(titlesIn(await service.get(path, since(former)), "rss"), ["Three", "Two"]);
    t.same(titlesIn(await service.get(path, since(current)), "rss"), ["Three"]);

    const file = join(service.folder, "feeds", "manifest.json");
    for (const [what, deltas] of [
      ["of an older version", undefined],
      ["nothing", null],
      ["text", "<item>"],
      [
        "out of bounds",
        { head: 1, separator: 0, tail: 0, items: [1e9], past: [String(former).slice(1, -1)], ages: [0] },
      ],
    ] as const) {
      await service.stop();
      const manifest = JSON.parse(await readFile(file, "utf8"));
      const entry = manifest.documents.find((document: { path: string }) => document.path === path);
      t.ok(entry.deltas, what);
      entry.deltas = deltas;
      if (deltas === undefined) delete manifest.state;
      await writeFile(file, JSON.stringify(manifest));
      const { problems } = await openFeedsDir(join(service.folder, "feeds")).load();
      t.equal(problems.length, deltas === undefined ? 0 : 1, what);
      if (problems[0]) t.match(problems[0], "news.rss");

      service = await service.restart();
      const answer = await service.get(path, since(former));
      t.equal(answer.status, 200, `${what}: the whole document`);
      t.equal((await service.get(path.replace("rss", "atom"), since('"x"'))).status, 200);
      await put(service, { 3: `Three, ${what}` });
      t.same(titlesIn(await service.get(path, since(answer.headers.etag)), "rss"), [`Three, ${what}`], what);
    }
  },
);

slowTest("a channel that is switched off forgets its states, also when it is switched on again", async (t) => {
  let service = await startService(t, { clock: clock(), config });
  await put(service, { 1: "One" });
  const former = (await service.get("/feeds/news.json")).headers.etag;
  await put(service, { 2: "Two" });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 226);
  service = await service.restart({ config: config.replace("Everything", "Everything, deltas: false") });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 200);
  service = await service.restart({ config });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 200);
});
