import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/* Loaded before a command, in each of its threads: kills it just before a file gets the name KILL_AT_RENAME. */

const { renameSync } = fs;
Object.assign(fs, {
  renameSync: (from: string, to: string) => {
    if (to === process.env.KILL_AT_RENAME) process.kill(process.pid, "SIGKILL");
    renameSync(from, to);
  },
});
syncBuiltinESMExports();
