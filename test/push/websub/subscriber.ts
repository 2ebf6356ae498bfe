import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { Test } from "tap";
import { type Answer, configText, listenInTest, type TestService } from "../../service.ts";
import { until } from "../../until.ts";

/** A configuration whose service may request this machine. */
export const webSubConfig = (more = "") => `${configText}
fetching: { allow: [127.0.0.1], media: false }
${more}
`;

export type Verification = { path: string; query: URLSearchParams; search: string };
export type Delivered = {
  path: string;
  search: string;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: Buffer;
};

/** The server of a subscriber. It confirms everything and takes all deliveries, until a test says otherwise. */
export async function startSubscriber(t: Test) {
  const verifications: Verification[] = [];
  const delivered: Delivered[] = [];
  let confirm = (response: ServerResponse, { query }: Verification) => {
    response.writeHead(200).end(query.get("hub.challenge"));
  };
  let take = (response: ServerResponse, _delivered: Delivered) => {
    response.writeHead(204).end();
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname: path, searchParams: query, search } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "GET") {
      verifications.push({ path, query, search });
      return confirm(response, { path, query, search });
    }
    const { headers, rawHeaders } = request;
    const delivery = { path, search, headers, rawHeaders, body: Buffer.concat(chunks) };
    delivered.push(delivery);
    return take(response, delivery);
  });
  const port = await listenInTest(t, server);
  return {
    url: `http://127.0.0.1:${port}`,
    verifications,
    delivered,
    confirm: (next: typeof confirm) => {
      confirm = next;
    },
    take: (next: typeof take) => {
      take = next;
    },
    async waitForVerification(count = 1): Promise<Verification> {
      await until(() => verifications.length >= count);
      const last = verifications.at(count - 1);
      if (!last) throw new Error("no verification came");
      return last;
    },
    async waitForDelivery(count = 1): Promise<Delivered> {
      await until(() => delivered.length >= count);
      const last = delivered.at(count - 1);
      if (!last) throw new Error("no delivery came");
      return last;
    },
  };
}

export type Subscriber = Awaited<ReturnType<typeof startSubscriber>>;

export const topic = "https://feeds.example/feeds/news.rss";

/** Sends a request to the hub: parameters, or a body as it is. */
export function askHub(
  service: TestService,
  parameters: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = typeof parameters === "string" ? parameters : new URLSearchParams(parameters).toString();
  return service.post("/hub", body, { "content-type": "application/x-www-form-urlencoded", ...headers });
}

/** Subscribes, and waits until the hub knows that it is confirmed. */
export async function subscribe(
  service: TestService,
  subscriber: Subscriber,
  more: Record<string, string> = {},
): Promise<Verification> {
  const before = subscriber.verifications.length;
  const answer = await askHub(service, {
    "hub.mode": "subscribe",
    "hub.topic": topic,
    "hub.callback": `${subscriber.url}/callback`,
    ...more,
  });
  if (answer.status !== 202) throw new Error(`the hub answered ${answer.status}: ${answer.body}`);
  const verification = await subscriber.waitForVerification(before + 1);
  await until(async () => (await statsOf(service)).verifications.delivered > before);
  return verification;
}

export type WebSubStats = {
  hub?: string;
  subscribers: number;
  topics: { path: string; subscribers: number; failing: number }[];
  deliveries: { delivered: number; failed: number; ended: number };
  verifications: { delivered: number; failed: number; ended: number };
  failing: { host: string; failures: number; error?: string }[];
  hubs: { url: string; accepted?: string; delivered?: string; failures: number; problem?: string }[];
};

export async function statsOf(service: TestService): Promise<WebSubStats> {
  return JSON.parse((await service.admin("GET", "/stats")).body.toString()).websub;
}

export const put = (service: TestService, id: string) =>
  service.admin("PUT", `/articles/${id}`, { title: id, content_html: "<p>Text</p>" });

/** Publishes an article and waits for the run. */
export async function publish(service: TestService, id: string): Promise<void> {
  await put(service, id);
  await service.admin("POST", "/regenerate", {});
}

export const signatureOf = (secret: string, body: Buffer, method = "sha256") =>
  `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
