import { test } from "tap";
import { checkCommand } from "../../src/commands/check/check.ts";
import { commandHere } from "../commands/command-here.ts";
import { place, publishIn } from "../commands/process.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: members, title: Members, description: d, access: private, select: { tags: [members] } }
  - { slug: news, title: News, description: d }
  - { slug: gold, title: Gold, description: d, access: private, select: { tags: [gold] } }
  - { slug: inner, title: Inner, description: d, access: private, exclusive: false, select: { tags: [gold] } }
`;

test("check counts an article that two exclusive channels select once", async (t) => {
  const where = await place(t, config);
  const tagged = (id: string, tags: string[]) => ({ id, title: id, content_text: "x", tags });
  await publishIn(where, [tagged("both", ["members", "gold"]), tagged("gold", ["gold"]), tagged("open", [])]);
  const { out } = await commandHere(where, checkCommand);
  t.match(out, "“members” withdraws 1 article from the public; “gold” withdraws 1 article from the public");
  t.notMatch(out, /“(?:news|inner)” withdraws/);
});
