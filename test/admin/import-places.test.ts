import { test } from "tap";
import { inboxOf, titlesOf } from "../commands/inbox-helpers.ts";
import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";

type Report = { created: number; updated: number; rejected: number; articles: { error?: { detail: string } }[] };

const gardens = "# Weekly notes\n\nWe planted tomatoes and pruned the old apple trees behind the house.";
const trains = "# Weekly notes\n\nEvery carriage came late again, and nobody could explain the reason.";

test("a text replaces no other text that has its headline or its file's name alone", async (t) => {
  const service = await startService(t);
  const send = async (query: string, text: string) => {
    const answer = await service.admin("POST", `/import${query}`, text);
    return { status: answer.status, ...json<Report>(answer) };
  };
  t.match(await send("", gardens), { created: 1 });
  const refused = await send("", trains);
  t.match(refused, { status: 422, rejected: 1 });
  t.match(refused.articles[0]?.error?.detail, /hardly any words in common.*--replace.*replace=true/);
  t.match(await send("", `${gardens} And the pears.`), { updated: 1 }, "an edit");
  t.match(await send("?replace=true", trains), { updated: 1 });

  for (const source of ["monday", "tuesday"]) {
    t.match(await send(`?name=search.md&source=${source}`, `# Search ${source}\n\nHow to search.`), { created: 1 });
  }
  t.match(await send("?name=search.md&source=monday", "# Search monday\n\nHow to search well."), { updated: 1 });
  t.match(
    await send("?name=search.md", "# Search\n\nHow to search anything here."),
    { created: 1 },
    "no place is a place",
  );
  t.equal((await send("?match=id", gardens)).status, 400);
});

slowTest("a text in the inbox that has nothing in common with its article goes to failed", async (t) => {
  const service = await startService(t);
  const inbox = inboxOf(service);
  await inbox.drop("notes.md", gardens.replace("Weekly notes", "Gardens"));
  await inbox.drop("b/notes.md", trains.replace("Weekly notes", "Trains"));
  await inbox.filed("done", 2);
  await inbox.drop("notes.md", "# Kitchen\n\nBread needs flour, water, salt and patience until morning.");
  await inbox.filed("failed", 2);
  await inbox.drop("notes.md", gardens.replace("Weekly notes", "Gardens, again"));
  await inbox.filed("done", 3);
  t.same(await inbox.list("failed"), ["notes.md", "notes.md.error.txt"]);
  const titles = await titlesOf(service);
  t.same(
    ["Gardens, again", "Gardens", "Kitchen", "Trains"].map((title) => titles.includes(title)),
    [true, false, false, true],
  );
});
