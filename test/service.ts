import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { Agent, type Dispatcher, getGlobalDispatcher, request } from "undici";
import { type Clock, systemClock } from "../src/clock.ts";
import { createResources } from "../src/commands/serve/resources.ts";
import { serve } from "../src/commands/serve/serve.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { loadConfig } from "../src/config/load.ts";
import { createBuilder } from "../src/publish/build.ts";
import type { startWorkers } from "../src/publish/workers.ts";
import { openFeedsDir } from "../src/published/files.ts";
import { openStores } from "../src/stores/sqlite/open.ts";

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

/**
 * A configuration as tests use it: pictures that their articles name are asked of nobody, unless it says something of
 * `fetching` itself.
 */
export function offline(config: string): string {
  const fetching = { media: false };
  if (config.startsWith("{")) return JSON.stringify({ fetching, ...JSON.parse(config) });
  return config.includes("fetching:") ? config : `${config}\nfetching: ${JSON.stringify(fetching)}\n`;
}

/** A clock that stands until it is moved, or set; nobody waits for it longer than by any other one. */
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

/** Documents are made in this thread: a thread takes as long to start as most tests to end. Processes have theirs. */
const workHere: typeof startWorkers = ({ config, collectionFile }) => {
  const stores = openStores(collectionFile, { clock: systemClock, newId: () => "" });
  const files = openFeedsDir(config.environment.feedsDir);
  const builder = stores.then((opened) => createBuilder({ config, stores: opened, files }));
  return {
    build: async (order) => (await builder).build(order),
    encode: async (documents) => (await builder).encode(documents),
    close: async () => (await stores).close(),
  };
};

export type Answer = { status: number; headers: Dispatcher.ResponseData["headers"]; body: Buffer };

export type TestService = {
  url: string;
  folder: string;
  lines: string[];
  get(path: string, headers?: Record<string, string>, method?: Dispatcher.HttpMethod): Promise<Answer>;
  /** With the admin token; objects are sent as JSON. */
  admin(method: Dispatcher.HttpMethod, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The service again, on the same data, as after a restart. */
  restart(changes?: { config?: string }): Promise<TestService>;
  stop(): Promise<void>;
};

/** A whole service on a real socket, in a folder of its own, stopped and removed when the test ends. */
export async function startService(
  t: Test,
  { clock = systemClock, config = configText, env = {} as Record<string, string> } = {},
): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return startIn(t, folder, clock, config, env);
}

async function startIn(
  t: Test,
  folder: string,
  clock: Clock,
  config: string,
  env: Record<string, string>,
): Promise<TestService> {
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
  const resources = createResources();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= resources.close();
    return stopped;
  };
  t.teardown(stop);
  await serve(await loadConfig(environment), clock, (line) => lines.push(line), {
    resources,
    startBuilder: workHere,
    stopSignal: new AbortController().signal,
  });
  const { socket: socketPath, port } = environment;
  const url = socketPath === undefined ? `http://127.0.0.1:${port}` : "http://localhost";
  const dispatcher = socketPath === undefined ? getGlobalDispatcher() : new Agent({ connect: { socketPath } });

  const get: TestService["get"] = async (path, headers = {}, method = "GET") => {
    const answer = await request(url + path, {
      method,
      headers,
      dispatcher,
      signal: AbortSignal.timeout(60_000),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: Buffer.from(await answer.body.arrayBuffer()),
    };
  };

  return {
    url,
    folder,
    lines,
    get,
    async admin(method, path, body, headers = {}) {
      const isText = typeof body === "string";
      const answer = await request(`${url}/admin${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined || isText ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? null : isText ? body : JSON.stringify(body),
        dispatcher,
        signal: AbortSignal.timeout(60_000),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: Buffer.from(await answer.body.arrayBuffer()),
      };
    },
    async restart(changes = {}) {
      await stop();
      return startIn(t, folder, clock, changes.config ?? config, env);
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

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

/** The body of an answer as JSON. */
export function json<Shape>(answer: Answer): Shape {
  return JSON.parse(answer.body.toString());
}
