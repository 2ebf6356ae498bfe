import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** How long the server may take to count what it did: its processes report once a second. */
const countedMs = 1_500;

/** Counts the transactions of a database during some work, without those that count. */
export async function countTransactions<Result>(
  url: string,
  work: () => Promise<Result>,
): Promise<{ transactions: number; result: Result }> {
  const client = new pg.Client(url.replace(/[^/]*$/, "postgres"));
  await client.connect();
  const name = new URL(url).pathname.slice(1);
  const read = async () => {
    await sleep(countedMs);
    await client.query("SELECT pg_stat_clear_snapshot()");
    const { rows } = await client.query(
      "SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = $1",
      [name],
    );
    return Number(rows[0]?.count);
  };
  try {
    const before = await read();
    const result = await work();
    return { transactions: (await read()) - before, result };
  } finally {
    await client.end();
  }
}
