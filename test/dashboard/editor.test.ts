import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { DraftArticle } from "../../src/article/draft-article.ts";
import { type Answer, json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { type Desk, type Fields, signIn } from "./desk.ts";

const configText = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *", timezone: Europe/Berlin }
channels: [{ slug: news, title: News, description: Everything }]
`;

const unescaped = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name as "amp"],
  );

/** The fields of the editor on a page, as a browser would send them. */
function fieldsOf(page: unknown): Record<string, string | string[]> {
  const form = /<form id="editor"[\s\S]*?<\/form>/.exec(String(page))?.[0] ?? "";
  const fields: Record<string, string | string[]> = {};
  const add = (name: string, value: string) => {
    if (name.endsWith("[]")) fields[name] = [...(fields[name] ?? []), value];
    else fields[name] = value;
  };
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const attribute = (name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
    const isChosen = attribute("type") !== "radio" || / checked/.test(tag);
    if (attribute("name") !== "" && isChosen) add(attribute("name"), attribute("value"));
  }
  for (const [, name = "", value = ""] of form.matchAll(/<textarea\b[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
    add(name, unescaped(value));
  return fields;
}

async function startDesk(t: Parameters<typeof startService>[0]) {
  const clock = standingClock("2026-09-01T10:00:00Z");
  const service = await startService(t, { clock, config: configText });
  return { clock, service, desk: await signIn(service) };
}

const path = (id: string) => `/dashboard/articles/edit/${encodeURIComponent(id)}`;

async function open(desk: Desk, place: string) {
  const page = await desk.get(place);
  if (page.status !== 200) throw new Error(`${page.status} ${page.body}`);
  return fieldsOf(page.body);
}

const save = (desk: Desk, fields: Fields, action: string, headers = {}): Promise<Answer> =>
  desk.post("/dashboard/articles/save", { ...fields, action }, headers);
const read = async <Shown = Article>(service: TestService, id: string, rest = "") =>
  json<Shown>(await service.admin("GET", `/articles/${encodeURIComponent(id)}${rest}`));

slowTest("an article is written, saved, published, changed beside and published again, without scripts", async (t) => {
  const { desk, service } = await startDesk(t);
  const fields = await open(desk, "/dashboard/articles/new");
  const id = String(fields.id);
  const written = {
    ...fields,
    title: "Title <b>",
    summary: "Sum",
    content: "<p>One</p>\r\n<p>Two<script>x</script></p>",
    "tag[]": ["a, b", "", "c"],
    "author_name[]": ["Ann", "", "Bob"],
    "author_url[]": ["https://ann.example/", "", ""],
    image: "https://site.example/a.png",
    image_description: "A harbour",
    image_credit: "Cy",
    "attachment_url[]": ["https://site.example/a.mp3"],
    "attachment_type[]": ["audio/mpeg"],
    language: "de",
  };
  const saved = await save(desk, written, "save");
  t.equal(saved.status, 303);
  t.equal(saved.headers.location, `${path(id)}?said=saved`);
  t.match(await read<DraftArticle>(service, id), {
    title: "Title <b>",
    content_html: "<p>One</p>\n<p>Two</p>",
    tags: ["a, b", "c"],
    authors: [{ name: "Ann", url: "https://ann.example/" }, { name: "Bob" }],
    attachments: [{ url: "https://site.example/a.mp3", mime_type: "audio/mpeg" }],
    language: "de",
    _courant: { draft: true, image_description: "A harbour", image_credit: "Cy" },
  });

  const again = await open(desk, path(id));
  t.match(again, { title: "Title <b>", content: "<p>One</p>\n<p>Two</p>", draft: "1", published: "" });
  t.equal((await save(desk, again, "publish")).headers.location, `${path(id)}?said=published`);
  const first = await read(service, id);
  t.notMatch(first._courant, { draft: true });
  t.equal(first.date_published, "2026-09-01T10:00:00.000Z");

  const third = await open(desk, path(id));
  t.match(third, {
    published: String(first._courant.revision),
    draft: "",
    date_published: "2026-09-01T12:00",
    date_published_offset: "2026-09-01T12:00+02:00",
  });
  await save(desk, { ...third, title: "New", "tag[]": [""], image: "" }, "save");
  t.equal((await read(service, id)).title, "Title <b>", "what is published stays");
  const draft = await read<DraftArticle>(service, id, "/draft");
  t.match(draft, { title: "New", tags: undefined, image: undefined, date_published: first.date_published });
  await save(desk, await open(desk, path(id)), "publish");
  t.match(await read(service, id), { title: "New", language: "de" });
});

test("what the form does not show stays as it is, and so do exact dates", async (t) => {
  const { desk, service } = await startDesk(t);
  const article = {
    id: "x",
    title: "T",
    content_text: "Plain\n\nText",
    date_published: "2026-08-01T10:00:05.123Z",
    authors: [{ name: "Ann", avatar: "https://ann.example/a.png" }],
    attachments: [
      { url: "https://site.example/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 5, duration_in_seconds: 1.5 },
    ],
    banner_image: "https://site.example/b.png",
    image: "https://site.example/c.png",
    _courant: { rights: "R", image_width: 5, image_height: 6, expires: "2027-01-01T00:00:00.5Z" },
  };
  await service.admin("PUT", "/articles/x", article);
  const before = await read(service, "x");
  await save(desk, await open(desk, path("x")), "publish");
  const { _courant, ...after } = await read(service, "x");
  t.same({ ...after, _courant: { ..._courant, revision: 1 } }, before);
});

test("an article is scheduled in the time zone, and an hour that comes twice or never is asked about", async (t) => {
  const { desk, service } = await startDesk(t);
  const fields: Fields = { ...(await open(desk, "/dashboard/articles/new")), title: "T" };
  const id = String(fields.id);
  const asked = await save(desk, { ...fields, publish_at: "2026-10-25T02:30" }, "schedule");
  t.equal(asked.status, 422);
  t.match(String(asked.body), "This hour comes twice");
  t.equal(
    (await service.admin("GET", `/articles/${encodeURIComponent(id)}`)).status,
    404,
    "nothing is saved before the answer",
  );
  const again = fieldsOf(asked.body);
  t.match(
    again,
    { title: "T", publish_at: "2026-10-25T02:30", publish_at_offset: "2026-10-25T02:30+02:00" },
    "nothing is lost",
  );
  t.equal(
    (await save(desk, { ...again, publish_at_offset: "2026-10-25T02:30+01:00" }, "schedule")).headers.location,
    `${path(id)}?said=scheduled`,
  );
  const publishAt = async () => (await read<DraftArticle>(service, id, "/draft"))._courant.publish_at;
  t.equal(await publishAt(), "2026-10-25T01:30:00.000Z");

  const shown = await open(desk, path(id));
  t.match(shown, { publish_at: "2026-10-25T02:30", publish_at_offset: "2026-10-25T02:30+01:00" });
  await save(desk, { ...shown, title: "U" }, "save");
  t.equal(await publishAt(), "2026-10-25T01:30:00.000Z", "saving keeps the time");
  const skipped = await save(desk, { ...(await open(desk, path(id))), publish_at: "2027-03-28T02:30" }, "schedule");
  t.match(String(skipped.body), "This time does not exist");
  t.match(String(skipped.body), /Mar 28, 2027, 1:30\sAM/);
  t.match(String(skipped.body), /Mar 28, 2027, 3:30\sAM/);
  t.equal((await save(desk, { ...(await open(desk, path(id))), publish_at: "" }, "unschedule")).status, 303);
  t.equal(await publishAt(), undefined);
});

test("a version that somebody else saved is shown beside what was typed, and neither is lost", async (t) => {
  const { desk, service } = await startDesk(t);
  await service.admin("PUT", "/articles/x", { title: "One" });
  const fields = await open(desk, path("x"));
  await service.admin("PUT", "/articles/x", { title: "Two <i>" });
  const conflict = await save(desk, { ...fields, title: "Mine" }, "publish");
  t.equal(conflict.status, 412);
  const page = String(conflict.body);
  t.match(page, "Somebody else has changed this article");
  t.match(page, "<strong>Two &lt;i&gt;</strong>");
  t.match(fieldsOf(page), { title: "Mine", published: "2" });
  t.equal((await read(service, "x")).title, "Two <i>");
  t.equal((await save(desk, fieldsOf(page), "publish")).status, 303, "saving again puts one's own in its place");
  t.equal((await read(service, "x")).title, "Mine");
  const autosaved = await save(desk, { ...fields, title: "Late" }, "autosave", { accept: "application/json" });
  t.equal(autosaved.status, 412);
  t.match(json(autosaved), { published: /\d/, conflict: /Late/ });
});

slowTest("an autosave makes a draft only, and never schedules one", async (t) => {
  const { desk, service } = await startDesk(t);
  await service.admin("PUT", "/articles/x", { title: "One" });
  const fields = await open(desk, path("x"));
  const typed = {
    ...fields,
    title: "Typed",
    publish_at: "2026-12-01T10:00",
    date_published: "2026-03-29T02:30",
    date_published_offset: "",
  };
  const answer = await save(desk, typed, "autosave", { accept: "application/json" });
  t.match(json(answer), { published: "1", draft: "2", edit: path("x"), at: /^2026-09-01T10:00:0/ });
  t.equal((await read(service, "x")).title, "One");
  const draft = await read<DraftArticle>(service, "x", "/draft");
  t.match(draft, { title: "Typed", _courant: { publish_at: undefined } });
  t.equal(draft.date_published, "2026-09-01T10:00:00.000Z", "a date in question is left out");
  const refused = await save(desk, { ...(await open(desk, "/dashboard/articles/new")) }, "autosave", {
    accept: "application/json",
  });
  t.match(json(refused), { status: 422, code: "ARTICLE_INVALID" });
});

test("Markdown becomes HTML, and a mistake gives the form back with what was typed", async (t) => {
  const { desk, service } = await startDesk(t);
  const fields: Fields = {
    ...(await open(desk, "/dashboard/articles/new")),
    title: "T",
    format: "markdown",
    content: "# Head\r\n\r\nSome *text*",
  };
  await save(desk, fields, "save");
  const { content_html } = await read(service, String(fields.id));
  t.equal(content_html, "<h1>Head</h1>\n<p>Some <em>text</em></p>");
  const wrong = await save(
    desk,
    { ...(await open(desk, path(String(fields.id)))), language: "no language!", title: "Typed" },
    "save",
  );
  t.equal(wrong.status, 422);
  t.match(String(wrong.body), /role="alert"><p dir="auto">[^<]*\/language/);
  t.match(fieldsOf(wrong.body), { title: "Typed", language: "no language!" });
});

slowTest(
  "a draft is discarded, an article deleted and brought back, and a revision compared and restored",
  async (t) => {
    const { desk, service } = await startDesk(t);
    await service.admin("PUT", "/articles/x", { title: "One", tags: ["a"] });
    await service.admin("PUT", "/articles/x", { title: "One two <b>", tags: ["b"] });
    const revisions = "/dashboard/articles/revisions/x";
    const list = String((await desk.get(revisions)).body);
    t.match(list, "<ins>");
    t.match(list, "two");
    t.notMatch(list, "two <b>");
    t.equal((await desk.post("/dashboard/articles/revert", { id: "x", revision: "1" })).status, 303);
    t.match(await read(service, "x"), { title: "One", tags: ["a"] });
    t.match(String((await desk.get(`${revisions}?from=2&to=3`)).body), "From 2 to 3");
    t.equal((await desk.get("/dashboard/articles/revisions/nothing")).status, 404);

    await save(desk, { ...(await open(desk, path("x"))), title: "Draft" }, "save");
    t.equal((await save(desk, await open(desk, path("x")), "discard")).headers.location, `${path("x")}?said=discarded`);
    t.equal((await service.admin("GET", "/articles/x/draft")).status, 404);
    t.equal((await save(desk, await open(desk, path("x")), "delete")).headers.location, path("x"));
    const gone = await desk.get(path("x"));
    t.equal(gone.status, 410);
    t.match(String(gone.body), "Bring it back");
    t.equal((await desk.post("/dashboard/articles/bring-back", { id: "x" })).status, 303);
    t.equal((await read(service, "x")).title, "One");
  },
);

test("the preview shows the items, the page in a frame without rights, and what may be mended", async (t) => {
  const { desk } = await startDesk(t);
  const hostile = '"><img src=x onerror=alert(1)>';
  const fields = {
    ...(await open(desk, "/dashboard/articles/new")),
    title: hostile,
    content: `<p>${hostile}</p>`,
    publish_at: "2026-10-25T02:30",
  };
  const page = await desk.post("/dashboard/articles/preview", fields);
  t.equal(page.status, 200);
  const text = String(page.body);
  t.match(text, '<iframe class="page" sandbox title=');
  t.notMatch(text, /<img src=x|onerror=alert\(1\)>/);
  t.match(text, "It has no summary.");
  t.match(text, "This hour comes twice");
  t.match(page.headers["content-security-policy"], /img-src 'self' data: blob: http: https:;/);
  t.match(page.headers["content-security-policy"], "script-src 'self';");
  const part = String((await desk.post("/dashboard/articles/preview?part=yes", fields)).body);
  t.match(part, /^<h3>/);
  t.notMatch(
    (await desk.get("/dashboard/articles")).headers["content-security-policy"],
    "https:",
    "only pages that show pictures load them",
  );
});

test("a token that may only write makes drafts, and is shown no button to publish", async (t) => {
  const { service } = await startDesk(t);
  const made = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "Ann", scopes: ["write"] }));
  const desk = await signIn(service, made.token);
  const page = String((await desk.get("/dashboard/articles/new")).body);
  t.notMatch(page, 'value="publish"');
  t.notMatch(page, 'value="schedule"');
  const fields: Fields = { ...fieldsOf(page), title: "T" };
  t.equal((await save(desk, fields, "publish")).status, 403);
  const draft = await read<DraftArticle>(service, String(fields.id));
  t.equal(draft._courant.draft, true, "what was typed is a draft");
});
