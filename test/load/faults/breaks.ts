import { ask, endings, openClient, openClients } from "../client.ts";
import { counts, type Fault } from "../fault.ts";
import { authorization, feed, type Target } from "../service.ts";

const resets = 3_000;
const atOnce = 100;

/** Resets a connection in the middle of a request's body, or of an answer's. */
async function breakOff(target: Target, turn: number): Promise<string> {
  const isUpload = turn % 2 === 0;
  const upload = ask("/admin/import", { Authorization: authorization, "Content-Length": "9999" }, "POST");
  const client = openClient(target, isUpload ? `${upload}${"a".repeat(2_000)}` : ask(feed));
  await client.connected;
  if (!isUpload) await client.heard(1);
  client.socket.resetAndDestroy();
  await client.ended;
  return isUpload ? "requests broken off" : "answers broken off";
}

export const reset: Fault = {
  name: "connections reset in mid-body",
  async run(target) {
    const did: string[] = [];
    for (let turn = 0; turn < resets; turn += atOnce) {
      did.push(...(await Promise.all(Array.from({ length: atOnce }, (_, index) => breakOff(target, turn + index)))));
    }
    return { tried: resets, did: counts(did), broken: [] };
  },
};

/** Clients that close their side at once: after a whole request, and in the middle of one. */
export const halfClosed: Fault = {
  name: "half-closed connections",
  async run(target) {
    const whole = openClients(target, 500, ask(feed));
    const half = openClients(target, 500, "GET /feeds/news.rss HTTP/1.1\r\nHost: x");
    for (const { socket } of [...whole, ...half]) socket.end();
    const did = counts(await endings([...whole, ...half], 20_000));
    const broken = did["200 closed"] === 500 && did["400 closed"] === 500 ? [] : ["Whole requests are answered."];
    return { tried: 1_000, did, broken };
  },
};
