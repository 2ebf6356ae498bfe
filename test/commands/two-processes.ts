import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import { Agent, request } from "undici";
import { configText, token } from "../service.ts";
import { type Place, place } from "./process.ts";

/** Polls are many here, and none is to be refused. */
const config = `${configText}\nserving: { downloadsPerHour: 0 }\n`;

export type Address = { pid: number; url: string; publishing: { pid: number; url: string } };
export type Ready = {
  status: string;
  publishing: string;
  threads: { running: number; wanted: number };
  documents: number;
};

/** A place for a service that tells what goes on. */
export async function settled(t: Test, text = config): Promise<Place> {
  const where = await place(t, text);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example", LOG_LEVEL: "info" });
  return where;
}

/** The addresses and ids of both processes, as commands find them. */
export const addressOf = async ({ env }: Place): Promise<Address> =>
  JSON.parse(await readFile(join(env.DATA_DIR ?? "", "service.json"), "utf8"));

/** Asks with the admin token. */
export async function ask(url: string, path: string, options: { method?: "GET" | "POST"; body?: string } = {}) {
  const answer = await request(url + path, {
    method: options.method ?? "GET",
    headers: { authorization: `Bearer ${token}`, ...(options.body && { "content-type": "application/json" }) },
    body: options.body ?? null,
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

/** The answer of /readyz. */
export const ready = async (url: string): Promise<Ready> => JSON.parse((await ask(url, "/readyz")).text);

/** Whether a process runs. */
export const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Puts an article, and changes it the next time. */
export const put = (url: string, title: string) =>
  ask(url, "/admin/articles", {
    method: "POST",
    body: JSON.stringify({ id: "urn:x:1", title, content_text: "Words", date_published: "2026-01-01T00:00:00Z" }),
  });

/** Many polls a second, and still time for what goes on beside them. */
const pollIntervalMs = 10;

/** Polls as a new client each time, until it is stopped. @returns how many answers came, and those that are not 200 */
export function pollAllTheTime(url: string) {
  const wrong: string[] = [];
  let answers = 0;
  let isOver = false;
  const polling = (async () => {
    while (!isOver) {
      const headers = { "user-agent": `client ${answers}` };
      const status = await request(`${url}/feeds/news.rss`, { headers }).then(
        ({ statusCode, body }) => body.dump().then(() => statusCode),
        (error: Error) => error.message,
      );
      answers += 1;
      if (status !== 200) wrong.push(String(status));
      await sleep(pollIntervalMs);
    }
  })();
  return async () => {
    isOver = true;
    await polling;
    return { answers, wrong };
  };
}

/** With it, fifty clients have some requests in flight at any moment and leave processor time to the stop. */
const clientPauseMs = 50;

/** Clients that ask all the time, each as a new client each time. `broken`: requests in flight that had no whole answer. */
export function askUnderLoad(t: Test, url: string) {
  const agent = new Agent({ connections: 50, pipelining: 1 });
  t.teardown(() => agent.destroy());
  const outcomes = { answered: 0, broken: [] as string[] };
  let asked = 0;
  let isRunning = true;
  const client = async () => {
    for (let refused = 0; isRunning && refused <= 10; ) {
      try {
        const headers = { "user-agent": `client under load ${++asked}` };
        const { statusCode, body } = await request(`${url}/feeds/news.rss`, { dispatcher: agent, headers });
        const text = await body.text();
        if (statusCode === 200 && text.endsWith("</rss>\n")) outcomes.answered += 1;
        else outcomes.broken.push(`${statusCode} ${text.length}`);
      } catch (error) {
        const { code = "", message } = error as NodeJS.ErrnoException;
        // Not a request in flight: the connection was refused, or closed before the request was sent.
        if (["ECONNREFUSED", "UND_ERR_SOCKET", "ECONNRESET"].includes(code)) refused += 1;
        else outcomes.broken.push(`${code} ${message}`);
      }
      await sleep(clientPauseMs);
    }
  };
  const clients = Array.from({ length: 50 }, client);
  const stop = async () => {
    isRunning = false;
    await Promise.all(clients);
  };
  return { outcomes, stop };
}
