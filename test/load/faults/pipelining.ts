import { setTimeout as sleep } from "node:timers/promises";
import { ask, endings, openClients } from "../client.ts";
import type { Fault } from "../fault.ts";
import { archive, feed } from "../service.ts";

const perConnection = 10_000;
const connections = 10;

/** Ten thousand requests each, and no answer is read. */
export const pipelining: Fault = {
  name: "10,000 requests each, no answer read",
  async run(target) {
    const before = await target.memory();
    const clients = [feed, archive, "/healthz", "/nope"].flatMap((path) =>
      openClients(target, connections, ask(path).repeat(perConnection)),
    );
    for (const { socket } of clients) socket.pause();
    let most = before;
    for (let look = 0; look < 20; look++) {
      await sleep(200);
      most = Math.max(most, await target.memory());
    }
    // A client that reads now finds that the connection was ended.
    for (const { socket } of clients) socket.resume();
    const ended = (await endings(clients, 10_000)).filter((said) => !said.endsWith("still open")).length;
    const grown = Math.round((most - before) / 1e6);
    return {
      tried: clients.length * perConnection,
      did: { connections: clients.length, ended, "MB more meanwhile": grown },
      broken: [
        ...(ended === clients.length ? [] : ["All are ended."]),
        ...(grown < 500 ? [] : ["Memory stays within bounds meanwhile."]),
      ],
    };
  },
};
