import fs, { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/*
 * Loaded before a command: kills it, without a word, just before the so-and-so-manieth thing (KILL_AT) that it does to
 * the names and contents of files in DATA_DIR; done by Node, that is. SQLite works between them.
 */

const last = Number(process.env.KILL_AT);
const folder = process.env.DATA_DIR ?? "";
let done = 0;

for (const name of ["rename", "rm", "copyFile", "chmod", "open"] as const) {
  const original = promises[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(promises, {
    [name]: (...args: unknown[]) => {
      if (String(args[0]).startsWith(folder) || String(args[1]).startsWith(folder)) {
        if (++done === last) process.kill(process.pid, "SIGKILL");
      }
      return original(...args);
    },
  });
}
syncBuiltinESMExports();
process.on("exit", () => fs.writeSync(2, `did ${done} things\n`));
