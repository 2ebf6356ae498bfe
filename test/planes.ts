import { pino } from "pino";
import type { Clock } from "../src/clock.ts";
import { systemClock } from "../src/clock.ts";
import type { Link, ToPublishing, ToServing } from "../src/commands/serve/link.ts";
import { checkAddress, localUrl, resolvePort } from "../src/commands/serve/listen.ts";
import { startPublishing } from "../src/commands/serve/publishing/plane.ts";
import { createResources } from "../src/commands/serve/resources.ts";
import { startServing } from "../src/commands/serve/serving/plane.ts";
import { serveInThread } from "../src/commands/serve/serving/serve-in-thread.ts";
import type { FromThread, ToThread } from "../src/commands/serve/serving/thread-messages.ts";
import type { ThreadStarter } from "../src/commands/serve/serving/threads.ts";
import type { Config } from "../src/config/schema.ts";
import type { startIngestThreads } from "../src/ingest-queue/threads.ts";
import { createBuilder } from "../src/publish/build.ts";
import type { startWorkers } from "../src/publish/workers.ts";
import { openFeedsDir } from "../src/published/files.ts";
import { measureCollection } from "../src/stores/sqlite/measure.ts";
import { openStores } from "../src/stores/sqlite/open.ts";
import { searchHere } from "./search-here.ts";

/*
 * Both planes of a service in the process of a test, so that the test can move their clock. A process or a thread takes as
 * long to start as most tests to end; tests of whole processes are in test/commands.
 */

/** Starts both planes. @param hooks.onStop receives the function that stops them, also if the start fails later */
export async function startPlanes(
  givenConfig: Config,
  clock: Clock,
  {
    print,
    onStop,
    startIngest,
  }: {
    print: (line: string) => void;
    onStop: (stop: () => Promise<void>) => void;
    startIngest: typeof startIngestThreads;
  },
): Promise<void> {
  const config = await resolvePort(givenConfig);
  await checkAddress(config.environment);
  const [toPublishing, toServing] = linkPair<ToPublishing, ToServing>();
  const log = pino({ level: config.environment.logLevel }, process.stderr);
  const serving = await startServing(config, {
    clock,
    log,
    startThread: threadHere,
    send: toPublishing.send,
  });
  const resources = createResources();
  onStop(async () => {
    await serving.stop();
    await resources.close();
  });
  const ready = Promise.withResolvers<void>();
  toPublishing.onMessage((message) => {
    serving.receive(message);
    if (message.kind !== "ready") return;
    for (const line of message.lines) print(line);
    toPublishing.send({ kind: "printed" });
    ready.resolve();
  });
  const started = startPublishing(config, {
    clock,
    link: toServing,
    serving: { pid: process.pid, url: localUrl(config.environment) },
    print,
    resources,
    stopSignal: new AbortController().signal,
    onReload: (listener) =>
      toServing.onMessage((message) => {
        if (message.kind === "reload") listener();
      }),
    startBuilder: buildHere,
    startIngest,
    startSearch: searchHere,
    startMeasuring: (file) => ({ measure: async () => measureCollection(file), close: async () => {} }),
  });
  await Promise.all([started, ready.promise]);
}

/** Two ends of a connection. A message is cloned, as between processes, and arrives a moment later. */
function linkPair<Left, Right>(): [Link<Right, Left>, Link<Left, Right>] {
  const toLeft: ((message: Right) => void)[] = [];
  const toRight: ((message: Left) => void)[] = [];
  const deliver = <Message>(message: Message, listeners: readonly ((message: Message) => void)[]) => {
    const clone = structuredClone(message);
    setImmediate(() => {
      for (const listener of listeners) listener(clone);
    });
  };
  return [
    { send: (message) => deliver(message, toRight), onMessage: (listener) => void toLeft.push(listener) },
    { send: (message) => deliver(message, toLeft), onMessage: (listener) => void toRight.push(listener) },
  ];
}

/** A serving thread that is no thread. */
const threadHere: ThreadStarter = (start, clock) => {
  const [outside, inside] = linkPair<ToThread, FromThread>();
  const ended = Promise.withResolvers<string | undefined>();
  serveInThread(start, inside, clock).then(
    // Its last message arrives before it ends, as with a thread.
    () => setImmediate(() => setImmediate(() => ended.resolve(undefined))),
    (error: Error) => ended.resolve(error.message),
  );
  return {
    ...outside,
    onEnd: (listener) => void ended.promise.then(listener),
    terminate: async () => undefined,
  };
};

/** Builds documents in this thread, because a thread takes as long to start as most tests to end. */
export const buildHere: typeof startWorkers = ({ config, collection }) => {
  const stores = openStores(collection, { clock: systemClock, newId: () => "" });
  const files = openFeedsDir(config.environment.feedsDir);
  const builder = stores.then((opened) => createBuilder({ config, stores: opened, files }));
  let end: Promise<void> | undefined;
  return {
    build: async (request) => (await builder).build(request),
    encode: async (documents) => (await builder).encode(documents),
    findMatches: async (searches) => (await builder).findMatches(searches),
    close() {
      end ??= stores.then((opened) => opened.close());
      return end;
    },
  };
};
