import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { Webhook as Verifier } from "standardwebhooks";
import type { Test } from "tap";
import { configText, json, listenInTest, type TestService } from "../service.ts";
import { until } from "../until.ts";

/** A configuration whose service may request this machine. */
export const pushConfig = `${configText}
fetching: { allow: [127.0.0.1], media: false }
`;

/** A delivery as a receiver gets it. `verifies` throws unless one of its signatures was made with the secret. */
export type Received = {
  id: string;
  path: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown> & { channels?: { slug: string; urls: Record<string, string> }[] };
  headers: IncomingHttpHeaders;
  verify(secret: string): unknown;
};

type Answer = (response: ServerResponse, received: Received) => void;

/** The server of somebody who has webhooks. It answers 204 until a test says otherwise. */
export async function startReceiver(t: Test) {
  const received: Received[] = [];
  let answer: Answer = (response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { headers, url: path = "" } = request;
    const delivery: Received = {
      ...JSON.parse(body),
      id: String(headers["webhook-id"]),
      path,
      headers,
      verify: (secret) => new Verifier(secret).verify(body, headers as Record<string, string>),
    };
    received.push(delivery);
    answer(response, delivery);
  });
  const port = await listenInTest(t, server);
  const typesAt = (path: string) => received.filter((each) => each.path === path).map(({ type }) => type);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    typesAt,
    answer: (next: Answer) => {
      answer = next;
    },
    /** Waits until an event of a type has come that meets a condition. */
    async wait(type: string, meets: (received: Received) => boolean = () => true): Promise<Received> {
      const find = () => received.find((each) => each.type === type && meets(each));
      await until(() => find() !== undefined);
      const found = find();
      if (!found) throw new Error(`no ${type} came, only ${received.map((each) => each.type)}`);
      return found;
    },
  };
}

export type WebhookAnswer = {
  id: string;
  url: string;
  secret: string;
  events: string[];
  channels?: string[];
  enabled: boolean;
  disabled?: { reason: string };
  waiting: number;
  dead: number;
  dropped: number;
  failures: number;
};

export type Delivery = {
  n: number;
  event: string;
  messageId: string;
  state: string;
  attempts: number;
  status?: number;
  error?: string;
  answer?: string;
  next?: string;
};

export async function addWebhook(service: TestService, settings: object): Promise<WebhookAnswer> {
  return json<WebhookAnswer>(await service.admin("POST", "/webhooks", settings));
}

export async function deliveriesOf(service: TestService, id: string, query = ""): Promise<Delivery[]> {
  return json<{ deliveries: Delivery[] }>(await service.admin("GET", `/webhooks/${id}/deliveries${query}`)).deliveries;
}

export async function webhookOf(service: TestService, id: string): Promise<WebhookAnswer> {
  return json<WebhookAnswer>(await service.admin("GET", `/webhooks/${id}`));
}
