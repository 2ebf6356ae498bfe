import { SingleBar } from "cli-progress";
import { printable } from "./output.ts";

/** Says on standard error how far long work is: a bar on a terminal, now and then a line elsewhere. */
export type Progress = {
  /** @param total may become another while the work goes on; of one thing nothing is said */
  at(done: number, total: number, label?: string): void;
  stop(): void;
};

/** A process that ends in the middle leaves the terminal as it was, and no signal is kept from it. */
const harmless = { gracefulExit: false, hideCursor: false, linewrap: true, clearOnComplete: true };

export function startProgress(stream: NodeJS.WriteStream, verb: string): Progress {
  return stream.isTTY ? bar(stream, verb) : lines(stream, verb);
}

/** The same for work of which only the share that is done is known, 0 to 1: a bar on a terminal, nothing elsewhere. */
export function startShare(stream: NodeJS.WriteStream, verb: string): { done(share: number): void; stop(): void } {
  if (!stream.isTTY) return { done() {}, stop() {} };
  const format = `${verb} {bar} {percentage} %`;
  const shown = new SingleBar({ stream, format, ...harmless });
  shown.start(1, 0);
  return { done: (share) => shown.update(share), stop: () => shown.stop() };
}

function bar(stream: NodeJS.WriteStream, verb: string): Progress {
  let shown: SingleBar | undefined;
  return {
    at(done, total, label = "") {
      if (total < 2) return;
      if (!shown) {
        const format = `${verb} {bar} {value}/{total} {label}`;
        shown = new SingleBar({ stream, format, ...harmless });
        shown.start(total, 0, { label: "" });
      }
      shown.setTotal(total);
      shown.update(done, { label: printable(label) });
    },
    stop: () => shown?.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, verb: string): Progress {
  let said = 0;
  return {
    at(done, total) {
      const every = Math.max(10, Math.ceil(total / 20));
      if (done - said < every) return;
      said = done;
      stream.write(`${verb}: ${done} of ${total}\n`);
    },
    stop() {},
  };
}
