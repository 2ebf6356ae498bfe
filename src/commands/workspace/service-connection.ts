import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import { readToken } from "../../admin/admin-token.ts";
import type { Environment } from "../../config/environment.ts";
import { CourantError, isErrorCode, messageOf, type Problem } from "../../errors.ts";
import { isFinished, type Run } from "../../stores/runs.ts";
import { readEvents } from "./event-stream.ts";
import { dataDirInUse } from "./lock.ts";
import { findOrigin } from "./origin.ts";
import { findRunningService } from "./running-service.ts";
import { readServiceAddress, type ServiceAddress } from "./service-address.ts";

/** How long a command waits for a publishing process that is being started again, and how often it tries. */
const restartTimeoutMs = 60_000;
const restartPollMs = 250;

/**
 * Finds the service that runs on a data directory. Calls throw the service's own errors, or SERVICE_UNREACHABLE.
 * @throws DATA_DIR_IN_USE when the process that holds the directory is no service; UNAUTHORIZED when its token is unknown
 */
export async function connect({ dataDir, adminToken }: Environment): Promise<ServiceConnection> {
  const address = await readServiceAddress(dataDir);
  if (!address) throw dataDirInUse(dataDir, undefined);
  const token = adminToken ?? (await readToken(dataDir));
  if (!token) {
    throw new CourantError(
      "UNAUTHORIZED",
      `The service at ${address.url} needs its admin token, but the token is not in ${dataDir}: set ADMIN_TOKEN.`,
    );
  }
  return createConnection(dataDir, address, token);
}

/** A call of the admin API; GET if no method is given. */
export type ServiceCall = {
  method?: Dispatcher.HttpMethod;
  body?: Dispatcher.RequestOptions["body"];
  headers?: Record<string, string>;
};

/** The admin API of a service, as a command reaches it. */
export type ServiceConnection = {
  /** Sends a request. @returns the body of the answer, undefined if it has none. @throws the error that the answer names */
  call<Answer>(path: string, options?: ServiceCall): Promise<Answer>;
  /**
   * Follows the event stream of a run.
   * @returns the finished run, or undefined when the stream is not available or ends early
   */
  followRun(id: string, onProgress: (progress: Run["progress"]) => void): Promise<Run | undefined>;
};

function createConnection(dataDir: string, first: ServiceAddress, token: string): ServiceConnection {
  const authorization = `Bearer ${token}`;
  const createDispatcher = memoizeDispatchers();

  async function send(path: string, { method = "GET", body, headers }: ServiceCall, { publishing }: ServiceAddress) {
    const { origin, dispatcher } = createDispatcher(publishing.url);
    return request(new URL(path, origin), {
      method,
      body: body ?? null,
      headers: { authorization, ...headers },
      dispatcher,
    });
  }

  /** Sends a request, and waits for a publishing process that is being started again: it may have another address then. */
  async function sendWhenRunning(path: string, call: ServiceCall): Promise<Dispatcher.ResponseData> {
    const deadline = performance.now() + restartTimeoutMs;
    for (let address = first; ; address = (await readServiceAddress(dataDir)) ?? address) {
      try {
        return await send(path, call, address);
      } catch (error) {
        const isAway = isUnreachable(error) && performance.now() < deadline && (await findRunningService(dataDir));
        if (!isAway) throw unreachable(address, error);
        await sleep(restartPollMs);
      }
    }
  }

  return {
    async call<Answer>(path: string, options: ServiceCall = {}): Promise<Answer> {
      const response = await sendWhenRunning(path, options);
      if (response.statusCode === 204) {
        await response.body.dump();
        return undefined as Answer;
      }
      const answer = (await response.body.json().catch((error: unknown) => {
        throw unreachable(first, error);
      })) as Answer | Problem;
      if (isProblem(answer)) throw new CourantError(answer.code, answer.detail);
      return answer;
    },

    async followRun(id, onProgress) {
      const { statusCode, body } = await sendWhenRunning(`/admin/runs/${id}/events`, {});
      if (statusCode !== 200) {
        await body.dump();
        return undefined;
      }
      let finishedRun: Run | undefined;
      for await (const { name, data } of readEvents(body)) {
        if (name === "progress") onProgress(JSON.parse(data));
        if (name !== "run") continue;
        const run: Run = JSON.parse(data);
        onProgress(run.progress);
        if (isFinished(run)) finishedRun = run;
      }
      return finishedRun;
    },
  };
}

function memoizeDispatchers(): typeof findOrigin {
  const known = new Map<string, ReturnType<typeof findOrigin>>();
  return (url) => {
    const found = known.get(url) ?? findOrigin(url);
    known.set(url, found);
    return found;
  };
}

/** Tells whether nobody listened, so that the request did nothing. */
function isUnreachable(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOENT");
}

function unreachable({ publishing: { url, pid } }: ServiceAddress, error: unknown): CourantError {
  return new CourantError(
    "SERVICE_UNREACHABLE",
    `The service at ${url} (process ${pid}) does not answer: ${messageOf(error)}. Read its log.`,
    { cause: error },
  );
}

/** Tells whether an answer is problem details of Courant. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && isErrorCode(value.code);
}
