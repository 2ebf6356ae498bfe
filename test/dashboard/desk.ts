import { type Dispatcher, request } from "undici";
import { type Answer, maxAnswerMs, type TestService, token } from "../service.ts";

/** A service, as far as a browser needs it. */
export type Reachable = Pick<TestService, "url" | "get">;

export type Fields = Record<string, string | readonly string[]>;

/** A browser without scripts, as far as tests of pages need one: it keeps its cookie, and fills in forms. */
export type Desk = {
  get(path: string): Promise<Answer>;
  /** Sends a form, with the hidden field that every form of the session carries. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Answer>;
  /** Calls the admin API as scripts of pages do. `path` begins with `/admin`. */
  call(method: Dispatcher.HttpMethod, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The cookie of the session, and what its writes carry. */
  cookie: string;
  csrf: string;
};

/** Signs in at the dashboard. @param text the token */
export async function signIn(service: Reachable, text = token): Promise<Desk> {
  const answer = await postForm(service, "/dashboard/sign-in", { token: text });
  const cookie = String(answer.headers["set-cookie"] ?? "").split(";", 1)[0] ?? "";
  if (answer.status !== 303 || cookie === "") throw new Error(`${answer.status} ${answer.body}`);
  const page = await service.get("/dashboard", { cookie });
  const [, csrf] = /<meta name="csrf" content="([^"]+)">/.exec(String(page.body)) ?? [];
  if (csrf === undefined) throw new Error(`There is no CSRF token in ${page.body}`);
  return {
    cookie,
    csrf,
    get: (path) => service.get(path, { cookie }),
    post: (path, fields = {}, headers = {}) => postForm(service, path, { csrf, ...fields }, { cookie, ...headers }),
    call: (method, path, body, headers = {}) =>
      send(service, path, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
        headers: {
          cookie,
          "x-csrf-token": csrf,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
      }),
  };
}

/** Sends a form as browsers do. A list is a field that occurs several times. */
export function postForm(
  service: Reachable,
  path: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return send(service, path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: String(new URLSearchParams(pairs)),
  });
}

type Sending = { method: Dispatcher.HttpMethod; headers: Record<string, string>; body: string | null };

async function send(service: Pick<Reachable, "url">, path: string, sending: Sending): Promise<Answer> {
  const answer = await request(service.url + path, { ...sending, headersTimeout: maxAnswerMs });
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
}
