import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { type ImportedArticle, importArticles } from "../admin/import.ts";
import { loadToken } from "../admin/token.ts";
import { buildApp } from "../app.ts";
import type { Clock } from "../clock.ts";
import type { Run } from "../collection/run.ts";
import type { Config } from "../config/schema.ts";
import { CourantError, messageOf } from "../errors.ts";
import { channelPaths } from "../publish/plan.ts";
import type { Publisher } from "../publish/publisher.ts";
import { startScheduler } from "../schedule/scheduler.ts";
import { banner, type Starters } from "./banner.ts";
import { findInputs } from "./inputs.ts";
import { removeServiceAddress, writeServiceAddress } from "./lock.ts";
import { inUse, openWorkspace, type Workspace } from "./workspace.ts";

/** Milliseconds: changes in a row make one run; slow clients may finish for so long when the service stops. */
const changeDelay = 25;
const drainTime = 10_000;

/** A service that runs. */
export type Service = {
  /** Stops in order: no new requests, those in flight finish, the run that goes on finishes, the collection closes. */
  stop(): Promise<void>;
};

/**
 * Starts the service: what FEEDS_DIR holds is served at once, then the first run starts.
 * @param print takes the first lines, for people; the log begins after them
 * @throws DATA_DIR_IN_USE when another process works in the data directory
 */
export async function serve(config: Config, clock: Clock, print: (line: string) => void): Promise<Service> {
  const settled = await settlePort(config);
  const { environment } = settled;
  const workspace = await openWorkspace(settled, clock);
  if (!workspace) throw inUse(environment.dataDir);
  const closers: (() => Promise<unknown>)[] = [() => workspace.close()];
  const close = async () => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const { collection, publisher } = workspace;
    const token = await loadToken(environment.dataDir, environment.adminToken);
    const scheduler = startScheduler(
      { ...settled.schedule, changeDelay },
      {
        regenerate: (cause) => publisher.regenerate(cause).finished,
        nextDue: () => collection.nextChange({}, clock.now()),
        clock,
        onError: (error) => app.log.error({ err: error }, "regeneration could not start"),
      },
    );
    const app = await buildApp(settled, {
      collection,
      publisher,
      clock,
      auth: { token: token.value, tokenPlace: tokenHint(environment.adminToken) },
      changed: scheduler.changed,
      logger: { level: "silent", stream: process.stderr },
    });
    closers.push(() => drain(app), scheduler.stop);

    const starters = await importStarters(settled, workspace);
    await makeMissing(settled, publisher);
    await listen(app, environment);
    await writeServiceAddress(environment.dataDir, { pid: process.pid, url: localUrl(environment) });
    closers.push(() => removeServiceAddress(environment.dataDir));

    for (const line of banner(settled, { token: token.place, nextRun: scheduler.nextRun(), starters })) print(line);
    app.log.level = environment.logLevel;
    for (const problem of [...workspace.problems, ...starters.problems]) app.log.warn(problem);
    publisher.onFinished((run) => {
      logRun(app.log, run);
      scheduler.updateDue().catch((error: unknown) => app.log.error({ err: error }, "no due time"));
    });
    await publisher.regenerate("start").finished;
    return { stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What FEEDS_DIR does not hold is made before anybody can ask for it; for all the rest there is time after that. */
async function makeMissing({ channels }: Config, publisher: Publisher): Promise<void> {
  const { documents } = publisher.snapshot();
  const missing = channels.filter(({ slug }) => !channelPaths(slug).every((path) => documents.has(path)));
  if (missing.length > 0 || !documents.has("/")) {
    await publisher.regenerate("start", { channels: missing.map(({ slug }) => slug) }).finished;
  }
}

/** @throws ADDRESS_UNAVAILABLE when nobody can listen there now */
async function listen(app: FastifyInstance, { host, port }: Config["environment"]): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new CourantError(
      "ADDRESS_UNAVAILABLE",
      `Courant cannot listen on ${host} port ${port}: ${messageOf(error)}. Stop what listens there, or set HOST or PORT.`,
      { cause: error },
    );
  }
}

/** In-flight requests finish; whoever takes longer than `drainTime` is cut off. */
async function drain(app: FastifyInstance): Promise<void> {
  const impatience = setTimeout(() => app.server.closeAllConnections(), drainTime);
  await app.close();
  clearTimeout(impatience);
}

function logRun(log: FastifyBaseLogger, { id, causes, documents, durationMs }: Run): void {
  const { changed, unchanged, failed } = documents;
  for (const failure of failed) log.error({ run: id, ...failure }, "regeneration failed");
  log.info({ run: id, causes, changed: changed.length, unchanged, durationMs }, "regenerated");
}

/** The starter articles beside the configuration file, imported once, when the collection has never held anything. */
async function importStarters(config: Config, { collection }: Workspace): Promise<Starters> {
  const { present, deleted } = await collection.count();
  if (present + deleted > 0) return { imported: 0, problems: [] };
  const folder = join(dirname(config.environment.configFile), "starter");
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const articles: ImportedArticle[] = [];
  for (const { read } of exists ? await findInputs([folder]) : []) {
    const input = await read();
    articles.push(...(await importArticles(collection, input, { tags: [], baseUrl: config.site.url })).articles);
  }
  const rejected = articles.filter((article) => article.outcome === "rejected");
  return {
    imported: articles.length - rejected.length,
    problems: rejected.map(({ where, error }) => `starter article ${where}: ${error.detail}`),
  };
}

/** Where to look for the token, in an answer to someone who lacks it: never a path, never the value. */
function tokenHint(configured: string | undefined): string {
  return configured === undefined
    ? "The token is in the file admin-token in the service's data directory."
    : "The token is the service's ADMIN_TOKEN.";
}

/** With port 0 the system picks one now, because self links need it before anything is rendered. */
async function settlePort(config: Config): Promise<Config> {
  const { environment } = config;
  if (environment.port !== 0) return config;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, environment.host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { ...config, environment: { ...environment, port, baseUrl: environment.baseUrl.replace(/:0$/, `:${port}`) } };
}

/** How other processes on this machine reach the service. */
function localUrl({ host, port }: Config["environment"]): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
