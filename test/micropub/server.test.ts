import sharp from "sharp";
import { test } from "tap";
import { json } from "../service.ts";
import { slowTest } from "../slow.ts";
import { baseUrl, png, startMicropub } from "./client.ts";

/* The assertions of https://micropub.rocks/server-tests, with their numbers. */

const entry = (properties: object) => ({ type: ["h-entry"], properties });

test("posts are created by form, JSON and form with files", async (t) => {
  const { send, articleAt, service } = await startMicropub(t);
  const created = async (call: Parameters<typeof send>[0], message: string) => {
    const { status, location, body } = await send(call);
    t.same([status, body], [201, {}], message);
    return (await articleAt(location)).article;
  };
  t.match(await created({ form: "h=entry&content=Micropub+test" }, "100"), { content_text: "Micropub test" });
  const two = "h=entry&content=Two&category[]=test1&category[]=test2";
  t.match(await created({ form: two }, "101"), { tags: ["test1", "test2"] });
  const photo = `${baseUrl}/sunset.jpg`;
  t.match(await created({ form: `h=entry&content=With&photo=${encodeURIComponent(photo)}` }, "104"), { image: photo });
  t.match(await created({ form: "h=entry&content=One&category=test1" }, "107"), { tags: ["test1"] });

  t.match(await created({ json: entry({ content: ["JSON"] }) }, "200"), { content_text: "JSON" });
  const several = entry({ name: ["A title"], content: ["Several"], category: ["a", "b"], "mp-slug": ["x"] });
  t.match(await created({ json: several }, "201"), { title: "A title", tags: ["a", "b"] });
  const html = entry({ content: [{ html: "<p>This has <b>bold</b> text<script>alert(1)</script></p>" }] });
  t.match(await created({ json: html }, "202"), { content_html: "<p>This has <b>bold</b> text</p>" });
  t.match(await created({ json: entry({ content: ["P"], photo: [photo] }) }, "203"), { image: photo });
  const nested = entry({ checkin: [{ type: ["h-card"], properties: { name: ["Los Gorditos"] } }], content: ["Lunch"] });
  t.match(await created({ json: nested }, "204"), { content_text: "Lunch" });
  const described = entry({ content: ["Alt"], photo: [{ value: photo, alt: "A sunset" }] });
  t.match(await created({ json: described }, "205"), { image: photo, _courant: { image_description: "A sunset" } });
  const photos = entry({ content: ["Two photos"], photo: [photo, `${baseUrl}/moon.png`] });
  t.match(await created({ json: photos }, "206"), {
    image: photo,
    attachments: [{ url: `${baseUrl}/moon.png`, mime_type: "image/png" }],
  });

  for (const [number, files] of [
    ["300", ["a.png"]],
    ["301", ["a.png", "b.png"]],
  ] as const) {
    const multipart = new FormData();
    multipart.set("h", "entry");
    multipart.set("content", `Files ${number}`);
    for (const [index, name] of files.entries()) {
      const bytes = Buffer.concat([png, Buffer.from(`${number} ${index}`)]);
      multipart.append(files.length > 1 ? "photo[]" : "photo", new Blob([bytes], { type: "image/png" }), name);
    }
    const article = await created({ multipart }, number);
    t.match(article, { image: /^https:\/\/feeds\.example\/media\/[0-9a-f]+\/a\.png$/ });
    t.equal((article.attachments as unknown[] | undefined)?.length ?? 0, files.length - 1);
    t.equal((await service.get(String(article.image).slice(baseUrl.length))).status, 200);
  }
  await service.admin("POST", "/regenerate", {});
  const feed = JSON.parse((await service.get("/feeds/news.json")).body.toString()) as { items: unknown[] };
  t.equal(feed.items.length, 13, "all of them are published");
});

test("posts are updated, deleted and brought back", async (t) => {
  const { send, articleAt, source } = await startMicropub(t);
  const post = entry({ name: ["Title"], content: ["Before"], category: ["test1", "test2"], summary: ["Summary"] });
  const { location: url } = await send({ json: post });
  const update = async (change: object, message: string) => {
    t.equal((await send({ json: { action: "update", url, ...change } })).status, 204, message);
    return (await articleAt(url)).article;
  };
  const kept = { title: "Title", summary: "Summary" };
  t.match(await update({ replace: { content: ["After"] } }, "400"), { ...kept, content_text: "After" });
  t.match(await update({ add: { category: ["test3"] } }, "401"), { ...kept, tags: ["test1", "test2", "test3"] });
  t.match(await update({ add: { photo: [`${baseUrl}/a.png`] } }, "402"), { ...kept, image: `${baseUrl}/a.png` });
  t.match(await update({ delete: { category: ["test1"] } }, "403"), { ...kept, tags: ["test2", "test3"] });
  t.equal((await update({ delete: ["category"] }, "404")).tags, undefined);
  for (const change of [
    { replace: "This is not a valid update request." },
    { replace: { content: "x" } },
    { add: [] },
  ]) {
    const refused = await send({ json: { action: "update", url, ...change } });
    t.match([refused.status, refused.body], [400, { error: "invalid_request" }], "405");
  }
  t.match(await update({ replace: { content: [{ html: "<p>Markup</p>" }] } }, "to markup"), {
    ...kept,
    content_html: "<p>Markup</p>",
    content_text: undefined,
  });
  t.match(await source(url), { type: ["h-entry"], properties: { content: [{ html: "<p>Markup</p>" }] } });

  for (const [deletion, undeletion, numbers] of [
    [
      { form: `action=delete&url=${encodeURIComponent(url)}` },
      { form: `action=undelete&url=${encodeURIComponent(url)}` },
      "500, 502",
    ],
    [{ json: { action: "delete", url } }, { json: { action: "undelete", url } }, "501, 503"],
  ] as const) {
    t.equal((await send(deletion)).status, 204, numbers);
    t.equal((await articleAt(url)).status, 410, numbers);
    t.equal((await send(undeletion)).status, 204, numbers);
    t.match((await articleAt(url)).article, { ...kept, content_html: "<p>Markup</p>" }, numbers);
  }
});

test("queries, and the media endpoint", async (t) => {
  const { send, source } = await startMicropub(t);
  t.match(
    (await send({ query: "?q=config" })).body,
    { "media-endpoint": `${baseUrl}/micropub/media`, "syndicate-to": [] },
    "600",
  );
  t.same((await send({ query: "?q=syndicate-to" })).body, { "syndicate-to": [] }, "601");
  const { location } = await send({ json: entry({ content: ["Words"], category: ["foo", "bar"] }) });
  t.match(
    await source(location),
    { type: ["h-entry"], properties: { content: ["Words"], category: ["foo", "bar"], "post-status": ["published"] } },
    "602",
  );
  t.same(
    await source(location, "&properties[]=content&properties[]=category"),
    {
      properties: { content: ["Words"], category: ["foo", "bar"] },
    },
    "603",
  );
  t.same(await source(location, "&properties=category"), { properties: { category: ["foo", "bar"] } });
  t.match((await send({ query: "?q=source" })).body, {
    items: [{ type: ["h-entry"], properties: { url: [location] } }],
  });
  t.same((await send({ query: "?q=category&filter=f" })).body, { categories: ["foo"] });
  t.same((await send({ query: "" })).body, {}, "a token is tried");
  t.match(await send({ query: "?q=contact" }), { status: 400, body: { error: "invalid_request" } });

  for (const [number, name, bytes] of [
    ["700", "a.jpg", await sharp(png).jpeg().toBuffer()],
    ["701", "a.png", png],
    ["702", "a.gif", Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "base64")],
  ] as const) {
    const multipart = new FormData();
    multipart.set("file", new Blob([new Uint8Array(bytes)]), name);
    const { status, location } = await send({ path: "/micropub/media", multipart });
    t.match([status, location], [201, /^https:\/\/feeds\.example\/media\//], number);
  }
});

test("tokens: in the header or the form, never both, and with their scopes", async (t) => {
  const { service, send, articleAt } = await startMicropub(t);
  const make = async (...scopes: string[]) =>
    json<{ token: string }>(await service.admin("POST", "/tokens", { name: scopes.join(), scopes })).token;
  const [publish, write, read] = [await make("publish"), await make("write"), await make("read")];
  const post = { json: entry({ content: ["Words"] }) };
  t.equal((await send({ ...post, token: publish })).status, 201, "800");
  t.equal((await send({ form: `h=entry&content=x&access_token=${publish}`, token: "" })).status, 201, "801");
  t.match(await send({ ...post, token: "" }), { status: 401, body: { error: "unauthorized" } }, "802");
  t.match(await send({ ...post, token: read }), { status: 403, body: { error: "insufficient_scope" } }, "803");
  t.match(await send({ form: `h=entry&content=x&access_token=${publish}`, token: publish }), { status: 400 });
  t.match(await send({ ...post, token: "wrong" }), { status: 401, body: { error: "unauthorized" } });

  const draft = await send({ ...post, token: write });
  t.equal(draft.status, 201);
  t.match((await articleAt(draft.location)).article, { _courant: { draft: true } }, "write alone makes a draft");
  t.equal((await service.get(draft.location.slice(baseUrl.length))).status, 404);
  t.equal((await send({ json: { action: "delete", url: draft.location }, token: read })).status, 403);
  const publishing = { action: "update", url: draft.location, replace: { "post-status": ["published"] } };
  t.equal((await send({ json: publishing, token: write })).status, 403);
  t.equal((await send({ json: publishing, token: publish })).status, 204);
  await service.admin("POST", "/regenerate", {});
  t.equal((await service.get(draft.location.slice(baseUrl.length))).status, 200);

  const multipart = new FormData();
  multipart.set("access_token", publish);
  multipart.set("content", "With a file");
  multipart.set("photo", new Blob([new Uint8Array(png)]), "a.png");
  t.equal((await send({ multipart, token: "" })).status, 201, "the token in a form with files");
});

test("a body is read only if its token is valid, or may stand in it, and up to a limit", async (t) => {
  const { service, send } = await startMicropub(t);
  const large = JSON.stringify(entry({ content: ["x".repeat(3_000_000)] }));
  for (const token of ["", "wrong"]) {
    t.equal((await send({ json: JSON.parse(large), token })).status, 401);
    t.match(await send({ path: "/micropub/media", multipart: new FormData(), token }), { status: 401 });
  }
  const fields = new FormData();
  for (let index = 0; index < 3; index++) fields.append("content[]", "x".repeat(2_000_000));
  t.match(await send({ multipart: fields, token: "" }), { status: 400, body: { error_description: /larger than/ } });
  const long = new FormData();
  long.set("content", "x".repeat(5_000_000));
  t.match(await send({ multipart: long }), { status: 400, body: { error_description: /larger than/ } });
  const files = new FormData();
  for (let index = 0; index < 25; index++) files.append("photo[]", new Blob([new Uint8Array(png)]), `${index}.png`);
  t.match(await send({ multipart: files }), { status: 400, body: { error_description: /more than 20 files/ } });
  t.same(json<{ articles: unknown[] }>(await service.admin("GET", "/articles")).articles, []);
});

slowTest("what cannot be understood is refused with words, and nothing is stored", async (t) => {
  const { service, send } = await startMicropub(t);
  const cases: [Parameters<typeof send>[0], number][] = [
    [{ json: [] }, 400],
    [{ json: null }, 400],
    [{ json: { properties: { content: ["x"] } } }, 400],
    [{ json: { type: ["h-event"], properties: { name: ["x"] } } }, 400],
    [{ json: entry({ content: "x" }) }, 400],
    [{ json: entry({ content: ["x"], visibility: ["private"] }) }, 400],
    [{ json: entry({ content: [{ deep: [] }], photo: [null] }) }, 400],
    [{ json: entry({}) }, 400],
    [{ json: { action: "explode", url: "x" } }, 400],
    [{ json: { action: "delete" } }, 400],
    [{ json: { action: "delete", url: `${baseUrl}/articles/nothing` } }, 400],
    [{ json: { action: "delete", url: `${baseUrl}/articles/%ff` } }, 400],
    [{ json: { action: "undelete", url: "https://elsewhere.example/1" } }, 400],
    [{ form: "action=update&url=x" }, 400],
    [{ form: `h=entry&content=${"x".repeat(5_000_000)}` }, 413],
    [{ path: "/micropub/media", json: {} }, 400],
  ];
  for (const [call, status] of cases) {
    const answer = await send(call);
    const name = JSON.stringify(call).slice(0, 100);
    t.equal(answer.status, status, name);
    t.match(answer.body, { error: /^[a-z_]+$/, error_description: /\w/ }, name);
  }
  t.same(json<{ articles: unknown[] }>(await service.admin("GET", "/articles")).articles, []);
});
