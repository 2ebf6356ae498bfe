import { readdir, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { until } from "../until.ts";
import { queryDatabase } from "./commit-log.ts";
import type { Installation } from "./installation.ts";
import { findPublisher, type NodeProcess, preload, sendSignal } from "./nodes.ts";

/** Something that goes wrong, and is over when the promise resolves. */
export type Fault = { name: string; isDeath?: boolean; happen(installation: Installation): Promise<void> };

const random = (least: number, most: number) => least + Math.random() * (most - least);
const pick = <Value>(values: readonly Value[]) => values[Math.floor(Math.random() * values.length)] as Value;

/** A lease counts for five seconds. */
const longerThanLeaseMs = 7_000;

/** How long after it has the database again a node may take to know of everything. */
const catchUpMs = 5_000;

/** Does something while nodes have no database, and notes when. */
async function without(installation: Installation, nodes: readonly NodeProcess[], work: () => Promise<void>) {
  const from = performance.now();
  const intervals = nodes.map(({ number }) => ({ node: number, from, to: Number.POSITIVE_INFINITY }));
  installation.away.push(...intervals);
  await work();
  for (const interval of intervals) interval.to = performance.now() + catchUpMs;
}

function cutOff(name: string, begin: (node: NodeProcess) => void): Fault {
  return {
    name,
    async happen(installation) {
      const node = await findPublisher(installation.nodes);
      await without(installation, [node], async () => {
        begin(node);
        await sleep(random(6_000, 9_000));
        node.wire.pass();
      });
    },
  };
}

function restarted(name: string, mode: "fast" | "immediate"): Fault {
  return {
    name,
    happen: (installation) =>
      without(installation, installation.nodes, async () => {
        await installation.servers.primary().stop(mode);
        await sleep(random(0, 2_000));
        await installation.servers.primary().start();
      }),
  };
}

/** Notes that a node does not know of changes from now on, until its publishing process has the database again. */
function noteRestart({ away }: Installation, node: NodeProcess): void {
  const interval = { node: node.number, from: performance.now(), to: Number.POSITIVE_INFINITY };
  away.push(interval);
  const isBack = async () => (await node.metric("database_reachable").catch(() => undefined)) === 1;
  void sleep(1_000)
    .then(() => until(isBack))
    .then(() => {
      interval.to = performance.now() + catchUpMs;
    });
}

async function killPublishing(installation: Installation, node: NodeProcess): Promise<void> {
  noteRestart(installation, node);
  sendSignal(await node.publishingPid(), "SIGKILL");
}

/** Starts a node that was stopped. It serves what it has, and then follows. */
async function startAgain(installation: Installation, node: NodeProcess, change?: Parameters<NodeProcess["start"]>[0]) {
  noteRestart(installation, node);
  await node.start(change);
}

const killed: Fault = {
  name: "publishing process killed",
  isDeath: true,
  happen: async (installation) => killPublishing(installation, await findPublisher(installation.nodes)),
};

const nodeKilled: Fault = {
  name: "publishing node killed whole",
  isDeath: true,
  async happen(installation) {
    const node = await findPublisher(installation.nodes);
    await node.kill();
    await sleep(random(0, 2_000));
    await startAgain(installation, node);
  },
};

const paused: Fault = {
  name: "publishing process paused, then continued",
  isDeath: true,
  async happen(installation) {
    const node = await findPublisher(installation.nodes);
    await without(installation, [node], async () => {
      const pid = await node.publishingPid();
      sendSignal(pid, "SIGSTOP");
      await sleep(random(longerThanLeaseMs, longerThanLeaseMs + 2_000));
      sendSignal(pid, "SIGCONT");
    });
  },
};

const failedOver: Fault = {
  name: "database failed over to its replica",
  happen: (installation) =>
    without(installation, installation.nodes, async () => {
      await installation.servers.addStandby();
      await sleep(500);
      await installation.servers.failOver(installation.wire.leadTo);
    }),
};

const full: Fault = {
  name: "database full",
  happen: (installation) =>
    without(installation, installation.nodes, async () => {
      const tables = ["articles", "document_bytes", "documents", "runs", "run_requests", "changes"];
      await queryDatabase(
        installation.url(),
        `CREATE OR REPLACE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
         ${tables.map((table) => `CREATE TRIGGER is_full BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION is_full();`).join("\n")}`,
      );
      await sleep(random(2_000, 5_000));
      const drop = tables.map((table) => `DROP TRIGGER is_full ON ${table};`).join("\n");
      await queryDatabase(installation.url(), drop);
    }),
};

const slow: Fault = {
  name: "database slow (5 s)",
  happen: (installation) =>
    without(installation, installation.nodes, async () => {
      installation.wire.slow(5_000);
      await sleep(random(8_000, 12_000));
      installation.wire.pass();
      await sleep(5_000);
    }),
};

const exhausted: Fault = {
  name: "connections exhausted",
  happen: (installation) =>
    without(installation, installation.nodes, async () => {
      const url = installation.url();
      await queryDatabase(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
      );
      const taken: pg.Client[] = [];
      const end = performance.now() + random(3_000, 6_000);
      while (performance.now() < end) {
        const client = new pg.Client(url);
        client.on("error", () => {});
        const isOpen = await client.connect().then(
          () => true,
          () => false,
        );
        if (isOpen) taken.push(client);
        else await sleep(50);
      }
      await Promise.all(taken.map((client) => client.end()));
    }),
};

const wrongClock: Fault = {
  name: "a publishing node's clock an hour off",
  async happen(installation) {
    const node = await findPublisher(installation.nodes);
    const shifted = pick(installation.nodes.filter((each) => each !== node));
    await shifted.stop();
    await startAgain(installation, shifted, {
      env: {
        NODE_OPTIONS: `${preload("./same-priority.js")} ${preload("./shifted-clock.js")}`,
        CLOCK_OFF_MS: pick(["3600000", "-3600000"]),
      },
    });
    await publishAt(installation, shifted);
    await sleep(3_000);
    await shifted.stop();
    await startAgain(installation, shifted);
  },
};

/** Ends the publishing processes of nodes one after the other, until a given one publishes. */
async function publishAt(installation: Installation, wanted: NodeProcess): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const node = await findPublisher(installation.nodes);
    if (node === wanted) return;
    await killPublishing(installation, node);
    await sleep(1_000);
  }
}

const damaged: Fault = {
  name: "FEEDS_DIR of a follower damaged, and the node restarted",
  async happen(installation) {
    const publisher = await findPublisher(installation.nodes);
    const node = pick(installation.nodes.filter((each) => each !== publisher));
    await node.stop();
    const folder = String(node.place.env.FEEDS_DIR);
    for (const name of await readdir(folder, { recursive: true })) {
      const file = join(folder, name);
      if (Math.random() < 0.5 && (await stat(file)).isFile()) await truncate(file, Math.floor(random(0, 200)));
    }
    await startAgain(installation, node);
  },
};

const startedWithout: Fault = {
  name: "a node restarted while the database is away",
  async happen(installation) {
    const node = pick(installation.nodes);
    await without(installation, [node], async () => {
      await node.stop();
      node.wire.cut();
      await node.start();
      await until(async () => (await node.failures()).includes("database"));
      await sleep(1_000);
      node.wire.pass();
      await until(async () => (await node.metric("database_reachable")) === 1);
    });
  },
};

const upgraded: Fault = {
  name: "rolling upgrade",
  async happen(installation) {
    const program = await installation.laterProgram();
    for (const node of installation.nodes) {
      await node.stop();
      await startAgain(installation, node, { program });
      await sleep(500);
    }
  },
};

export const faults: readonly Fault[] = [
  killed,
  paused,
  nodeKilled,
  cutOff("publishing node cut off: connections closed", ({ wire }) => wire.cut()),
  cutOff("publishing node cut off: silence", ({ wire }) => wire.freeze()),
  cutOff("publishing node cut off: silence, connections lost", ({ wire }) => wire.vanish()),
  restarted("database restarted", "fast"),
  restarted("database crashed", "immediate"),
  failedOver,
  full,
  slow,
  exhausted,
  wrongClock,
  damaged,
  startedWithout,
  upgraded,
];
