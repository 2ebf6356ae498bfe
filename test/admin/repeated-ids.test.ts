import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import type { ImportReport } from "../../src/admin/import.ts";
import { createOpenInputs } from "../../src/admin/open-inputs.ts";
import { createDraftInput } from "../../src/stores/draft-input.ts";
import { place, run, startProcess } from "../commands/process.ts";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";

const filler = `<p>${"word ".repeat(1000)}</p>`;
const line = (id: string, title: string) =>
  JSON.stringify({ id, title, content_html: filler, date_published: "2026-01-01" });

/** NDJSON of 3 MB, in which the id `twice` stands in the first line and in the last. */
function document(): string {
  const others = Array.from({ length: 600 }, (_, index) => line(`other-${index}`, `Other ${index}`));
  return [line("twice", "First"), ...others, line("twice", "Last")].join("\n");
}

/** The same as an export of WordPress. */
function wordPress(): string {
  const item = (id: string, title: string) =>
    `<item><title>${title}</title><guid>urn:${id}</guid><wp:status>publish</wp:status><wp:post_date_gmt>2026-01-01 00:00:00</wp:post_date_gmt><content:encoded><![CDATA[${filler}[box a="1"]]]></content:encoded></item>`;
  const others = Array.from({ length: 600 }, (_, index) => item(`other-${index}`, `Other ${index}`));
  const items = [item("twice", "First"), ...others, item("twice", "Last")].join("\n");
  return `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n${items}</channel></rss>`;
}

const told = /occurs several times in this input, with other content\. Courant imported the first article with it/;

function checkReport(t: Parameters<typeof startService>[0], report: ImportReport, where: string, isAgain: boolean) {
  t.match(report, { created: isAgain ? 0 : 601, updated: 0, unchanged: isAgain ? 601 : 0, rejected: 1, skipped: 0 });
  const rejected = report.articles.filter(({ outcome }) => outcome === "rejected");
  t.match(rejected, [{ where, error: { code: "ARTICLE_CONFLICT", detail: told } }]);
}

async function titleOf(service: TestService, id: string): Promise<string> {
  return json<{ title: string }>(await service.admin("GET", `/articles/${id}`)).title;
}

slowTest(
  "an id that stands twice in a long input, far apart, is the first article, and the second is told",
  async (t) => {
    const service = await startService(t);
    for (const isAgain of [false, true]) {
      const answer = await service.admin("POST", "/import?name=a.ndjson", document());
      checkReport(t, json(answer), "a.ndjson, line 602", isAgain);
      t.equal(await titleOf(service, "twice"), "First");
    }
  },
);

test("parts of one input in requests of their own know the articles of the parts before them", async (t) => {
  const service = await startService(t);
  const send = async (query: string, text: string): Promise<ImportReport> =>
    json(await service.admin("POST", `/import?format=ndjson&${query}`, text));
  t.match(await send("input=one", line("twice", "First")), { created: 1 });
  t.match(await send("input=one&line=2", `${line("other", "Other")}\n${line("twice", "Last")}`), {
    created: 1,
    rejected: 1,
    articles: [{ outcome: "created" }, { where: "input, line 3", error: { detail: told } }],
  });
  t.equal(await titleOf(service, "twice"), "First");
  t.match(await send("input=two", line("twice", "Edited")), { updated: 1 }, "another input edits the article");
  t.match(await send("", line("twice", "Edited again")), { updated: 1 });
});

slowTest("a command sends a long input to a service so that the first of two articles with one id stays", async (t) => {
  const where = await place(t);
  await startProcess(t, where);
  for (const [name, text, place] of [
    ["a.ndjson", document(), "line 602"],
    ["a.xml", wordPress(), "line 603"],
  ] as const) {
    const file = join(where.folder, name);
    await writeFile(file, text);
    for (const isAgain of [false, true]) {
      const report: ImportReport = JSON.parse((await run(where, ["import", "--json", file])).out);
      checkReport(t, report, `${name}, ${place}`, isAgain);
      if (name === "a.ndjson") continue;
      const noted = report.articles.filter(
        (article) => "note" in article && article.note?.startsWith("left out [box]"),
      );
      t.equal(noted.length, 601, "the notes on posts come from the command");
    }
  }
});

test("an input of several requests is forgotten after a pause, and when many others came since", (t) => {
  let callbacks: (() => void)[] = [];
  const clock = {
    ...standingClock("2026-01-01T00:00:00Z"),
    after(_milliseconds: number, callback: () => void) {
      callbacks.push(callback);
      return () => {
        callbacks = callbacks.filter((each) => each !== callback);
      };
    },
  };
  const inputs = createOpenInputs(clock);
  const create = () => createDraftInput("a");
  const first = inputs.find("a", create);
  t.equal(inputs.find("a", create), first);
  t.equal(callbacks.length, 1, "each request begins the pause anew");
  callbacks[0]?.();
  const second = inputs.find("a", create);
  t.not(second, first);
  for (let index = 0; index < 7; index++) inputs.find(`b${index}`, create);
  t.equal(inputs.find("a", create), second);
  for (let index = 0; index < 8; index++) inputs.find(`c${index}`, create);
  t.not(inputs.find("a", create), second);
  t.equal(callbacks.length, 8);
  t.end();
});
