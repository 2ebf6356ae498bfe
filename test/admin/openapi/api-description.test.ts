import { globSync, readFileSync } from "node:fs";
import { test } from "tap";
import type { Problem } from "../../../src/errors.ts";
import { json, sharedService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { addToken, outcomeOf, send } from "../token-helpers.ts";
import {
  bodyOf,
  createChecker,
  exampleRequests,
  operationsOf,
  type ReadOperation,
  readDescription,
  targetOf,
} from "./read-description.ts";

const service = sharedService();
const read = async () => operationsOf(await readDescription(await service()));
const nameOf = ({ method, path }: Pick<ReadOperation, "method" | "path">) => `${method} ${path}`;

/** The calls in the sources of the routes, found as text. */
function callsInSources(): string[] {
  const texts = globSync("src/admin/*-routes.ts")
    .filter((file) => !/standalone|metrics/.test(file))
    .map((file) => readFileSync(file, "utf8"));
  const calls = texts.flatMap((text) => [...text.matchAll(/app\.(get|post|put|patch|delete)\(\s*"([^"]+)"/g)]);
  return calls.map(
    ([, method = "", path = ""]) => `${method.toUpperCase()} /admin${path.replaceAll(/:(\w+)/g, "{$1}")}`,
  );
}

test("no route is missing from the description of the API, and no described operation from the API", async (t) => {
  const operations = await read();
  t.same(operations.map(nameOf).sort(), callsInSources().sort());
  t.ok(operations.length > 50);
  const { admin } = await service();
  for (const [path, methods] of Map.groupBy(operations, ({ path }) => path)) {
    const [first] = methods;
    if (!first) continue;
    const [request = { path: {} }] = exampleRequests(first);
    const answer = await admin("OPTIONS", targetOf(first, { path: request.path, query: {} }));
    t.equal(answer.status, 405, path);
    const allowed = String(answer.headers.allow).split(", ");
    t.same(allowed.filter((method) => method !== "HEAD").sort(), methods.map(({ method }) => method).sort(), path);
  }
});

test("every operation says what it does, what it needs and how it fails", async (t) => {
  const description = await readDescription(await service());
  t.match(description, {
    openapi: "3.1.1",
    info: { version: /^\d/, contact: { name: "Test Site", url: "https://site.example/" } },
    servers: [{ url: "https://feeds.example" }],
  });
  const operations = operationsOf(description);
  const ids = operations.map(({ operationId }) => operationId);
  t.equal(new Set(ids).size, ids.length, "operation ids are unique");
  const known = description.tags.map(({ name }) => name);
  t.same([...new Set(operations.flatMap(({ tags }) => tags))].sort(), known.sort());
  for (const operation of operations) {
    const { summary, description, responses, parameters, security, requestBody } = operation;
    const name = nameOf(operation);
    t.ok(summary && description.includes(`scope \`${operation["x-scope"]}\``), name);
    t.match(security, [{ token: [] }], name);
    for (const parameter of parameters) t.type(parameter.description, "string", `${name} ${parameter.name}`);
    for (const { name: each, example } of parameters.filter(({ in: place }) => place !== "query")) {
      t.not(example, undefined, `${name} ${each}`);
    }
    if (requestBody)
      t.ok(
        Object.values(requestBody.content).some(({ example }) => example !== undefined),
        name,
      );
    for (const status of ["400", "401", "403", "429", "500", "503"]) {
      t.same(Object.keys(responses[status]?.content ?? {}), ["application/problem+json"], `${name} ${status}`);
    }
    t.ok(
      Object.keys(responses).some((status) => status < "300"),
      name,
    );
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (status >= "300") continue;
      t.ok(
        status === "204" || Object.values(content).some(({ example }) => example !== undefined),
        `${name} ${status}`,
      );
    }
  }
});

slowTest("every example in the description fits its schema", async (t) => {
  const description = await readDescription(await service());
  const check = createChecker(description);
  for (const operation of operationsOf(description)) {
    const bodies = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ];
    for (const [type, { example, place }] of bodies.flatMap((content = {}) => Object.entries(content))) {
      if (example !== undefined && place) t.same(check(place, example), [], `${nameOf(operation)} ${type}`);
    }
  }
});

test("every operation refuses query parameters that the description does not name", async (t) => {
  const { admin } = await service();
  for (const operation of await read()) {
    const [request] = exampleRequests(operation);
    if (!request) continue;
    const target = targetOf(operation, { path: request.path, query: { ...request.query, unheard: "1" } });
    const headers = request.type === undefined ? {} : { "content-type": request.type };
    const answer = await admin(operation.method, target, bodyOf(request), headers);
    t.match(
      [answer.status, json<Problem>(answer)],
      [400, { code: "REQUEST_INVALID", detail: /“unheard”/ }],
      nameOf(operation),
    );
  }
});

slowTest(
  "every operation refuses a missing token, a token without its scope, and ids that are not there, as documented",
  async (t) => {
    const running = await service();
    const description = await readDescription(running);
    const check = createChecker(description);
    const reader = await addToken(running, { scopes: ["read"] });
    const regenerator = await addToken(running, { scopes: ["regenerate"] });
    for (const operation of operationsOf(description)) {
      const { method, responses } = operation;
      const [request] = exampleRequests(operation);
      if (!request) continue;
      const nothing = Object.fromEntries(
        Object.keys(request.path).map((name) => [name, ["n", "revision"].includes(name) ? 999 : "nothing-here"]),
      );
      const target = targetOf(operation, { path: nothing, query: {} });
      const weak = operation["x-scope"] === "read" ? regenerator : reader;
      const headers = request.type === undefined ? {} : { "content-type": request.type };
      const scoped = await send(running, weak, target, { method, body: bodyOf(request), headers });
      t.same(outcomeOf(scoped), [403, "SCOPE_MISSING"], nameOf(operation));
      t.match(scoped.headers["www-authenticate"], `scope="${operation["x-scope"]}"`, nameOf(operation));
      const answers = [scoped, await running.get(`/admin${target}`, {}, method)];
      if (target.includes("nothing-here") && method !== "PUT")
        answers.push(await running.admin(method, target, bodyOf(request), headers));
      if (request.type === "application/json") answers.push(await running.admin(method, target, "[1]", headers));
      for (const answer of answers) {
        const { place } = responses[answer.status]?.content?.["application/problem+json"] ?? {};
        t.same(place && check(place, json(answer)), [], `${nameOf(operation)} ${answer.status} ${answer.body}`);
      }
    }
  },
);
