import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { request } from "undici";
import type { MediaDescription } from "../../src/uploads/describe-file.ts";
import { place, startProcess } from "../commands/process.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

const photo = () =>
  sharp({
    create: {
      width: 2400,
      height: 1600,
      channels: 3,
      background: "#888",
      noise: { type: "gaussian", mean: 0, sigma: 20 },
    },
  })
    .jpeg({ progressive: true })
    .toBuffer();

/** Child processes, on Linux. */
const childrenOf = async (pid: number) =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").filter((each) => each !== "");

slowTest(
  "publishing is killed while it makes smaller versions: all are made, whole, and no process is left",
  async (t) => {
    const where = await place(t);
    const { url } = await startProcess(t, where);
    const { DATA_DIR = "", FEEDS_DIR = "" } = where.env;
    const authorization = `Bearer ${(await readFile(join(DATA_DIR, "admin-token"), "utf8")).trim()}`;
    const publishing = async (): Promise<number> =>
      JSON.parse(await readFile(join(DATA_DIR, "service.json"), "utf8")).publishing.pid;
    const list = async () => {
      const { statusCode, body } = await request(`${url}/admin/media`, { headers: { authorization } });
      const text = await body.text();
      return statusCode === 200 ? (JSON.parse(text).media as MediaDescription[]) : [];
    };
    for (let picture = 0; picture < 4; picture++) {
      const { statusCode, body } = await request(`${url}/admin/media?name=a.jpg`, {
        method: "POST",
        body: await photo(),
        headers: { authorization },
      });
      await body.dump();
      t.equal(statusCode, 201);
    }
    for (let kill = 0; kill < 3; kill++) {
      const pid = await publishing();
      const others = await childrenOf(pid);
      await sleep(Math.random() * 800);
      process.kill(pid, "SIGKILL");
      await until(async () => (await publishing()) !== pid);
      await until(() => others.every((each) => !existsSync(`/proc/${each}`)));
    }
    await until(async () => {
      const media = await list();
      return media.length === 4 && media.every(({ smaller }) => smaller.length > 0);
    });
    for (const { hash, smaller } of await list()) {
      const names = smaller.map((each) => each.url.slice(each.url.lastIndexOf("/") + 1));
      t.same((await readdir(join(FEEDS_DIR, "media", hash))).sort(), ["a.jpg", ...names].sort(), "and nothing else");
      for (const [index, name] of names.entries()) {
        const file = join(FEEDS_DIR, "media", hash, name);
        t.equal((await stat(file)).size, smaller[index]?.size_in_bytes);
        t.match(await sharp(file).stats(), { channels: Array }, "it can be decoded to its end");
      }
    }
    await until(async () => (await childrenOf(await publishing())).length === 0);
    t.pass("the process that makes them ends when there is nothing to make");
  },
);
