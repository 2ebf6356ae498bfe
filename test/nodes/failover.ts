import pg from "pg";
import type { Test } from "tap";
import { makeServerFolder, type PostgresServer, runServerProgram, startPostgres, startServerIn } from "../postgres.ts";

/** A server with one that streams from it, which has every commit before it is acknowledged. */
export type ServerPair = {
  /** The server that takes writes. */
  primary(): PostgresServer;
  /** Ends the primary as a crash does, promotes the other, and gives that a new one that streams from it. */
  failOver(onPromoted: (port: number) => void): Promise<void>;
  /** Adds a streaming server. The first failover needs it. */
  addStandby(): Promise<void>;
};

/** Starts a server that can be failed over. */
export async function startServerPair(t: Pick<Test, "after">): Promise<ServerPair> {
  let primary = await startPostgres(t);
  let standby: PostgresServer | undefined;

  async function addStandby(): Promise<void> {
    if (standby) return;
    const folder = makeServerFolder();
    const from = ["-h", "127.0.0.1", "-p", String(primary.port), "-U", "courant"];
    await runServerProgram("pg_basebackup", ["-D", folder, ...from, "-R", "-X", "stream", "-c", "fast", "--no-sync"]);
    standby = await startServerIn(t, folder);
    await setStandbyNames(primary, "*");
  }

  return {
    primary: () => primary,
    addStandby,

    async failOver(onPromoted) {
      if (!standby) throw new Error("there is no server to fail over to");
      await primary.stop("immediate");
      await runServerProgram("pg_ctl", ["promote", "-D", standby.folder, "-w"]);
      primary = standby;
      standby = undefined;
      // Its copy of the settings names a standby that there is not yet.
      await setStandbyNames(primary, "");
      onPromoted(primary.port);
    },
  };
}

async function setStandbyNames(server: PostgresServer, names: string): Promise<void> {
  const client = new pg.Client(server.urlOf("postgres"));
  await client.connect();
  await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  await client.query("SELECT pg_reload_conf()");
  await client.end();
}
