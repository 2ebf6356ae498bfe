import fc from "fast-check";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { idReader } from "../../src/article/fields.ts";
import { limits } from "../../src/article/limits.ts";
import { json, sharedService } from "../service.ts";
import { slowTest } from "../slow.ts";

type Problem = { code: string; detail: string };

const service = sharedService();
const longAddress = `https://site.example/${"%E2%82%AC/".repeat(300)}`.slice(0, limits.url);

const ids = [
  "a/b/../c",
  "/",
  "//",
  "a/draft",
  "draft",
  "a/draft/publish",
  "a/revisions/1/restore",
  "%2F",
  "%252F",
  "%",
  "%zz",
  "a?b#c",
  ":id",
  "*",
  "...",
  "a\\b",
  "__proto__",
  "ü ñ 漢字 🦉",
  "/".repeat(limits.id),
  "漢".repeat(limits.id),
  "%".repeat(limits.id),
];

async function findAgain(id: string): Promise<string[]> {
  const { admin } = await service();
  const path = `/articles/${encodeURIComponent(id)}`;
  const { status, headers } = await admin("PUT", path, { title: "T" });
  if (status > 201) return [`PUT ${status}`];
  const location = headers.location === undefined ? path : String(headers.location).replace("/admin", "");
  const found = await admin("GET", location);
  const removed = await admin("DELETE", path);
  return [json<Article>(found).id, String(removed.status)];
}

slowTest("an article with any id is found again at its address, whose id is one segment", async (t) => {
  for (const id of ids) t.same(await findAgain(id), [id, "204"], id.slice(0, 40));
  const { admin } = await service();
  t.equal((await admin("POST", "/articles", { url: longAddress, title: "Long" })).status, 201);
  const long = await admin("GET", `/articles/${encodeURIComponent(longAddress)}`);
  t.equal(json<Article>(long).id, longAddress, "an article's address can be its id, and is longer than other ids");

  const unit = fc.constantFrom(..."ab/%2F5?#:*.;,&=+\\ é漢🦉", "/draft", "/revisions/1");
  const anyId = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit, minLength: 1 }));
  await fc.assert(
    fc.asyncProperty(
      anyId.filter((id) => idReader.read(id) === id && id.isWellFormed()),
      async (id) => JSON.stringify(await findAgain(id)) === JSON.stringify([id, "204"]),
    ),
  );
});

test("an id whose slashes are not encoded is refused, with the way to write it", async (t) => {
  const { admin } = await service();
  for (const method of ["GET", "PUT", "PATCH", "DELETE", "POST"] as const) {
    for (const path of ["/articles/https://site.example/a", "/articles/a/b", "/articles//", "/articles/a/"]) {
      const answer = await admin(method, path, method === "PUT" ? { title: "T" } : undefined);
      t.equal(answer.status, 400, `${method} ${path}`);
      t.match(json<Problem>(answer), { code: "REQUEST_INVALID", detail: "write each as %2F" }, path);
    }
  }
});
