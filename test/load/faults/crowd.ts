import { setTimeout as sleep } from "node:timers/promises";
import { ask, closeAll, endings, openClients } from "../client.ts";
import { counts, type Fault } from "../fault.ts";
import { feed } from "../service.ts";

const crowd = 5_000;

/** Readers that keep their connection for the next poll. */
export const idle: Fault = {
  name: "5,000 connections kept open",
  async run(target) {
    const clients = openClients(target, crowd, ask("/healthz"));
    await Promise.all(clients.map((client) => client.heard(1)));
    await sleep(3_000);
    const open = clients.filter(({ socket }) => !socket.destroyed);
    const did = counts(clients.map(({ statuses }) => statuses().join(" ") || "no answer"));
    await closeAll(clients);
    const broken = did["200"] === crowd && open.length === crowd ? [] : ["All are answered and kept."];
    return { tried: crowd, did: { ...did, "still open": open.length }, broken };
  },
};

/** Everybody asks in the same moment. */
export const rush: Fault = {
  name: "5,000 connections ask for the feed at once",
  async run(target) {
    const clients = openClients(target, crowd, ask(feed, { "Accept-Encoding": "gzip", Connection: "close" }));
    const said = await endings(clients, 30_000);
    const lengths = new Set(clients.map((client) => client.bytes()));
    const did = counts(said);
    const broken = did["200 closed"] === crowd && lengths.size === 1 ? [] : ["All are answered, to the last byte."];
    return { tried: crowd, did, broken };
  },
};
