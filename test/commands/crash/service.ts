import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { maxAnswerMs, token } from "../../service.ts";
import { command, type Place } from "../process.ts";
import { send } from "./changes.ts";
import { tornness } from "./published.ts";

/** Children of this test that are killed at its end, whatever happened. */
export type Started = { child: ChildProcess; closed: Promise<unknown>; err: () => string; since: number };

export function start({ env }: Place, args: string[]): Started {
  const since = performance.now();
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  return { child, closed: once(child, "close"), err: () => err, since };
}

/** @returns milliseconds from the start of the process to the first 200 of a feed */
export async function firstByte({ child, err, since }: Started, url: string): Promise<number> {
  const dispatcher = new Agent({ keepAliveTimeout: 1 });
  try {
    while (true) {
      const status = await request(`${url}/feeds/news.rss`, { dispatcher }).then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode;
        },
        () => undefined,
      );
      if (status === 200) return performance.now() - since;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the service ended: ${err()}`);
      await sleep(5);
    }
  } finally {
    await dispatcher.destroy();
  }
}

/** Every article that there is, by id: its title. */
export async function titles(url: string): Promise<Map<string, string>> {
  const { body } = await request(`${url}/admin/export`, { headers: { authorization: `Bearer ${token}` } });
  const articles = (await body.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; title?: string });
  return new Map(articles.flatMap(({ id, title }) => (title === undefined ? [] : [[id, title] as const])));
}

/** Asks for documents until the service is gone. @returns what was not whole */
export async function readUntilGone(url: string, onAnswer = () => {}): Promise<{ answers: number; torn: string[] }> {
  const torn: string[] = [];
  const paths = [
    "/feeds/news.rss",
    "/feeds/short.atom",
    "/feeds/talk.json",
    "/feeds/news",
    "/feeds.opml",
    "/feeds/tag-tag-1.rss",
  ];
  for (let answers = 0; ; answers++) {
    const path = paths[answers % paths.length] ?? "/";
    try {
      const { statusCode, body } = await request(url + path, { signal: AbortSignal.timeout(maxAnswerMs) });
      const bytes = Buffer.from(await body.arrayBuffer());
      const name = path.includes(".") ? path : `${path}.html`;
      const wrong =
        statusCode === 200 ? tornness(name, bytes) : statusCode === 404 ? undefined : `${path}: ${statusCode}`;
      if (wrong !== undefined) torn.push(wrong);
      onAnswer();
      await sleep(5);
    } catch {
      return { answers, torn };
    }
  }
}

/** Regenerates until the service is gone. */
export async function regenerateUntilGone(url: string, force: boolean, onRun: () => void): Promise<void> {
  while ((await send(url, "POST", "/admin/regenerate", JSON.stringify({ force }))) !== undefined) onRun();
}
