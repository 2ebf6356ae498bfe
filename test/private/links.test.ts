import { test } from "tap";
import { json, startService } from "../service.ts";
import { until } from "../until.ts";
import { addArticles, addSubscriber, privateConfig } from "./helpers.ts";

const config = `${privateConfig}
  - { slug: inner, title: Inner, description: Inside, access: private, exclusive: false, select: { tags: [open] } }
  - { slug: both, title: Both, description: Both, access: private, select: { tags: [shared] } }
`;

test("a page links to no private channel that its readers may not read", async (t) => {
  const service = await startService(t, { config });
  await addArticles(service);
  const shared = { id: "urn:x:shared", title: "Shared", content_text: "Text", tags: ["members", "shared"] };
  await service.admin("POST", "/articles", shared);
  await service.admin("POST", "/regenerate", {});
  const [anna, bea] = [await addSubscriber(service), await addSubscriber(service, "both", "Bea")];
  const path = "/articles/urn:x:shared";
  await until(async () => (await service.get(bea.at(path))).status === 200);

  const open = await service.get("/articles/urn:x:open");
  t.equal(open.status, 200);
  t.notMatch(open.body.toString(), /feeds\/inner/, "a tag that only a private channel selects leads nowhere");

  const own = await service.get(anna.at("/articles/urn:x:members"));
  t.match(own.body.toString(), '<a href="../feeds/members" rel="tag">', "the link goes on below the private address");
  t.equal((await service.get(anna.at("/feeds/members"))).status, 200);

  const text = (await service.get(bea.at(path))).body.toString();
  t.match(text, /members/, "the tag is named");
  t.notMatch(text, /feeds\/(?:members|both)/, "subscribers of two channels read the same page");
});

test("a public file below a private address is kept by no shared cache", async (t) => {
  const service = await startService(t, { config: privateConfig });
  const gif = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
  const { url } = json<{ url: string }>(await service.admin("POST", "/media?name=a.gif", gif));
  const anna = await addSubscriber(service);
  const path = new URL(url).pathname;
  t.match(await service.get(path), { status: 200, headers: { "cache-control": /^public/ } });
  await until(async () => (await service.get(anna.at(path))).status === 200);
  const missing = path.replace("a.gif", "b.gif");
  for (const [at, status, cacheControl] of [
    [anna.at(path), 200, "private, max-age=3600"],
    [anna.at(missing), 404, "private, no-store"],
  ] as const) {
    const { headers, ...answer } = await service.get(at);
    t.equal(answer.status, status);
    t.match(headers, { "cache-control": cacheControl, "x-robots-tag": "noindex", "referrer-policy": "no-referrer" });
    t.equal(headers["access-control-allow-origin"], undefined);
  }
});
