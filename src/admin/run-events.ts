import { Readable } from "node:stream";
import type { Clock } from "../clock.ts";
import { isFinished, type Run } from "../stores/runs.ts";

/** Milliseconds between two rounds of events, at least. */
const minEventIntervalMs = 100;

/** Milliseconds without an event after which a comment is sent: proxies close what is silent for a minute. */
const keepAliveDelayMs = 15_000;

/**
 * A run as an event stream (WHATWG HTML section 9.2): `run`, as it stands; `made` for each channel that was made since,
 * and `progress`; `run` again when it is over, with its id, and the end.
 * Nothing is queued: what is new is read from the run when the client has room for it.
 * @param onProgress calls back after each step of any run; returns what stops that
 * @param closing ends the stream where it stands
 */
export function runEvents(
  run: Run,
  deps: { onProgress: (listener: (run: Run) => void) => () => void; clock: Clock; closing: AbortSignal },
): Readable {
  const { onProgress, clock, closing } = deps;
  let made: number | undefined;
  let progress = run.progress;
  let hasRoom = false;
  let isResting = false;
  let hasEnded = false;
  let cancelTimer = () => {};

  const stream = new Readable({
    read() {
      hasRoom = true;
      look();
    },
    destroy(error, callback) {
      hasEnded = true;
      cancelTimer();
      forget();
      closing.removeEventListener("abort", look);
      callback(error);
    },
  });
  const forget = onProgress(({ id }) => id === run.id && look());
  closing.addEventListener("abort", look);

  function look() {
    if (hasEnded) return;
    if (closing.aborted) return end("");
    if (!hasRoom) return;
    if (isFinished(run)) return end(news() + formatEvent("run", run, run.id));
    if (isResting) return;
    const text = news();
    if (text !== "") send(text);
  }

  /** What the client has not been told yet. */
  function news(): string {
    if (made === undefined) {
      made = run.made.length;
      progress = run.progress;
      return isFinished(run) ? "" : formatEvent("run", run);
    }
    const told = run.made.slice(made).map((each) => formatEvent("made", each));
    made = run.made.length;
    if (run.progress !== progress) told.push(formatEvent("progress", run.progress));
    progress = run.progress;
    return told.join("");
  }

  function send(text: string) {
    isResting = true;
    cancelTimer();
    cancelTimer = clock.after(minEventIntervalMs, wake);
    hasRoom = stream.push(text);
  }

  function wake() {
    isResting = false;
    cancelTimer = clock.after(keepAliveDelayMs, () => (hasRoom ? send(":\n\n") : wake()));
    look();
  }

  function end(text: string) {
    hasEnded = true;
    if (text !== "") stream.push(text);
    stream.push(null);
  }

  return stream;
}

/** JSON has no line breaks of its own, so it is one line of data. */
function formatEvent(name: string, data: unknown, id?: string): string {
  return `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
