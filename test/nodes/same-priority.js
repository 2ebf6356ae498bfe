import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

/*
 * Loaded before a node, in each of its threads: what gives way to everything else on the machine would wait for other tests,
 * and times would tell of these.
 */
os.setPriority = () => undefined;
syncBuiltinESMExports();
