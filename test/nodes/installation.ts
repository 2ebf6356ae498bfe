import type { Test } from "tap";
import { startCommitLog } from "./commit-log.ts";
import { type ServerPair, startServerPair } from "./failover.ts";
import type { Interval } from "./history.ts";
import { createNode, type NodeProcess } from "./nodes.ts";
import { startPgbouncer } from "./pgbouncer.ts";
import { copyLaterProgram } from "./upgrade.ts";
import { startWire, type Wire } from "./wire.ts";

/** Several nodes over one database: each has a wire of its own, and behind them are pgbouncer, a wire and the server. */
export type Installation = {
  nodes: readonly NodeProcess[];
  servers: ServerPair;
  /** The way to the server, which all nodes share. */
  wire: Wire;
  /** The address of the database at the server that takes writes. */
  url(): string;
  /** When nodes had no database, as far as a test took it away. */
  away: Interval[];
  isPooled: boolean;
  /** Makes a program that knows one step of the schema more than the last, or than this one. @returns its folder */
  laterProgram(): Promise<string>;
};

/** Starts an installation, all nodes at once on an empty database, and waits until all serve. */
export async function startInstallation(t: Test, count: number): Promise<Installation> {
  const servers = await startServerPair(t);
  const database = new URL(await servers.primary().createDatabase()).pathname.slice(1);
  const wire = await startWire(t, servers.primary().port);
  const pooler = await startPgbouncer(t, wire.port);
  const url = () => servers.primary().urlOf(database);
  const nodes: NodeProcess[] = [];
  for (let number = 1; number <= count; number++) {
    nodes.push(await createNode(t, number, { databasePort: pooler ?? wire.port, database }));
  }
  await Promise.all(nodes.map((node) => node.start()));
  await startCommitLog(url());
  let steps = 0;
  const laterProgram = () => copyLaterProgram(t, ++steps);
  return { nodes, servers, wire, url, away: [], isPooled: pooler !== undefined, laterProgram };
}
