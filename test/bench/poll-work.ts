import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { PollSummary, PollTarget } from "./poll-thread.ts";

/*
 * Polls servers at a fixed rate, in a thread of its own, on connections that stand. The time of a poll begins when it is
 * due, so that polls behind a slow answer count as having waited too. poll-thread.ts starts it.
 */

const { targets, rate, connections } = workerData as { targets: PollTarget[]; rate: number; connections: number };

type Poller = { send(due: number): void; times: number[]; lost: number; waiting: number[] };

function startPoller({ port, path, etag }: PollTarget): Poller {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\n\r\n`;
  const idle: { write(due: number): void }[] = [];
  const poller: Poller = { times: [], lost: 0, waiting: [], send };

  function send(due: number) {
    const connection = idle.pop();
    if (connection) connection.write(due);
    else poller.waiting.push(due);
  }

  function open() {
    const socket = connect(port, "127.0.0.1");
    let due: number | undefined;
    const connection = {
      write(at: number) {
        due = at;
        socket.write(request);
      },
    };
    socket.setNoDelay(true);
    socket.on("connect", () => free());
    socket.on("data", (chunk) => {
      if (due === undefined || !chunk.includes("\r\n\r\n")) return;
      if (chunk.toString("latin1", 9, 12) === "304") poller.times.push(performance.now() - due);
      else poller.lost += 1;
      due = undefined;
      free();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (due !== undefined) poller.lost += 1;
      setTimeout(open, 10);
    });
    const free = () => {
      const next = poller.waiting.shift();
      if (next === undefined) idle.push(connection);
      else connection.write(next);
    };
  }

  for (let index = 0; index < connections; index++) open();
  return poller;
}

const pollers = targets.map(startPoller);
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  const interval = 1000 / rate;
  for (; last + interval <= now; last += interval) for (const poller of pollers) poller.send(last + interval);
}, 1);

/** Reports what was measured since the last report. */
parentPort?.on("message", () => {
  const summaries = pollers.map((poller): PollSummary => {
    const now = performance.now();
    const times = [...poller.times, ...poller.waiting.map((due) => now - due)].sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
    const summary = { polls: times.length, lost: poller.lost, p50: at(0.5), p99: at(0.99), longest: at(1) };
    poller.times = [];
    poller.lost = 0;
    return summary;
  });
  parentPort?.postMessage(summaries);
});
