import type { Test } from "tap";
import { request } from "undici";
import { token as adminToken, json, startService, type TestService } from "../service.ts";

export const baseUrl = "https://feeds.example";

/** An image of one pixel. */
export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export type MicropubAnswer = { status: number; location: string; body: Record<string, unknown> };

type Call = {
  json?: unknown;
  form?: string;
  multipart?: FormData;
  query?: string;
  path?: string;
  /** undefined: the admin token; an empty text: none. */
  token?: string;
};

/** Starts a service, and returns what speaks Micropub with it. */
export async function startMicropub(t: Test, options: Parameters<typeof startService>[1] = {}) {
  const service = await startService(t, options);
  return { service, ...clientOf(service) };
}

export function clientOf(service: TestService) {
  async function send(call: Call): Promise<MicropubAnswer> {
    const { form, multipart, query, path = "/micropub", token = adminToken } = call;
    const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
    const body =
      query !== undefined ? null : (form ?? (multipart ? new Response(multipart) : JSON.stringify(call.json)));
    const isMultipart = body instanceof Response;
    const type = isMultipart
      ? String(body.headers.get("content-type"))
      : form !== undefined
        ? "application/x-www-form-urlencoded"
        : "application/json";
    const answer = await request(`${service.url}${path}${query ?? ""}`, {
      method: query === undefined ? "POST" : "GET",
      headers: { ...authorization, ...(body !== null && { "content-type": type }) },
      body: isMultipart ? Buffer.from(await body.arrayBuffer()) : body,
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      location: String(answer.headers.location ?? ""),
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  return {
    send,
    /** The article at an address that Micropub answered with. */
    async articleAt(location: string) {
      const id = location.slice(`${baseUrl}/articles/`.length);
      const answer = await service.admin("GET", `/articles/${id}`);
      return { status: answer.status, article: json<Record<string, unknown>>(answer) };
    },
    async source(url: string, names = "") {
      const { body } = await send({ query: `?q=source&url=${encodeURIComponent(url)}${names}` });
      return body as { type?: string[]; properties: Record<string, unknown[]> };
    },
  };
}
