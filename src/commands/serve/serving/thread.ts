import { parentPort } from "node:worker_threads";
import { systemClock } from "../../../clock.ts";
import { serveInThread } from "./serve-in-thread.ts";
import type { FromThread, ThreadStart, ToThread } from "./thread-messages.ts";

/* A serving thread. threads.ts starts it, and its first message says what it serves. */

const port = parentPort;
if (!port) throw new Error("serving/thread.ts runs in a worker thread only");
const link = {
  send: (message: FromThread) => port.postMessage(message),
  onMessage: (listener: (message: ToThread) => void) => void port.on("message", listener),
};
port.once("message", (start: ThreadStart) => void serveInThread(start, link, systemClock).then(() => port.close()));
