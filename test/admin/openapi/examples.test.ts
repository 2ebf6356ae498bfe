import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import tap, { type Test } from "tap";
import { tags } from "../../../src/admin/openapi/components.ts";
import { sessionCookies } from "../../../src/admin/session-auth.ts";
import { type Answer, configText, json, listenInTest, startService, type TestService } from "../../service.ts";
import { testOfCase } from "../../slow.ts";
import {
  bodyOf,
  createChecker,
  type ExampleRequest,
  exampleRequests,
  operationsOf,
  type ReadOperation,
  readDescription,
  targetOf,
} from "./read-description.ts";

/*
 * Sends the examples of the description to a service. Before each operation, `preparations` makes the things that its example
 * names, and says which ids they have here.
 */

/** A service, and the address of a server with a feed that also takes deliveries. */
type Place = { service: TestService; elsewhere: string };
/** The ids of what the example names, and headers that it needs beside its own. */
type Prepared = { ids?: Record<string, unknown>; headers?: Record<string, string> };
type Preparation = (place: Place) => Promise<Prepared>;

const article = "/articles/https%3A%2F%2Fexample.org%2Fsunday";
const nothing = {};

const withArticle: Preparation = async ({ service }) => {
  await service.admin("PUT", article, { title: "Closed", image: "https://example.org/a.jpg", tags: ["news"] });
  return nothing;
};
const withDraft: Preparation = async ({ service }) => {
  await service.admin("PUT", `${article}/draft`, { title: "A draft" });
  return nothing;
};
const withDeletedArticle: Preparation = async (place) => {
  await withArticle(place);
  await place.service.admin("DELETE", article);
  return nothing;
};
/** Nothing brings back an article that was purged, and other examples need theirs. */
const withOtherArticle: Preparation = async ({ service }) => {
  const id = "https://example.org/monday";
  await service.admin("PUT", `/articles/${encodeURIComponent(id)}`, { title: "To be purged" });
  return { ids: { id } };
};
const withMedia: Preparation = async ({ service }) => {
  const gif = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
  return { ids: json<{ hash: string }>(await service.admin("POST", "/media?name=a.gif", gif)) };
};
const withChannel: Preparation = async ({ service }) => {
  const channel = { slug: "films", title: "Films", description: "All films" };
  await service.admin("POST", "/channels", channel, { prefer: "respond-async" });
  return nothing;
};
const withSubscriber: Preparation = async ({ service }) => {
  const channel = { slug: "members", title: "Members", description: "For members", access: "private" };
  await service.admin("POST", "/channels", channel, { prefer: "respond-async" });
  const { id } = json<{ id: string }>(await service.admin("POST", "/subscribers", { channel: "members", name: "Ann" }));
  return { ids: { id } };
};
const withSource: Preparation = async ({ service, elsewhere }) => {
  const url = `${elsewhere}/feed.xml`;
  await service.admin("POST", "/sources", { url, every: 3600 }, { prefer: "respond-async" });
  return { ids: { id: url } };
};
const withRun: Preparation = async ({ service }) => ({
  ids: json<{ id: string }>(await service.admin("POST", "/regenerate", {})),
});
const withToken: Preparation = async ({ service }) => ({
  ids: json<{ id: string }>(await service.admin("POST", "/tokens", { name: "test", scopes: ["read"] })),
});
const withSession: Preparation = async ({ service }) => {
  const { session } = json<{ session: string }>(await service.admin("POST", "/sessions"));
  return { headers: { cookie: `${sessionCookies.plain}=${session}` } };
};
const withWebhook: Preparation = async ({ service, elsewhere }) => {
  const { id } = json<{ id: string }>(await service.admin("POST", "/webhooks", { url: `${elsewhere}/hook` }));
  const { n } = json<{ n: number }>(await service.admin("POST", `/webhooks/${id}/test`));
  return { ids: { id, n } };
};

/** By a part of the path; the first one counts. Everything else needs nothing. */
const preparations: readonly [path: RegExp, Preparation][] = [
  [/^\/admin\/articles\/\{id\}\/draft/, withDraft],
  [/^\/admin\/articles\/\{id\}\/restore/, withDeletedArticle],
  [/^\/admin\/articles\/\{id\}\/purge/, withOtherArticle],
  [/^\/admin\/articles\/\{id\}/, withArticle],
  [/^\/admin\/media\/\{hash\}/, withMedia],
  [/^\/admin\/channels\/\{slug\}/, withChannel],
  [/^\/admin\/sources\/(\{id\}|poll)/, withSource],
  [/^\/admin\/subscribers/, withSubscriber],
  [/^\/admin\/runs\/\{id\}/, withRun],
  [/^\/admin\/sessions/, withSession],
  [/^\/admin\/tokens\/\{id\}/, withToken],
  [/^\/admin\/webhooks\/\{id\}/, withWebhook],
];

/** Starts a service and the other server once, for all tests. */
let started: Promise<Place> | undefined;
function startPlace(): Promise<Place> {
  started ??= start();
  return started;
}

async function start(): Promise<Place> {
  const feed = `<rss version="2.0"><channel><title>T</title><link>https://museum.example/</link><description>D</description>
    <item><guid>1</guid><title>New rooms</title><link>https://museum.example/1</link></item></channel></rss>`;
  const server = createServer((_request, response) => response.setHeader("content-type", "text/xml").end(feed));
  const port = await listenInTest(tap, server);
  const config = `${configText}\nfetching: { media: false, allow: ["127.0.0.1"] }\n`;
  return { service: await startService(tap, { config }), elsewhere: `http://127.0.0.1:${port}` };
}

/** Replaces the addresses of other servers, which no test may ask. */
function here<Of>(value: Of, elsewhere: string): Of {
  if (value === undefined) return value;
  return JSON.parse(JSON.stringify(value).replaceAll(/https:\/\/(?:museum\.example|example\.com)/g, elsewhere));
}

/** Sends an example. Each request has an Idempotency-Key of its own, as the description says. */
async function sendExample(
  { service, elsewhere }: Place,
  operation: ReadOperation,
  request: ExampleRequest,
  { ids = {}, headers = {} }: Prepared,
) {
  const target = targetOf(operation, { path: here({ ...request.path, ...ids }, elsewhere), query: request.query });
  const { type, body } = request;
  return service.admin(operation.method, target, bodyOf({ type, body: here(body, elsewhere) }), {
    ...request.headers,
    ...("Idempotency-Key" in request.headers && { "Idempotency-Key": randomUUID() }),
    ...(type !== undefined && { "content-type": type }),
    ...headers,
  });
}

for (const [index, tag] of Object.keys(tags).entries()) {
  testOfCase(index)(`every example of ${tag} works as it stands, and its answer is as described`, async (t) => {
    const place = await startPlace();
    const description = await readDescription(place.service);
    const check = createChecker(description);
    const operations = operationsOf(description).filter((operation) => operation.tags.includes(tag));
    t.ok(operations.length > 0);
    for (const operation of operations) {
      const [, prepare = async () => nothing] = preparations.find(([pattern]) => pattern.test(operation.path)) ?? [];
      for (const request of exampleRequests(operation)) {
        checkAnswer(t, operation, await sendExample(place, operation, request, await prepare(place)), check);
      }
    }
  });
}

/** The headers whose absence from the description a client would notice. */
const describedHeaders = ["ETag", "Location", "Link", "Courant-Outcome", "Preference-Applied"];

function checkAnswer(
  t: Test,
  { method, path, responses }: ReadOperation,
  answer: Answer,
  check: ReturnType<typeof createChecker>,
): void {
  const name = `${method} ${path}: ${answer.status}`;
  t.ok(answer.status < 300, `${name} ${String(answer.body).slice(0, 300)}`);
  const { content = {}, headers = {} } = responses[answer.status] ?? {};
  t.ok(responses[answer.status], `${name} is described`);
  const [type = ""] = String(answer.headers["content-type"] ?? "").split(";");
  t.same(
    type === "" ? [] : [type],
    Object.keys(content).filter((each) => each === type),
    `${name} ${type}`,
  );
  const { place } = content[type] ?? {};
  if (place) t.same(check(place, type === "application/json" ? json(answer) : answer.body.toString()), [], name);
  const present = describedHeaders.filter((header) => answer.headers[header.toLowerCase()] !== undefined);
  t.same(
    present.filter((header) => !(header in headers)),
    [],
    `${name} headers`,
  );
}
