import { Readable } from "node:stream";
import type { Clock } from "../clock.ts";
import { isFinished, type Run } from "../stores/runs.ts";

/** The shortest time between two batches of events. */
const minEventIntervalMs = 100;

/** After this time without an event, a comment is sent: proxies close connections that are silent for a minute. */
const keepAliveDelayMs = 15_000;

/**
 * Streams a run as server-sent events (WHATWG HTML section 9.2). The first event is `run`, the run as it stands. Then
 * `made` follows for each channel that is made, and `progress`. When the run has finished, `run` is sent again, with its
 * id, and the stream ends. Nothing is queued: whenever the client can receive more, the news is read from the run.
 * @param deps.onProgress registers a listener for the steps of all runs, and returns a function that removes it
 * @param deps.closing ends the stream where it is
 */
export function runEvents(
  run: Run,
  deps: { onProgress: (listener: (run: Run) => void) => () => void; clock: Clock; closing: AbortSignal },
): Readable {
  const { onProgress, clock, closing } = deps;
  const readNews = createNewsReader(run);
  let canReceive = false;
  let isPausing = false;
  let hasEnded = false;
  let cancelTimer = () => {};

  const stream = new Readable({
    read() {
      canReceive = true;
      sendNews();
    },
    destroy(error, callback) {
      hasEnded = true;
      cancelTimer();
      unsubscribe();
      closing.removeEventListener("abort", sendNews);
      callback(error);
    },
  });
  const unsubscribe = onProgress(({ id }) => id === run.id && sendNews());
  closing.addEventListener("abort", sendNews);

  function sendNews() {
    if (hasEnded) return;
    if (closing.aborted) return end("");
    if (!canReceive) return;
    if (isFinished(run)) return end(readNews() + formatEvent("run", run, run.id));
    if (isPausing) return;
    const text = readNews();
    if (text !== "") send(text);
  }

  function send(text: string) {
    isPausing = true;
    cancelTimer();
    cancelTimer = clock.after(minEventIntervalMs, endPause);
    canReceive = stream.push(text);
  }

  function endPause() {
    isPausing = false;
    cancelTimer = clock.after(keepAliveDelayMs, () => (canReceive ? send(":\n\n") : endPause()));
    sendNews();
  }

  function end(text: string) {
    hasEnded = true;
    if (text !== "") stream.push(text);
    stream.push(null);
  }

  return stream;
}

/** Creates a function that returns the events since its last call, and first of all the whole run. */
function createNewsReader(run: Run): () => string {
  let sentTargets: number | undefined;
  let sentProgress = run.progress;

  return () => {
    if (sentTargets === undefined) {
      sentTargets = run.made.length;
      sentProgress = run.progress;
      return isFinished(run) ? "" : formatEvent("run", run);
    }
    const events = run.made.slice(sentTargets).map((target) => formatEvent("made", target));
    sentTargets = run.made.length;
    if (run.progress !== sentProgress) events.push(formatEvent("progress", run.progress));
    sentProgress = run.progress;
    return events.join("");
  };
}

/** JSON contains no line breaks, so it fits on one line of data. */
function formatEvent(name: string, data: unknown, id?: string): string {
  return `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
