import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { draftWith } from "../canary.ts";
import { send } from "../commands/crash/changes.ts";
import { firstByte, start } from "../commands/crash/service.ts";
import { type Place, place, publishIn } from "../commands/process.ts";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { tracesOf } from "./traces.ts";

/** KILLS=100 asks for more of them. */
const kills = Number(process.env.KILLS || 5);

const pathOf = (word: string) => `/articles/${encodeURIComponent(`urn:x:${word}`)}`;

/** An article with enough around it that a purge takes some time. */
async function fill(where: Place, url: string, word: string): Promise<void> {
  const { url: _, ...draft } = draftWith(word);
  await send(url, "PUT", `/admin${pathOf(word)}`, JSON.stringify(draft));
  await send(url, "PUT", `/admin${pathOf(word)}/draft`, JSON.stringify({ ...draft, title: `${word}, the draft` }));
  await until(
    async () =>
      (await request(`${url}${pathOf(word)}`).then(({ body, statusCode }) => body.dump().then(() => statusCode))) ===
      200,
  );
  if ((await tracesOf(where.folder, word)).length === 0) throw new Error("the article left no trace");
}

slowTest(`killed ${kills} times: a purge is done whole, or not at all`, async (t) => {
  const where = await place(t);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  const others = Array.from({ length: 300 }, (_, index) => ({
    id: `urn:x:other-${index}`,
    title: `Other ${index}`,
    content_html: `<p>${"Text ".repeat(500)}</p>`,
  }));
  await publishIn(where, others);
  const url = `http://127.0.0.1:${where.env.PORT}`;
  let purged = 0;
  for (let kill = 0; kill < kills; kill++) {
    const word = `zqkilled${kill}x`;
    const service = start(where, ["serve"]);
    t.teardown(() => service.child.kill("SIGKILL"));
    await firstByte(service, url);
    await until(async () => (await send(url, "GET", "/admin/runs")) === 200);
    await fill(where, url, word);
    const purging = send(url, "POST", `/admin${pathOf(word)}/purge`).catch(() => undefined);
    await sleep(Math.random() * 400);
    const { publishing } = JSON.parse(await readFile(join(where.env.DATA_DIR ?? "", "service.json"), "utf8"));
    process.kill(publishing.pid, "SIGKILL");
    if (kill % 2 === 0) service.child.kill("SIGKILL");
    const answer = await purging;
    if (kill % 2 === 1) service.child.kill("SIGTERM");
    await service.closed;

    const again = start(where, ["serve"]);
    t.teardown(() => again.child.kill("SIGKILL"));
    await firstByte(again, url);
    await until(async () => [200, 410].includes((await send(url, "GET", `/admin${pathOf(word)}`)) ?? 0));
    const isThere = (await send(url, "GET", `/admin${pathOf(word)}`)) === 200;
    if (answer === 200) t.notOk(isThere, "an acknowledged purge is done");
    if (isThere) {
      t.equal(await send(url, "GET", `/admin${pathOf(word)}/draft`), 200, "nothing of it is gone");
    } else {
      purged += 1;
      let traces: string[] = [];
      await until(async () => {
        traces = await tracesOf(where.folder, word).catch(() => ["busy"]);
        return traces.length === 0;
      });
      t.same(traces, [], `nothing is left of ${word}`);
    }
    t.equal(await send(url, "GET", `/admin${pathOf("other-7")}`), 200);
    again.child.kill("SIGTERM");
    await again.closed;
  }
  t.ok(purged > 0, `${purged} of ${kills} purges had begun`);
});
