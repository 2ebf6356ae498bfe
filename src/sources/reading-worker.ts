import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { workerData } from "piscina";
import type { Answered, Reading } from "./reading.ts";
import type { ReadingOptions } from "./reading-thread.ts";

/* A thread that reads what sources answered, for reading-thread.ts. */
// On Linux a priority is a thread's own: whoever serves comes first.
setPriority(0, 19);
const { compileCache } = workerData as { compileCache: string | undefined };
// A thread has no compiled modules unless it says so before it loads the first.
if (compileCache) enableCompileCache(compileCache);
const { readAnswer } = await import("./reading.ts");

export default ({ answered, options }: { answered: Answered; options: ReadingOptions }): Reading =>
  readAnswer(answered, options);
