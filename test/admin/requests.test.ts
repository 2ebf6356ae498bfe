import { connect } from "node:net";
import Fastify from "fastify";
import { test } from "tap";
import { createErrorHandler, problemDetails } from "../../src/plugins/problems.ts";
import { json, startService, type TestService, token } from "../service.ts";
import { until } from "../until.ts";

type Problem = { code: string; detail: string };
const send = async (service: TestService, path: string, body: string, headers = {}) => {
  const answer = await service.admin("POST", path, body, { "content-type": "application/json", ...headers });
  return { status: answer.status, headers: answer.headers, ...json<Problem>(answer) };
};

test("requests that cannot be understood are refused with the reason and the place", async (t) => {
  const service = await startService(t);
  const typed = ["/articles", "/articles/a", "/runs", "/runs/a", "/stats", "/sources", "/export"];
  for (const path of typed) {
    const { status, body } = await service.admin("GET", `${path}?limits=5&__proto__=1`);
    t.equal(status, 400, path);
    t.match(body.toString(), /REQUEST_INVALID.*|(?:Known are|no parameters)/);
  }
  const { detail } = json<Problem>(await service.admin("GET", "/articles?limits=5"));
  t.equal(
    detail,
    "The query has “limits”, which is not a known name. The known names are: q, tag, author, channel, state, source, from, to, sort, limit, cursor.",
  );
  t.match(
    json<Problem>(await service.admin("GET", "/articles?sort=newest")).detail,
    /^The value of \/sort in the query must be one of: published, -published, .*, relevance, due\.$/,
  );
  t.equal((await service.admin("GET", "/articles?limit=5")).status, 200);
  t.equal((await service.admin("GET", "/nothing?a=1")).status, 404, "a path that is not there comes first");
  t.match(await send(service, "/import?tags=a", "x"), {
    status: 400,
    detail: /The known names are: tag, .*source, replace, match/,
  });

  for (const path of ["/articles", "/regenerate", "/sources/poll"]) {
    t.match(await send(service, path, '{\n  "a": 1,\n  b}'), { status: 400, detail: /line 3, column 3/ }, path);
    t.match(await send(service, path, '{"a": }'), { status: 400, detail: /line 1, column 7/ }, path);
    const mistyped = await service.admin("POST", path, Buffer.from('{"title": "\xfc"}', "latin1"), {
      "content-type": "application/json; charset=iso-8859-1",
    });
    t.match([mistyped.status, json<Problem>(mistyped).detail], [400, /not valid UTF-8 \(near byte 11\)/], path);
    const coded = await send(service, path, "{}", { "content-encoding": "gzip" });
    t.match(coded, { status: 415, code: "MEDIA_TYPE_UNSUPPORTED", headers: { "accept-encoding": "identity" } }, path);
  }
  for (const name of ["__proto__", "constructor"]) {
    const body = `{"${name}": {"prototype": {}}}`;
    t.match(await send(service, "/regenerate", body), { status: 400, detail: `“${name}”, which is not a known name` });
    t.match(await send(service, "/sources/poll", body), {
      status: 400,
      detail: `“${name}”, which is not a known name`,
    });
    t.match(await send(service, "/articles", `{"title": "T", "${name}": {"prototype": {}}}`), {
      status: 422,
      detail: `/${name}: there is no such name`,
    });
  }
  t.equal((await service.admin("POST", "/regenerate", "", { "content-type": "application/json" })).status, 200);
});

test("an answer says where the article is, and an error page is no document", async (t) => {
  const service = await startService(t);
  const article = { id: "a/1", title: "T" };
  for (const status of [201, 200]) {
    const answer = await service.admin("POST", "/articles", article);
    t.match([answer.status, answer.headers.location], [status, "/admin/articles/a%2F1"]);
  }
  const one = await service.admin("POST", "/import?name=x.md", "# One\n\nText.");
  const { articles } = json<{ articles: { id: string; url: string }[] }>(one);
  t.equal(one.headers.location, `/admin/articles/${encodeURIComponent(articles[0]?.id ?? "")}`);
  t.match(articles[0]?.url, /^https:\/\/feeds\.example\/articles\/urn:uuid:/);
  const two = await service.admin("POST", "/import?name=x.json", '[{"title":"A"},{"title":"B"}]');
  t.equal(two.headers.location, undefined);
  for (const path of ["/404.html", "/410.html"]) t.equal((await service.get(path)).status, 404);
  t.match((await service.get("/nothing", { accept: "text/html" })).body.toString(), /<!doctype html>/i);
});

test("an upload that breaks off is no error of the service", async (t) => {
  const levels: string[] = [];
  const log = Object.fromEntries(["info", "warn", "error"].map((level) => [level, () => levels.push(level)]));
  const answerError = createErrorHandler(log as never, false);
  const app = Fastify();
  await app.register(problemDetails, { answerError });
  app.addContentTypeParser("*", async (_request: unknown, payload: AsyncIterable<Buffer>) => payload);
  app.post("/upload", async ({ body }) => ({
    size: Buffer.concat(await Array.fromAsync(body as AsyncIterable<Buffer>)).length,
  }));
  app.post("/fails", async () => {
    throw new Error("broken");
  });
  t.teardown(() => app.close());
  const { port } = new URL(await app.listen({ port: 0, host: "127.0.0.1" }));
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: text/x\r\nContent-Length: 100\r\n\r\nhalf");
  await new Promise((resolve) => socket.once("connect", resolve));
  app.server.getConnections(() => socket.end(() => socket.destroy()));
  await until(async () => levels.length > 0);
  t.same(levels, ["info"]);
  await fetch(`http://127.0.0.1:${port}/fails`, { method: "POST", headers: { authorization: token } });
  t.same(levels, ["info", "error"]);
});
