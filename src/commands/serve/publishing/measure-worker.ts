import { setPriority } from "node:os";

/* A worker thread that measures a collection. disk-use.ts starts it. */

export { measureCollection as measure } from "../../../stores/sqlite/measure.ts";

/** Everything else comes before a measurement. On Linux each thread has its own priority. */
const niceness = 19;
setPriority(0, niceness);
