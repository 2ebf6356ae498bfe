import { SingleBar } from "cli-progress";
import { replaceControlCharacters } from "./output.ts";

/** Shows on standard error how far long work is: a bar on a terminal, a line now and then elsewhere. */
export type ProgressBar = {
  /** @param total may change while the work goes on; with a total of one, nothing is shown */
  update(done: number, total: number, label?: string): void;
  stop(): void;
};

/** Leaves the cursor and the signals alone: a process that ends in the middle leaves the terminal as it was. */
const barOptions = { gracefulExit: false, hideCursor: false, linewrap: true, clearOnComplete: true };

/** Starts a bar on a terminal, and lines elsewhere. @param verb names the work, such as `importing` */
export function startProgressBar(stream: NodeJS.WriteStream, verb: string): ProgressBar {
  return stream.isTTY ? startTerminalBar(stream, verb) : startProgressLines(stream, verb);
}

/** Starts a bar for work that knows only which share of it is done, from 0 to 1. It shows nothing outside a terminal. */
export function startPercentBar(
  stream: NodeJS.WriteStream,
  verb: string,
): { update(share: number): void; stop(): void } {
  if (!stream.isTTY) return { update() {}, stop() {} };
  const format = `${verb} {bar} {percentage} %`;
  const bar = new SingleBar({ stream, format, ...barOptions });
  bar.start(1, 0);
  return { update: (share) => bar.update(share), stop: () => bar.stop() };
}

function startTerminalBar(stream: NodeJS.WriteStream, verb: string): ProgressBar {
  let bar: SingleBar | undefined;
  return {
    update(done, total, label = "") {
      if (total < 2) return;
      if (!bar) {
        const format = `${verb} {bar} {value}/{total} {label}`;
        bar = new SingleBar({ stream, format, ...barOptions });
        bar.start(total, 0, { label: "" });
      }
      bar.setTotal(total);
      bar.update(done, { label: replaceControlCharacters(label) });
    },
    stop: () => bar?.stop(),
  };
}

function startProgressLines(stream: NodeJS.WriteStream, verb: string): ProgressBar {
  let lastPrinted = 0;
  return {
    update(done, total) {
      const interval = Math.max(10, Math.ceil(total / 20));
      if (done - lastPrinted < interval) return;
      lastPrinted = done;
      stream.write(`${verb}: ${done} of ${total}\n`);
    },
    stop() {},
  };
}
