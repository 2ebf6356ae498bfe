import { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/* Loaded before a command, in each of its threads: kills it just before a file gets the name KILL_AT_RENAME. */

const { rename } = promises;
Object.assign(promises, {
  rename: (from: string, to: string) => {
    if (to === process.env.KILL_AT_RENAME) process.kill(process.pid, "SIGKILL");
    return rename(from, to);
  },
});
syncBuiltinESMExports();
