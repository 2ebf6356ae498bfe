import { ambiguous, malformed, oversized, type Shape } from "../../serve/shapes.ts";
import { endings, openClients } from "../client.ts";
import { counts, type Fault, type Outcome } from "../fault.ts";
import type { Target } from "../service.ts";

/** Sends each shape many times; every client must hear exactly the statuses that the table says. */
async function sendAll(target: Target, shapes: readonly Shape[], times: number): Promise<Outcome> {
  const did: string[] = [];
  const broken: string[] = [];
  for (const { what, bytes, statuses } of shapes) {
    const clients = openClients(target, times, bytes);
    for (const { socket } of clients) socket.end();
    await endings(clients, 10_000);
    for (const client of clients) {
      const heard = client.statuses().map(Number);
      did.push(heard.join(" then ") || "closed");
      if (heard.join() !== statuses.join()) broken.push(`${what}: ${heard.join(", ") || "no answer"}`);
    }
  }
  return { tried: did.length, did: counts(did), broken: [...new Set(broken)] };
}

export const large: Fault = { name: "oversized headers and URLs", run: (target) => sendAll(target, oversized, 50) };
export const smuggling: Fault = { name: "request smuggling", run: (target) => sendAll(target, ambiguous, 20) };
export const noHttp: Fault = { name: "what is no HTTP/1.1", run: (target) => sendAll(target, malformed, 20) };
