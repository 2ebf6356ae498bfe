import { SingleBar } from "cli-progress";
import { printable } from "./output.ts";

/** Says on standard error how far long work is: a bar on a terminal, now and then a line elsewhere. */
export type Progress = { step(label: string): void; stop(): void };

export function startProgress(total: number, stream: NodeJS.WriteStream, verb: string): Progress {
  if (total < 2) return { step() {}, stop() {} };
  return stream.isTTY ? bar(total, stream, verb) : lines(total, stream, verb);
}

/** The same for work of which only the share that is done is known, 0 to 1: a bar on a terminal, nothing elsewhere. */
export function startShare(stream: NodeJS.WriteStream, verb: string): { done(share: number): void; stop(): void } {
  if (!stream.isTTY) return { done() {}, stop() {} };
  const format = `${verb} {bar} {percentage} %`;
  const shown = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true });
  shown.start(1, 0);
  return { done: (share) => shown.update(share), stop: () => shown.stop() };
}

function bar(total: number, stream: NodeJS.WriteStream, verb: string): Progress {
  const shown = new SingleBar({
    stream,
    format: `${verb} {bar} {value}/{total} {label}`,
    hideCursor: true,
    clearOnComplete: true,
  });
  shown.start(total, 0, { label: "" });
  return { step: (label) => shown.increment(1, { label: printable(label) }), stop: () => shown.stop() };
}

function lines(total: number, stream: NodeJS.WriteStream, verb: string): Progress {
  const every = Math.max(10, Math.ceil(total / 20));
  let done = 0;
  return {
    step() {
      done += 1;
      if (done % every === 0) stream.write(`${verb}: ${done} of ${total}\n`);
    },
    stop() {},
  };
}
