import type { FastifyInstance } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { connect, isProblem } from "./service-connection.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** A call of the admin API; GET if no method is given. */
export type AdminCall = {
  method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  body?: string;
  headers?: Record<string, string>;
};

/** The admin API for a command: that of the service that runs, or a part of it over the workspace when none runs. */
export type AdminClient = {
  /** Whether a service answers the calls. */
  isService: boolean;
  /**
   * Calls the admin API.
   * @param path begins with `/admin/`
   * @returns the JSON of the answer; undefined for an answer without a body
   * @throws the error that the answer names
   */
  call<Answer>(path: string, call?: AdminCall): Promise<Answer>;
  /**
   * Publishes what the calls have changed, unless a service does that by itself, and closes everything.
   * @returns one sentence for each document that could not be published
   */
  close(): Promise<string[]>;
};

/** @throws UNAUTHORIZED, DATA_DIR_IN_USE, COLLECTION_UNREADABLE */
export async function openAdmin(config: Config, clock: Clock): Promise<AdminClient> {
  const workspace = await openWorkspace(config, clock, "command");
  if (workspace) return openHere(config, clock, workspace);
  const { call } = await connect(config.environment);
  return { isService: true, call, close: async () => [] };
}

/** Returns what calls an application without a socket. */
export function callInjected(inject: FastifyInstance["inject"]): AdminClient["call"] {
  return async <Answer>(path: string, { method = "GET", body, headers }: AdminCall = {}): Promise<Answer> => {
    const answer = await inject({
      method,
      url: path,
      headers: { authorization: "Bearer command-line", ...headers },
      ...(body !== undefined && { payload: body }),
    });
    const value: unknown = answer.body === "" ? undefined : JSON.parse(answer.body);
    if (isProblem(value)) throw new CourantError(value.code, value.detail);
    return value as Answer;
  };
}

async function openHere(config: Config, clock: Clock, workspace: Workspace): Promise<AdminClient> {
  const { openAdminHere } = await import("./admin-here.ts");
  const admin = await openAdminHere(config, clock, workspace).catch(async (error: unknown) => {
    await workspace.close();
    throw error;
  });

  async function publish(): Promise<string[]> {
    if (!admin.hasChanged()) return [];
    const run = await workspace.publisher.regenerate("change").finished;
    return run.documents.failed.map(({ what, error }) => `${what} could not be published: ${error}`);
  }

  return {
    isService: false,
    call: callInjected(admin.inject),

    async close() {
      try {
        return await publish();
      } finally {
        await admin.close();
        await workspace.close();
      }
    },
  };
}
