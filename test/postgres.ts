import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { freePort } from "./free-port.ts";

/* A PostgreSQL server for tests, of Debian's packages, which runs until the test is over. */

const versionsFolder = "/usr/lib/postgresql";

/** The folder of the server's programs; undefined where PostgreSQL is not installed. */
const programs = existsSync(versionsFolder)
  ? readdirSync(versionsFolder)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(versionsFolder, version, "bin"))
      .find((folder) => existsSync(join(folder, "initdb")))
  : undefined;

/** The reason to skip tests with a server; false where there is one. */
export const lacksPostgres: string | false =
  programs === undefined && "PostgreSQL is not installed (Debian's package postgresql)";

/** A user that is not root, as which the server runs: it refuses root. */
export function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string) => Number(execFileSync("id", [option, "nobody"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

export type PostgresServer = {
  port: number;
  /** The folder of its data. */
  folder: string;
  /** Makes an empty database. @returns its address */
  createDatabase(): Promise<string>;
  urlOf(database: string): string;
  /** Ends the server: `fast` breaks connections, `immediate` is a crash. */
  stop(mode?: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
};

/** Starts a server of its own. @param settings lines of postgresql.conf, beside those that make it fast */
export async function startPostgres(t: Pick<Test, "after">, settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = makeServerFolder();
  const initdb = ["-D", folder, "-U", "courant", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8"];
  await runServerProgram("initdb", initdb);
  return startServerIn(t, folder, settings);
}

/** Makes a folder that belongs to the user of servers: not in that of the test, which this user may not reach. */
export function makeServerFolder(): string {
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), "courant-postgres-"));
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Starts a server on a folder that has its data already. The folder is removed after the test. */
export async function startServerIn(
  t: Pick<Test, "after">,
  folder: string,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const port = await freePort();
  const options = [
    "fsync=off",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    ...settings,
  ];
  let databases = 0;

  const server: PostgresServer = {
    port,
    folder,
    urlOf: (database) => `postgres://courant@127.0.0.1:${port}/${database}`,

    async createDatabase() {
      const name = `test_${++databases}`;
      const client = new pg.Client(server.urlOf("postgres"));
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return server.urlOf(name);
    },

    stop: (mode = "fast") => runServerProgram("pg_ctl", ["stop", "-D", folder, "-m", mode, "-w"]),

    start: () => {
      const flags = [`-p ${port}`, ...options.map((option) => `-c ${option}`)].join(" ");
      return runServerProgram("pg_ctl", ["start", "-D", folder, "-w", "-l", join(folder, "log"), "-o", flags]);
    },
  };
  await server.start();
  t.after(async () => {
    await server.stop("immediate").catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  });
  return server;
}

/** Runs a program of PostgreSQL to its end. */
export async function runServerProgram(name: string, args: string[]): Promise<void> {
  const program = join(programs ?? "", name);
  const child = spawn(program, args, { ...serverUser(), cwd: "/", stdio: "ignore" });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.on("error", reject);
  child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ${args[0]} ended with ${code}`))));
  return promise;
}
