import type { ImportReport } from "../../admin/import.ts";
import type { StartersReport } from "../../admin/starters.ts";
import type { TokenRequest, TokenView } from "../../admin/tokens.ts";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { InputPart } from "../../ingest-queue/split-input.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import type { MatchOptions } from "../../stores/draft-input.ts";
import { isFinished, type Run } from "../../stores/runs.ts";
import { connect, type ServiceCall, type ServiceConnection } from "./service-connection.ts";

/**
 * A part of an input, as a request carries it. `source`: the place that the file came from; `address`: the base of its
 * relative addresses; `robots`: the X-Robots-Tag that came with a page; `input`: the same for all parts of one input.
 */
export type PartRequest = InputPart &
  MatchOptions &
  Partial<Record<"source" | "address" | "robots" | "input", string | undefined>>;

/** The admin API of the service that runs on this data directory, for commands that cannot open it themselves. */
export type ServiceClient = {
  /** Any other call. @returns the body of the answer; undefined when it has none. @throws the error that the answer names */
  call: ServiceConnection["call"];
  import(part: PartRequest, options: ImportOptions): Promise<ImportReport>;
  removeStarters(): Promise<StartersReport>;
  tokens: {
    add(request: TokenRequest): Promise<TokenView & { token: string }>;
    list(): Promise<TokenView[]>;
    revoke(id: string): Promise<void>;
  };
  /** Waits until the run has finished, however long it takes. */
  regenerate(
    request: RegenerateRequest,
    options: { clock: Clock; onProgress: (progress: Run["progress"]) => void },
  ): Promise<Run>;
};

/** The pause between two requests for a run when its event stream is not available. */
const runPollIntervalMs = 1000;

/**
 * Finds the service that runs on a data directory.
 * @throws as `connect`, and so do the calls of the client
 */
export async function connectToService(environment: Environment): Promise<ServiceClient> {
  return createClient(await connect(environment));
}

function createClient({ call, followRun }: ServiceConnection): ServiceClient {
  return {
    call,

    import(input, options) {
      const { mediaType, address, robots, bytes } = input;
      const headers = {
        "content-type": mediaType ?? "application/octet-stream",
        ...(address !== undefined && { "content-location": address }),
        ...(robots !== undefined && { "x-robots-tag": robots }),
      };
      return call(`/admin/import?${importQuery(input, options)}`, { method: "POST", body: bytes, headers });
    },

    removeStarters: () => call("/admin/starters", { method: "DELETE" }),

    tokens: {
      add: (request) => call("/admin/tokens", postJson(request)),
      list: async () => (await call<{ tokens: TokenView[] }>("/admin/tokens")).tokens,
      revoke: (id) => call(`/admin/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    },

    async regenerate(regenerateRequest, { clock, onProgress }) {
      const body = JSON.stringify(regenerateRequest);
      const headers = { "content-type": "application/json", prefer: "respond-async" };
      let run = await call<Run>("/admin/regenerate", { method: "POST", body, headers });
      while (!isFinished(run)) {
        const finishedRun = await followRun(run.id, onProgress).catch(() => undefined);
        run = finishedRun ?? (await call<Run>(`/admin/runs/${run.id}`));
        if (isFinished(run)) break;
        onProgress(run.progress);
        await clock.sleep(runPollIntervalMs);
      }
      return run;
    },
  };
}

function postJson(body: object): ServiceCall {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function importQuery(input: PartRequest, { tags, date, url, format, pages }: ImportOptions): URLSearchParams {
  const { name, source, firstLine: line, replaces: replace } = input;
  const match = input.matchLinks ? "link" : undefined;
  const query = new URLSearchParams();
  for (const tag of tags) query.append("tag", tag);
  for (const [key, value] of Object.entries({
    date,
    url,
    format: input.format ?? format,
    name,
    source,
    replace,
    match,
    line,
    input: input.input,
    pages: pages && JSON.stringify(pages),
  })) {
    if (value) query.set(key, String(value));
  }
  return query;
}
