import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { type Asked, startOrigin } from "../front/origin.ts";
import { missing as noLiferea, startLiferea } from "../readers/liferea.ts";
import { newsboat, reload } from "../readers/newsboat.ts";
import { pythonFeedparser } from "../readers/python-feedparser.ts";
import { inFolder } from "../readers/system.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { addArticles, addSubscriber, privateConfig } from "./helpers.ts";

/** The titles that a reader has once it has asked for its feed again. */
type Following = { titles(): Promise<string[]>; close?(): Promise<void> };

const followScript = join(import.meta.dirname, "../readers/follow_feed.py");

const readers: { name: string; skip: string | false; follow(folder: string, url: string): Promise<Following> }[] = [
  {
    name: "newsboat",
    skip: newsboat.missing ?? false,
    follow: async (folder, url) => ({
      titles: async () => (await reload(folder, url)).items.map(({ title }) => title ?? ""),
    }),
  },
  {
    name: "feedparser (Python)",
    skip: pythonFeedparser.missing ?? false,
    follow: async (folder, url) => ({
      async titles() {
        const file = join(folder, "state.json");
        const { stdout } = await promisify(execFile)("/usr/bin/python3", [followScript, url, file]);
        return JSON.parse(stdout);
      },
    }),
  },
  {
    name: "Liferea",
    skip: noLiferea ?? false,
    async follow(folder, url) {
      const reader = await startLiferea(folder, url.replaceAll("&", "&amp;"));
      let isStarted = false;
      return {
        async titles() {
          if (isStarted) reader.refresh();
          isStarted = true;
          return reader.titles();
        },
        close: reader.close,
      };
    },
  },
];

async function start(t: Test) {
  const port = String(await freePort());
  const asked: Asked[] = [];
  const origin = await startOrigin(t, `http://127.0.0.1:${port}`, (each) => asked.push(each));
  const host = `127.0.0.1:${origin.port}`;
  const service = await startService(t, { config: privateConfig, env: { PORT: port, BASE_URL: `http://${host}` } });
  await addArticles(service);
  const anna = await addSubscriber(service);
  await until(async () => (await service.get(anna.at("/feeds/members.rss"))).status === 200);
  return { service, anna, asked, host };
}

for (const { name, skip, follow } of readers) {
  for (const way of ["the address", "Basic"]) {
    slowTest(`${name} follows a private feed with ${way}, and keeps what it has after the end`, { skip }, async (t) => {
      const { service, anna, asked, host } = await start(t);
      const basic = `http://${anna.username}:${anna.password}@${host}/feeds/members.rss`;
      await inFolder(async (folder) => {
        const reader = await follow(folder, way === "Basic" ? basic : anna.urls.rss);
        const has = (...wanted: string[]) =>
          until(
            async () => JSON.stringify((await reader.titles().catch(() => [])).toSorted()) === JSON.stringify(wanted),
          );
        try {
          await has("About members");
          await service.admin("POST", "/articles", {
            id: "urn:x:2",
            title: "Another",
            content_html: "<p>Text.</p>",
            tags: ["members"],
          });
          await service.admin("POST", "/regenerate", {});
          await has("About members", "Another");
          const before = asked.length;
          await service.admin("DELETE", `/subscribers/${anna.id}`);
          await until(async () => {
            await reader.titles().catch(() => []);
            return asked.slice(before).some(({ status }) => status === 410);
          });
          const kept = await reader.titles().catch(() => []);
          t.comment(`${name}, ${way}, after the end: ${kept.join(", ") || "nothing"}`);
        } finally {
          await reader.close?.();
        }
      });
      const seen = new Set(
        asked.map(
          ({ method, path, status, headers }) =>
            `${method} ${path.replace(anna.password, "SECRET")} ${headers.authorization ? "Basic " : ""}${status}`,
        ),
      );
      for (const each of seen) t.comment(each);
      for (const { headers } of asked) {
        t.notMatch(headers.referer ?? "", anna.password);
      }
    });
  }
}
