import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { serverUser } from "../postgres.ts";
import { until } from "../until.ts";

const program = "/usr/sbin/pgbouncer";

/** Starts pgbouncer in transaction mode before a server. @returns its port; undefined where it is not installed */
export async function startPgbouncer(t: Pick<Test, "after">, serverPort: number): Promise<number | undefined> {
  if (!existsSync(program)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "courant-pgbouncer-"));
  const port = await freePort();
  const settings = [
    "[databases]",
    `* = host=127.0.0.1 port=${serverPort} user=courant`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    "pool_mode = transaction",
    "max_client_conn = 500",
    "default_pool_size = 60",
    "server_login_retry = 0",
    "server_connect_timeout = 3",
    `logfile = ${join(folder, "log")}`,
    "log_connections = 0",
    "log_disconnections = 0",
  ];
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(file, `${settings.join("\n")}\n`);
  const user = serverUser();
  if (user) for (const path of [folder, file]) chownSync(path, user.uid, user.gid);
  const child = spawn(program, ["-q", file], { ...user, cwd: "/", stdio: "ignore" });
  t.after(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null) await once(child, "exit").catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => listens(port));
  return port;
}

function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).then((answer) => {
    socket.destroy();
    return answer === true;
  });
}
