import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { command, type Place, place } from "../commands/process.ts";
import { token } from "../service.ts";
import { until } from "../until.ts";
import { type Address, polledPaths } from "./clients.ts";
import { startWire, type Wire } from "./wire.ts";

/* Nodes of one installation as processes of this machine, each with its own way to the database. */

export const nodesConfig = `
site: { title: Nodes, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
serving: { downloadsPerHour: 0, threads: 1 }
perTag: { archive: false }
channels:
  - { slug: news, title: News, description: Everything, limit: 20 }
  - { slug: short, title: Short, description: Summaries, content: summary, limit: 10, archive: false }
`;

export type NodeProcess = Address & {
  wire: Wire;
  place: Place;
  /** The process id of its publishing process. */
  publishingPid(): Promise<number>;
  /** Ends serving and publishing at once. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again, and waits until it serves. @param change variables, or another copy of the program */
  start(change?: { env?: Record<string, string>; program?: string | undefined }): Promise<void>;
  /** The names in `failed` of its `/readyz`. */
  failures(): Promise<string[]>;
  /** The metric `courant_node_…` of a name; undefined where it has none, or does not answer. */
  metric(name: string): Promise<number | undefined>;
};

/** Options of Node with which a file beside this one is loaded before the program. */
export function preload(name: string): string {
  return `--import=${new URL(name, import.meta.url).href}`;
}

const samePriority = preload("./same-priority.js");

/** Prepares a node. `start` starts it. @param databasePort where its database is, or the pooler before it */
export async function createNode(
  t: Test,
  number: number,
  { databasePort, database }: { databasePort: number; database: string },
): Promise<NodeProcess> {
  const wire = await startWire(t, databasePort);
  const where = await place(t, nodesConfig);
  const url = `http://127.0.0.1:${where.env.PORT}`;
  Object.assign(where.env, {
    DATABASE_URL: `postgres://courant@127.0.0.1:${wire.port}/${database}`,
    ADMIN_TOKEN: token,
    BASE_URL: "https://feeds.example",
    LOG_LEVEL: process.env.NODE_LOGS ? "info" : "warn",
  });
  let child: ChildProcess | undefined;
  let program: string | undefined;
  let isUp = false;
  let extra: Record<string, string> = {};

  const answers = (path: string) =>
    request(url + path, { signal: AbortSignal.timeout(5_000) }).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode === 200;
      },
      () => false,
    );

  const publishingPid = async (): Promise<number> =>
    JSON.parse(await readFile(join(String(where.env.DATA_DIR), "service.json"), "utf8")).publishing.pid;

  async function end(signal: NodeJS.Signals): Promise<void> {
    isUp = false;
    const ended = child;
    child = undefined;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const pid = signal === "SIGKILL" ? await publishingPid().catch(() => undefined) : undefined;
    ended.kill(signal);
    if (pid !== undefined) sendSignal(pid, signal);
    await once(ended, "close");
  }

  t.teardown(() => end("SIGKILL"));
  return {
    number,
    url,
    wire,
    place: where,
    isUp: () => isUp,
    publishingPid,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),

    async start(change = {}) {
      extra = change.env ?? {};
      if ("program" in change) program = change.program;
      const file = program === undefined ? command : join(program, "src", "bin.js");
      const begun = spawn(process.execPath, [file, "serve"], {
        env: { ...where.env, NODE_OPTIONS: samePriority, ...extra },
        stdio: ["ignore", "ignore", "pipe"],
      });
      child = begun;
      begun.stderr.on("data", (chunk) => {
        if (process.env.NODE_LOGS) process.stderr.write(`node ${number}: ${chunk}`);
      });
      await until(async () => begun.exitCode !== null || (await Promise.all(polledPaths.map(answers))).every(Boolean));
      isUp = begun.exitCode === null;
    },

    async failures() {
      const { body } = await request(`${url}/readyz`);
      const { failed } = (await body.json()) as { failed: { what: string }[] };
      return failed.map(({ what }) => what);
    },

    async metric(name) {
      const answer = await request(`${url}/metrics`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5_000),
      })
        .then(({ body }) => body.text())
        .catch(() => "");
      const [, value] = new RegExp(`^courant_node_${name} (\\S+)$`, "m").exec(answer) ?? [];
      return value === undefined ? undefined : Number(value);
    },
  };
}

/** Sends a signal to a process that may have ended. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has.
  }
}

/** Finds the node that publishes. */
export async function findPublisher(nodes: readonly NodeProcess[]): Promise<NodeProcess> {
  let found: NodeProcess | undefined;
  await until(async () => {
    const states = await Promise.all(nodes.map((node) => (node.isUp() ? node.metric("publishing") : undefined)));
    found = nodes[states.indexOf(1)];
    return found !== undefined;
  });
  if (!found) throw new Error("no node publishes");
  return found;
}
