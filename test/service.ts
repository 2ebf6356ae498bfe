import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tap, { type Test } from "tap";
import { Agent, type Dispatcher, getGlobalDispatcher, request } from "undici";
import { type Clock, systemClock } from "../src/clock.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { loadConfig } from "../src/config/load.ts";
import type { startIngestThreads } from "../src/ingest-queue/threads.ts";
import { freePort } from "./free-port.ts";
import { ingestHere } from "./ingest-here.ts";
import { startPlanes } from "./planes.ts";

export const token = "a-token-for-tests-only";

export const configText = `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] }, maxAge: 60 }
  - { slug: short, title: Short, description: Summaries, content: summary }
retired: [podcast]
moved: { latest: news }
`;

/** Returns a configuration for tests: it asks nobody for pictures, unless it has settings of `fetching` itself. */
export function offline(config: string): string {
  const fetching = { media: false };
  if (config.startsWith("{")) return JSON.stringify({ fetching, ...JSON.parse(config) });
  return config.includes("fetching:") ? config : `${config}\nfetching: ${JSON.stringify(fetching)}\n`;
}

/** A clock on which time passes so many times as fast as on the system's. */
export function fastClock(times: number): Clock {
  const start = systemClock.now();
  return {
    now: () => start + (systemClock.now() - start) * times,
    sleep: (milliseconds) => systemClock.sleep(milliseconds / times),
    after: (milliseconds, callback) => systemClock.after(milliseconds / times, callback),
  };
}

/** A clock that stands until a test moves or sets it. `sleep` moves it and returns at once. */
export function standingClock(start: string): Clock & { move(milliseconds: number): void; set(moment: number): void } {
  let time = Date.parse(start);
  return {
    ...systemClock,
    now: () => time,
    async sleep(milliseconds) {
      time += milliseconds;
    },
    move(milliseconds) {
      time += milliseconds;
    },
    set(moment) {
      time = moment;
    },
  };
}

/** The longest that an answer may take, on a machine that does much else. */
export const maxAnswerMs = 600_000;

export type Answer = { status: number; headers: Dispatcher.ResponseData["headers"]; body: Buffer };

export type TestService = {
  url: string;
  folder: string;
  lines: string[];
  get(path: string, headers?: Record<string, string>, method?: Dispatcher.HttpMethod): Promise<Answer>;
  /** Sends a body without a token. */
  post(path: string, body: string | Buffer, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a request with the admin token: text and bytes as they are, and objects as JSON. */
  admin(method: Dispatcher.HttpMethod, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Stops the service and starts it again on the same data. */
  restart(changes?: { config?: string; env?: Record<string, string> }): Promise<TestService>;
  stop(): Promise<void>;
};

/**
 * Starts a whole service on a real socket in its own folder. When the test ends, it stops and the folder is removed.
 * @param options.startIngest starts threads for tests that send slow texts; other texts are read in the test's thread
 */
export async function startService(
  t: Test,
  options: {
    clock?: Clock;
    config?: string;
    env?: Record<string, string>;
    startIngest?: typeof startIngestThreads;
  } = {},
): Promise<TestService> {
  const { clock = systemClock, config = configText, env = {}, startIngest = ingestHere } = options;
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return startIn(t, folder, { clock, config, env, startIngest });
}

/** Returns a function that starts a service once, for tests that change nothing which the others see. */
export function sharedService(options: Parameters<typeof startService>[1] = {}): () => Promise<TestService> {
  let service: Promise<TestService> | undefined;
  return () => {
    service ??= startService(tap, options);
    return service;
  };
}

async function startIn(
  t: Test,
  folder: string,
  settings: { clock: Clock; config: string; env: Record<string, string>; startIngest: typeof startIngestThreads },
): Promise<TestService> {
  const { clock, config, env, startIngest } = settings;
  const configFile = join(folder, "config", "courant.yaml");
  await mkdir(join(folder, "config"), { recursive: true });
  await writeFile(configFile, offline(config));
  const environment = readEnvironment({
    CONFIG_FILE: configFile,
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    BASE_URL: "https://feeds.example",
    ADMIN_TOKEN: token,
    LOG_LEVEL: "silent",
    PORT: String(await freePort()),
    ...env,
  });
  const lines: string[] = [];
  let stopped: Promise<void> | undefined;
  const stopping: (() => Promise<void>)[] = [];
  const stop = () => {
    stopped ??= Promise.all(stopping.map((each) => each())).then(() => undefined);
    return stopped;
  };
  t.teardown(stop);
  await startPlanes(await loadConfig(environment), clock, {
    print: (line) => lines.push(line),
    onStop: (stopPlanes) => stopping.push(stopPlanes),
    startIngest,
  });
  const { socket: socketPath, port } = environment;
  const url = socketPath === undefined ? `http://127.0.0.1:${port}` : "http://localhost";
  const dispatcher = socketPath === undefined ? getGlobalDispatcher() : new Agent({ connect: { socketPath } });

  const get: TestService["get"] = (path, headers = {}, method = "GET") => send(path, { headers, method });

  async function send(
    path: string,
    options: { headers: Record<string, string>; method: Dispatcher.HttpMethod; body?: string | Buffer },
  ): Promise<Answer> {
    const answer = await request(url + path, {
      ...options,
      dispatcher,
      signal: AbortSignal.timeout(maxAnswerMs),
      headersTimeout: maxAnswerMs,
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  return {
    url,
    folder,
    lines,
    get,
    post: (path, body, headers = {}) => send(path, { method: "POST", body, headers }),
    async admin(method, path, body, headers = {}) {
      const isSentAsIs = typeof body === "string" || Buffer.isBuffer(body);
      const answer = await request(`${url}/admin${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined || isSentAsIs ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? null : isSentAsIs ? body : JSON.stringify(body),
        dispatcher,
        signal: AbortSignal.timeout(maxAnswerMs),
        headersTimeout: maxAnswerMs,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.from(await answer.body.arrayBuffer()),
      };
    },
    async restart(changes = {}) {
      await stop();
      return startIn(t, folder, { ...settings, config: changes.config ?? config, env: { ...env, ...changes.env } });
    },
    stop,
  };
}

/** Listens on a port of its own until the test ends. @returns the port */
export async function listenInTest(t: Test, server: HttpServer): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The body of an answer as JSON. */
export function json<Shape>(answer: Answer): Shape {
  return JSON.parse(answer.body.toString());
}
