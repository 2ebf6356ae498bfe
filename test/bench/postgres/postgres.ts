import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "../../free-port.ts";
import { lacksPostgres, startPostgres } from "../../postgres.ts";
import { admin } from "../admin.ts";
import { configFor, slugsOf, taggedArticles } from "../collection.ts";
import { runLoad } from "../load.ts";
import { machine } from "../machine.ts";
import { median } from "../measure.ts";
import type { Running } from "../processes.ts";
import { importArticles, type Place, prepareCourant, startCourant } from "../servers/courant.ts";
import { session } from "../session.ts";
import { ratio, table, whole } from "../table.ts";
import { measureLag } from "./lag.ts";
import { addOne } from "./one-more.ts";
import { countTransactions } from "./statements.ts";

/**
 * `npm run bench:postgres`: the same collection in SQLite and in PostgreSQL, in one run: one article more until it is
 * served, a run that builds everything, and polls with what they ask of the database; then how far five nodes lag behind.
 * `--quick`: small and short; `--articles=10000 --additions=30`: how many.
 */
const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, articles: { type: "string" }, additions: { type: "string" } },
});
const articles = Number(values.articles ?? (values.quick ? 500 : 10_000));
const additions = Number(values.additions ?? (values.quick ? 5 : 30));
const fullRuns = values.quick ? 1 : 15;
const pollSeconds = values.quick ? 3 : 10;
const nodeCount = 5;
const slugs = slugsOf(20);

if (lacksPostgres !== false) throw new Error(lacksPostgres);
const closers: (() => unknown)[] = [];
const closeAll = () => Promise.all(closers.map((close) => close()));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, closeAll);
await session(async (folder, started) => {
  const server = await startPostgres({ after: (close: () => unknown) => void closers.push(close) });
  console.log(machine("all for everything"));
  const url = await server.createDatabase();
  const sqlite = await prepare(join(folder, "sqlite"));
  const postgres = await prepare(join(folder, "postgres"), url);
  const start = async (place: Place) => {
    const running = await startCourant(place, await freePort(), "any");
    started(running);
    return running;
  };
  const services = { SQLite: await start(sqlite), PostgreSQL: await start(postgres) };
  console.log(await compare(services));
  console.log(await comparePolls(services, url));
  await services.SQLite.stop();
  const nodes = [services.PostgreSQL];
  for (let number = 2; number <= nodeCount; number++) {
    nodes.push(await start(await prepareNode(join(folder, `node-${number}`), url)));
  }
  console.log(await describeLag(nodes, url));
}).finally(closeAll);

type Services = { SQLite: Running; PostgreSQL: Running };

async function prepareNode(folder: string, url?: string): Promise<Place> {
  const place = await prepareCourant(folder, configFor(slugs));
  return url === undefined ? place : { ...place, env: { ...place.env, DATABASE_URL: url } };
}

async function prepare(folder: string, url?: string): Promise<Place> {
  const place = await prepareNode(folder, url);
  const began = performance.now();
  await importArticles(place, taggedArticles(articles, slugs));
  const seconds = (performance.now() - began) / 1000;
  console.error(
    `${whole(articles)} articles imported and published in ${url === undefined ? "SQLite" : "PostgreSQL"}: ${seconds.toFixed(1)} s`,
  );
  return place;
}

/** Measures both in turn, so that other work on the machine troubles both. */
async function compare({ SQLite, PostgreSQL }: Services): Promise<string> {
  const more = { SQLite: [] as number[], PostgreSQL: [] as number[] };
  const full = { SQLite: [] as number[], PostgreSQL: [] as number[] };
  for (let number = 0; number < additions; number++) {
    const slug = slugs[number % slugs.length] ?? "";
    more.SQLite.push(...(await addOne(SQLite, [SQLite], slug, number)));
    more.PostgreSQL.push(...(await addOne(PostgreSQL, [PostgreSQL], slug, number)));
  }
  for (let number = 0; number < fullRuns; number++) {
    full.SQLite.push(await runAll(SQLite));
    full.PostgreSQL.push(await runAll(PostgreSQL));
  }
  const row = (title: string, { SQLite: one, PostgreSQL: other }: typeof more) => [
    title,
    `${whole(median(one))} ms`,
    `${whole(median(other))} ms`,
    ratio(median(other) / median(one)),
  ];
  const rows = [
    row(`one article more until it is served (median of ${additions})`, more),
    row(`a run of ${whole(articles)} articles that builds everything (median of ${fullRuns})`, full),
  ];
  return table(["", "SQLite", "PostgreSQL", "ratio"], rows);
}

/** @returns the milliseconds of a run that builds everything */
async function runAll(service: Running): Promise<number> {
  const { durationMs } = JSON.parse(await admin(service, "POST", "/admin/regenerate", { force: true }));
  return durationMs;
}

/** Polls both, and counts what the database is asked meanwhile, beside what it is asked when nobody polls. */
async function comparePolls({ SQLite, PostgreSQL }: Services, url: string): Promise<string> {
  const poll = ({ url: address }: Running) =>
    runLoad({
      url: `${address}/feeds/${slugs[0]}.rss`,
      headers: { "if-none-match": "*", "user-agent": "Reader/1.0" },
      seconds: pollSeconds,
      clients: { first: 0, count: 1 },
    });
  const ofSqlite = await poll(SQLite);
  const idle = await countTransactions(url, () => sleep(pollSeconds * 1000));
  const { transactions, result } = await countTransactions(url, () => poll(PostgreSQL));
  const perSecond = ({ requests, seconds }: { requests: number; seconds: number }) => whole(requests / seconds);
  return [
    `Polls a second: SQLite ${perSecond(ofSqlite)}, PostgreSQL ${perSecond(result)}.`,
    `Transactions of the database in ${pollSeconds} s without polls: ${idle.transactions}; with ${whole(result.requests)} polls: ${transactions}.`,
  ].join("\n");
}

async function describeLag(nodes: readonly Running[], url: string): Promise<string> {
  const lags: number[][] = [];
  for (let number = 0; number < additions; number++) {
    lags.push(await measureLag(nodes, { url, slug: slugs[number % slugs.length] ?? "", number }));
  }
  const last = lags.map((each) => Math.max(...each)).sort((a, b) => a - b);
  return `From the commit to the last of ${nodes.length} nodes: ${whole(median(last))} ms (median of ${last.length}), ${whole(last.at(-1) ?? 0)} ms (longest)`;
}
