import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import { test } from "tap";
import { expectations } from "../commands/crash/expected.ts";
import { lacksPostgres } from "../postgres.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { createReaders, createWriters } from "./clients.ts";
import { checkCommits } from "./commit-log.ts";
import { type Fault, faults } from "./faults.ts";
import { numbersServedAt, summariesAt } from "./final-state.ts";
import { createHistory, type History, longestGapMs, longestStepMs } from "./history.ts";
import { type Installation, startInstallation } from "./installation.ts";
import { failureTable, type Line } from "./table.ts";

/** DEATHS=100 asks for so many deaths of the publishing node, FAULTS=5 for so many of each other kind. */
const deaths = Number(process.env.DEATHS || 2);
const others = Number(process.env.FAULTS || 1);
/** ONLY=“full” takes only the kinds whose name has this. */
const only = process.env.ONLY ?? "";
/** The kinds that run where nobody asks for more. */
const isAsked = process.env.DEATHS !== undefined || process.env.FAULTS !== undefined || only !== "";
const shown = /killed|paused|restarted|failed over|silence$/;

const nodeCount = 5;
const readers = 2;
const writers = 4;

/** The longest that publishing may be away, from the end of a fault or its beginning, whichever it survives. */
const longestPauseMs = 15_000;

/** The faults of a run, in an order by chance, each kind as often as it was asked for. */
function planFaults(): Fault[] {
  const kinds = faults.filter(({ name }) => name.includes(only) && (isAsked || shown.test(name)));
  const deadly = kinds.filter(({ isDeath }) => isDeath);
  const planned = kinds.flatMap((fault) => {
    const times = fault.isDeath ? Math.ceil(deaths / Math.max(1, deadly.length)) : others;
    return Array.from({ length: times }, () => fault);
  });
  return planned.sort(() => Math.random() - 0.5);
}

/** Waits until everything that was acknowledged is seen. @returns whether it is, in time */
async function isCaughtUp({ acknowledged, seen }: History): Promise<boolean> {
  const wanted = Math.max(0, ...acknowledged.keys());
  const end = performance.now() + 4 * longestPauseMs;
  const isShown = () => (seen.at(-1)?.number ?? 0) >= wanted;
  await until(() => isShown() || performance.now() > end);
  return isShown();
}

/** Lets a fault happen, and waits until publishing goes on. */
async function inflict(fault: Fault, installation: Installation, history: History): Promise<Line> {
  await sleep(500 + Math.random() * 1_500);
  const from = performance.now();
  const before = {
    acknowledged: history.acknowledged.size,
    failed: history.failedPolls.length,
    torn: history.torn.length,
  };
  await fault.happen(installation);
  const healed = performance.now();
  // Something that is acknowledged now must appear.
  const acknowledged = history.acknowledged.size;
  await until(() => history.acknowledged.size > acknowledged);
  const again = performance.now();
  await isCaughtUp(history);
  const to = performance.now();
  return {
    name: fault.name,
    times: 1,
    acknowledged: history.acknowledged.size - before.acknowledged,
    failed: history.failedPolls.length - before.failed,
    torn: history.torn.length - before.torn,
    gapMs: fault.isDeath ? longestGapMs(history, from, again) : longestGapMs(history, healed, again),
    stepMs: longestStepMs(history, installation.away, from, to),
    againMs: again - healed,
  };
}

async function checkEnd(t: Test, { nodes, url }: Installation, history: History, settle: Settle): Promise<void> {
  t.ok(await isCaughtUp(history), "everything that was acknowledged is published");
  await sleep(1_000);
  for (const node of nodes) {
    t.same(settle(await summariesAt(node.url)), [], `node ${node.number}: no acknowledged article is lost`);
    const served = await numbersServedAt(node.url);
    const lost = [...history.acknowledged.keys()].filter((number) => !served.has(number));
    t.same(lost, [], `node ${node.number}: every acknowledged article is in its documents`);
  }
  const { commits, wrong } = await checkCommits(url(), history);
  t.same(wrong.slice(0, 5), [], "everything that was served comes from one sequence of commits");
  t.same(history.torn.slice(0, 5), [], "every document is whole");
  t.same(history.twofold.slice(0, 5), [], "one ETag is one representation on all nodes");
  t.same(history.failedPolls.slice(0, 5), [], "every poll of a node that is up was answered");
  t.comment(`${commits} commits, ${history.polls} polls, ${history.acknowledged.size} articles acknowledged`);
}

type Settle = ReturnType<typeof expectations>["settle"];

if (lacksPostgres !== false) {
  test("failures of nodes", { skip: lacksPostgres }, async () => {});
} else {
  slowTest(`${nodeCount} nodes under failures: nothing acknowledged is lost, and everybody is answered`, async (t) => {
    const installation = await startInstallation(t, nodeCount);
    const { nodes } = installation;
    const history = createHistory();
    const expected = expectations();
    const reading = new AbortController();
    const writing = new AbortController();
    const read = createReaders(history);
    const write = createWriters(history, expected);
    const readingDone = Array.from({ length: readers }, (_, client) => read(client, nodes, reading.signal));
    const writingDone = Array.from({ length: writers }, () => write(nodes, writing.signal));
    const lines: Line[] = [];
    for (const [index, fault] of planFaults().entries()) {
      const line = await inflict(fault, installation, history);
      lines.push(line);
      t.ok(line.gapMs <= longestPauseMs, `${index + 1}: ${fault.name}: published ${Math.round(line.gapMs)} ms later`);
      t.comment(JSON.stringify(line));
    }
    writing.abort();
    await Promise.all(writingDone);
    await checkEnd(t, installation, history, expected.settle);
    reading.abort();
    await Promise.all(readingDone);
    for (const row of failureTable(lines)) t.comment(row);
  });
}
