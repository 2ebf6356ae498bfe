import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { CourantError, isErrorCode, type Problem } from "../errors.ts";
import { csrfHeader } from "./session-auth.ts";

/** A call of the admin API; GET if no method is given. */
export type ApiCall = {
  method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`, as fast as the API reads it. */
  stream?: Readable;
  /** Sent as it is, in place of `body`, with the media type in `headers`. */
  text?: string;
  headers?: Readonly<Record<string, string>>;
  /** A token to use in place of the session, for calls that need one. */
  token?: string;
};

export type ApiAnswer<Value> = { status: number; headers: Readonly<Record<string, unknown>>; value: Value };

/**
 * The admin API with the rights of the person at the dashboard. Pages read and change everything through it, so the
 * dashboard can do nothing that the API cannot, and every rule stands there once.
 */
export type Api = {
  /** @throws the error that the answer names */
  send<Value>(path: string, call?: ApiCall): Promise<ApiAnswer<Value>>;
  /** Returns the value of the answer alone. @throws the error that the answer names */
  call<Value>(path: string, call?: ApiCall): Promise<Value>;
};

/** The headers of a browser's request that tell the API who sends it, and to which address. Serving sets the last four. */
const passedHeaders = [
  "cookie",
  "host",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-courant-client",
] as const;

/** Creates the API for one request of a browser. @param csrf what its session's writes carry */
export function createApi(inject: FastifyInstance["inject"], request: FastifyRequest, csrf: string): Api {
  const own = Object.fromEntries(
    passedHeaders.flatMap((name) =>
      request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
    ),
  );

  async function send<Value>(path: string, call: ApiCall = {}): Promise<ApiAnswer<Value>> {
    const { method = "GET", body, text, stream, headers, token } = call;
    const answer = await inject({
      method,
      url: path,
      remoteAddress: request.socket.remoteAddress ?? request.ip,
      headers: {
        ...own,
        ...(csrf !== "" && { [csrfHeader]: csrf }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(stream !== undefined && { "transfer-encoding": "chunked" }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
      ...(stream !== undefined && { payload: stream }),
      ...(text !== undefined && { payload: text }),
    });
    const isJson = /\bjson\b/.test(String(answer.headers["content-type"]));
    const value: unknown = answer.body !== "" && isJson ? JSON.parse(answer.body) : answer.body;
    if (answer.statusCode >= 400) throw errorOf(value as Problem, answer.headers);
    return { status: answer.statusCode, headers: answer.headers, value: value as Value };
  }

  return { send, call: async <Value>(path: string, call?: ApiCall) => (await send<Value>(path, call)).value };
}

function errorOf(problem: Problem, headers: Readonly<Record<string, unknown>>): CourantError {
  const { type: _, title: __, status: ___, detail, code, ...members } = problem;
  const retryAfter = headers["retry-after"];
  return new CourantError(isErrorCode(code) ? code : "INTERNAL", detail, {
    members,
    ...(retryAfter !== undefined && { headers: { "retry-after": String(retryAfter) } }),
  });
}
