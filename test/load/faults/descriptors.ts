import { setTimeout as sleep } from "node:timers/promises";
import { Client as Connection } from "undici";
import { ask, type Client, closeAll, openClient, openClients } from "../client.ts";
import type { Outcome } from "../fault.ts";
import { archive, authorization, feed, startService } from "../service.ts";

/** How many files the service may have open, and how many connections are opened all the same. */
export const descriptors = 256;
const flood = 1_000;

/** More connections than a service of its own can have. The connections that it has are answered, and it goes on publishing. */
export async function runDescriptors(): Promise<Outcome> {
  const service = await startService(descriptors);
  const reader = new Connection(service.url, { keepAliveTimeout: 60_000 });
  const editor = new Connection(service.url, { keepAliveTimeout: 60_000 });
  const broken: string[] = [];
  const expect = async (what: string, wanted: number, answer: Promise<number>) => {
    const status = await answer.catch(() => 0);
    if (status !== wanted) broken.push(`${what}: ${status || "no answer"}`);
  };
  const read = async (path: string) => status(await reader.request({ path, method: "GET" }));
  const edit = async (path: string, body: object) => {
    const headers = { authorization, "content-type": "application/json" };
    return status(await editor.request({ path, method: "POST", headers, body: JSON.stringify(body) }));
  };
  try {
    await read(feed);
    await edit("/admin/regenerate", {});
    const clients = openClients(service, flood, ask("/healthz"));
    await Promise.race([Promise.all(clients.map(outcomeOf)), sleep(5_000)]);
    const answered = clients.filter((client) => client.statuses().length > 0).length;
    const ended = clients.filter(({ socket }) => socket.destroyed).length;
    await expect("a reader that was there", 200, read(feed));
    await expect("an archive, which is on disk", 200, read(archive));
    await expect("a new article", 201, edit("/admin/articles", { title: "In the flood" }));
    await expect("a regeneration", 200, edit("/admin/regenerate", {}));
    const published = await reader.request({ path: "/feeds/news.json", method: "GET" }).then(({ body }) => body.text());
    if (!published.includes("In the flood")) broken.push("The new article is not published.");
    await closeAll(clients);
    await expect("a new client after the flood", 200, newcomer(service));
    return {
      tried: flood,
      did: { answered, "closed at once": ended, waiting: flood - answered - ended },
      broken,
    };
  } finally {
    await Promise.all([reader.destroy(), editor.destroy()]);
    await service.stop();
  }
}

async function status({ statusCode, body }: { statusCode: number; body: { bytes(): Promise<Uint8Array> } }) {
  await body.bytes();
  return statusCode;
}

async function outcomeOf(client: Client): Promise<void> {
  await client.heard(1);
}

/** Asks anew until the service has seen that the flood is over. */
async function newcomer(service: { port: number }): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const client = openClient(service, ask("/healthz", { Connection: "close" }));
    await client.ended;
    const [status] = client.statuses();
    if (status !== undefined) return Number(status);
    await sleep(100);
  }
  return 0;
}
