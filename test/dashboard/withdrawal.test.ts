import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { signIn } from "./desk.ts";

slowTest("an admin hears how many articles a channel withdraws, and agrees, before it becomes private", async (t) => {
  const service = await startService(t);
  for (const id of ["a", "b", "c"]) {
    await service.admin("POST", "/articles", {
      id,
      title: id,
      content_html: "<p>x</p>",
      tags: id === "c" ? [] : ["tech"],
    });
  }
  const count = async (body: object) =>
    json<{ articles?: number }>(await service.admin("POST", "/channels/withdrawal", body));
  t.strictSame(await count({ slug: "tech", access: "private", select: { tags: ["tech"] } }), { articles: 2 });
  t.strictSame(await count({ slug: "tech", access: "private", exclusive: false, select: { tags: ["tech"] } }), {
    articles: 0,
  });
  t.strictSame(await count({ slug: "new", access: "private" }), { articles: 0 });
  t.strictSame(await count({ slug: "new", access: "private", exclusive: true }), { articles: 3 });
  t.strictSame(await count({ slug: "new", access: "private", select: { search: "words" } }), {});

  const desk = await signIn(service);
  const page = async (path: string) => String((await desk.get(path)).body);
  t.match(
    await page("/dashboard/channels/edit/tech"),
    /If you make this channel private, 2 articles leave everything public/,
  );
  const fields = {
    ...{
      title: "Tech",
      description: "By tag",
      "select.tags": "tech",
      access: "private",
      content: "full",
      maxAge: "60",
    },
    ...{ limit: "50", maxBytes: "250000", archive: "true" },
  };
  const asked = await desk.post("/dashboard/channels/edit/tech", fields);
  t.equal(asked.status, 422);
  t.match(String(asked.body), /This withdraws 2 articles from everything public/);
  t.match(String(asked.body), /name="withdraw" value="yes"/);
  t.equal((await service.get("/feeds/tech.rss")).status, 200, "nothing is changed yet");
  const agreed = await desk.post("/dashboard/channels/edit/tech", { ...fields, withdraw: "yes" });
  t.equal(agreed.headers.location, "/dashboard/channels/edit/tech?said=saved");
  t.equal((await service.get("/feeds/tech.rss")).status, 401);
  t.match(await page("/dashboard/channels/edit/tech"), /2 articles stand nowhere in public because of it/);
  t.equal((await service.get("/articles/a")).status, 401);
  t.match(
    await page("/dashboard/channels/edit/tech"),
    /name="exclusive"[^>]*><option value="" selected>–<\/option><option value="true">yes<\/option><option value="false">no</,
    "neither is chosen: the channel is exclusive because it selects articles",
  );
  t.equal((await service.get("/articles/c")).status, 200);

  const created = {
    slug: "own",
    title: "Own",
    description: "d",
    access: "private",
    exclusive: "true",
    content: "full",
  };
  const refused = await desk.post("/dashboard/channels", created);
  t.equal(refused.status, 422);
  t.match(String(refused.body), /This withdraws one article from everything public/);

  const open = await desk.post("/dashboard/channels/edit/tech", { ...fields, exclusive: "false" });
  t.equal(open.headers.location, "/dashboard/channels/edit/tech?said=saved");
  await until(async () => (await service.get("/articles/a")).status === 200);
  t.equal((await service.get("/feeds/tech.rss")).status, 401, "the channel is private all the same");
});
