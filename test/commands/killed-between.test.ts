import { join } from "node:path";
import { slowTest } from "../slow.ts";
import { crashConfig } from "./crash/changes.ts";
import { compareWithCleanRun, problemsIn } from "./crash/published.ts";
import { place, publishIn, run } from "./process.ts";

const preload = new URL("./crash/kill-at-rename.ts", import.meta.url).pathname;
const files = ["manifest.json", "news.rss", "news.rss.gz", "news.atom", "news.json", "news.json.zst", "news.html"];

for (const file of files) {
  slowTest(`killed just before ${file} is replaced: the next run makes what a clean run makes`, async (t) => {
    const where = await place(t, crashConfig);
    where.env.BASE_URL = "https://feeds.example";
    await publishIn(where, [{ title: "The first headline of all", content_text: "Its text." }]);
    const env = {
      ...where.env,
      NODE_OPTIONS: `--import=${preload}`,
      KILL_AT_RENAME: join(where.folder, "feeds", file),
    };
    const killed = await run({ ...where, env }, ["import", "-"], "The second headline of all\n\nIts text.\n");
    t.equal(killed.code, null, `killed: ${killed.err}`);
    await publishIn(where, []);
    t.same(await problemsIn(where), []);
    t.same((await compareWithCleanRun(where)).others, []);
  });
}
