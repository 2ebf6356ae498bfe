import { createServer } from "node:http";
import { type Test, test } from "tap";
import { json, listenInTest } from "../service.ts";
import { baseUrl, startMicropub } from "./client.ts";

type Known = { me: string; scope: string };

/** A token endpoint that knows some tokens. */
async function startEndpoint(t: Test, known: Record<string, Known | "broken">) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const token = String(request.headers.authorization).replace("Bearer ", "");
    asked.push(token);
    const found = known[token];
    if (found === undefined) return response.writeHead(401).end();
    if (found === "broken") return response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
  });
  const port = await listenInTest(t, server);
  return { asked, url: `http://127.0.0.1:${port}/token` };
}

const me = "https://site.example/";

test("tokens of a token endpoint write for their owner, with their scopes alone", async (t) => {
  const endpoint = await startEndpoint(t, {
    creator: { me, scope: "create media" },
    drafter: { me, scope: "draft" },
    updater: { me, scope: "update" },
    spelled: { me: "http://SITE.example", scope: "create update delete" },
    stranger: { me: "https://stranger.example/", scope: "create" },
    broken: "broken",
  });
  const { service, send, articleAt } = await startMicropub(t, {
    config: `
site: { title: Test Site, url: "${me}", language: en }
schedule: { cron: "0 0 1 1 *" }
channels: [{ slug: news, title: News, description: Everything }]
micropub: { tokenEndpoint: "${endpoint.url}" }
fetching: { allow: [127.0.0.1], media: false }
`,
  });
  const post = { json: { type: ["h-entry"], properties: { content: ["Words"] } } };
  const created = await send({ ...post, token: "creator" });
  t.equal(created.status, 201);
  t.notOk(((await articleAt(created.location)).article._courant as { draft?: boolean }).draft);
  const drafted = await send({ ...post, token: "drafter" });
  t.match((await articleAt(drafted.location)).article, { _courant: { draft: true } });
  t.equal((await send({ ...post, token: "spelled" })).status, 201, "http, and another spelling of the host");

  const update = { json: { action: "update", url: created.location, replace: { content: ["Other words"] } } };
  for (const token of ["creator", "drafter"]) {
    t.match(await send({ ...update, token }), { status: 403, body: { error: "insufficient_scope" } }, token);
  }
  t.equal((await send({ ...update, token: "updater" })).status, 204);
  t.match(await send({ ...post, token: "updater" }), { status: 403 });
  t.match(await send({ json: { action: "delete", url: created.location }, token: "updater" }), { status: 403 });

  t.match(await send({ ...post, token: "stranger" }), { status: 401, body: { error: "unauthorized" } });
  t.match(await send({ ...post, token: "unknown" }), { status: 401 });
  t.match(await send({ ...post, token: "broken" }), { status: 502, body: { error: "server_error" } });
  t.equal(
    (await service.get("/admin/articles", { authorization: "Bearer creator" })).status,
    401,
    "for Micropub alone",
  );

  const before = endpoint.asked.length;
  t.equal((await send(post)).status, 201);
  t.equal(endpoint.asked.length, before, "a token of Courant is told to nobody");
  const { entries } = json<{ entries: { by: string }[] }>(await service.admin("GET", "/audit?limit=100"));
  t.ok(entries.some(({ by }) => by === `micropub ${me}`));
  const home = (await service.get("/")).body.toString();
  t.match(home, `<link rel="micropub" href="${baseUrl}/micropub">`);
  t.match(home, `<link rel="token_endpoint" href="${endpoint.url}">`);
});
