import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import fc from "fast-check";
import { type Test, test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { revise } from "../../src/article/revise.ts";
import { deleteCommand } from "../../src/commands/article/delete.ts";
import { editCommand } from "../../src/commands/article/edit.ts";
import { formatEditable, parseEdited } from "../../src/commands/article/editable-text.ts";
import { addFilters } from "../../src/commands/article/filters.ts";
import { listCommand } from "../../src/commands/article/list.ts";
import { showCommand } from "../../src/commands/article/show.ts";
import { changeTags, readTagArguments, tagCommand } from "../../src/commands/article/tag.ts";
import { withAdmin } from "../../src/commands/workspace/with-admin.ts";
import { type ArticleState, articleStates, draftState } from "../../src/stores/article-query.ts";
import { anyDraft } from "../article/arbitrary.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, publishIn, run } from "./process.ts";
import { startPlace } from "./start-place.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

/** A place with three articles, and a service that runs there or none. */
async function placeWith(t: Test, hasService: boolean): Promise<Place> {
  const where = await place(t);
  await publishIn(where, [
    { id: "https://a.example/1", title: "Harbour open", tags: ["news"], date_published: "2020-01-01T00:00:00Z" },
    {
      id: "b",
      title: "Winter",
      content_html: "<p>The <b>harbour</b> is closed.</p>",
      date_published: "2021-01-01T00:00:00Z",
    },
    { id: "c", title: "Later", date_published: "2098-01-01T00:00:00Z" },
  ]);
  if (hasService) await startPlace(t, where);
  return where;
}

const show = async (where: Place, id: string): Promise<Article> =>
  JSON.parse(
    (await commandHere(where, (config, clock, out) => showCommand(config, clock, id, out), { json: true })).out,
  );

/** Edits an article with a function in place of an editor. */
function editHere(
  where: Place,
  id: string,
  change: (text: string) => string | Promise<string>,
  form: "text" | "json" = "text",
) {
  return commandHere(where, (config, clock, output) =>
    editCommand(config, clock, { id, form, openEditor: edit }, output),
  );
  async function edit(file: string) {
    await writeFile(file, await change(await readFile(file, "utf8")));
    return 0;
  }
}

for (const [title, hasService] of [
  ["through a service", true],
  ["without a service", false],
] as const) {
  // Without a service, each command opens the workspace and publishes.
  const testOf = hasService ? test : slowTest;
  testOf(`articles are listed, shown, changed, tagged and deleted ${title}`, async (t) => {
    const where = await placeWith(t, hasService);
    const list = async (filters: object) => {
      const { out } = await commandHere(
        where,
        (config, clock, output) => listCommand(config, clock, { limit: 50, ...filters }, output),
        { json: true },
      );
      return JSON.parse(out).articles.map(({ id }: Article) => id);
    };
    t.same(await list({}), ["c", "b", "https://a.example/1"]);
    t.same(await list({ search: "harb" }), ["b", "https://a.example/1"]);
    t.same(await list({ search: "harb -closed", state: ["published"], to: "2020-01-01", limit: 1 }), [
      "https://a.example/1",
    ]);
    t.same(await list({ limit: 2, sort: "title" }), ["https://a.example/1", "c"]);
    const table = await commandHere(where, (config, clock, output) => listCommand(config, clock, { limit: 1 }, output));
    t.equal(table.out, "2098-01-01 00:00  scheduled  Later  c\n");

    const edited = await editHere(where, "b", (text) =>
      text.replace("title: Winter", "title: Spring").replace("closed", "open"),
    );
    t.same(edited, { code: 0, out: "updated  b\n", err: "" });
    t.match(await show(where, "b"), {
      title: "Spring",
      content_html: "<p>The <b>harbour</b> is open.</p>",
      _courant: { revision: 2 },
    });
    t.match(await editHere(where, "b", (text) => text), { code: 0, out: "unchanged  b\n" });

    const tag = (args: string[], filters = {}) =>
      commandHere(where, (config, clock, output) => tagCommand(config, clock, readTagArguments(args, filters), output));
    t.match(await tag(["+Open", "-News", "https://a.example/1", "b"]), {
      code: 0,
      out: "2 tagged, 0 unchanged, 0 failed\n",
    });
    t.match(await tag(["+open"], { search: "harbour" }), { code: 0, out: "0 tagged, 2 unchanged, 0 failed\n" });
    t.same((await show(where, "https://a.example/1")).tags, ["Open"]);
    t.match(await tag(["-open", "b", "none"]), { code: 1, out: "1 tagged, 0 unchanged, 1 failed\n", err: /none/ });
    t.equal((await show(where, "b")).tags, undefined);

    await commandHere(where, (config, clock, output) =>
      withAdmin(config, clock, output, async (client) => {
        const body = JSON.stringify({ title: "Not yet", _courant: { draft: true } });
        await client.call("/admin/articles/d", {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body,
        });
        return true;
      }),
    );
    t.same(await list({}), ["c", "b", "https://a.example/1"], "a draft has a list of its own");
    t.same(await list({ state: ["draft"], search: "not" }), ["d"]);
    t.match(await editHere(where, "d", (text) => text.replace("Not yet", "Soon")), { code: 0, out: "updated  d\n" });
    t.match(await tag(["+soon", "d"]), { code: 0 });
    const shown = await commandHere(where, (config, clock, output) => showCommand(config, clock, "d", output));
    t.match(shown.out, /^Soon\n[\s\S]*state {6}draft\n[\s\S]*tags {7}soon\n/);
    const drafts = { limit: 9, state: ["draft" as const] };
    const printed = await commandHere(where, (config, clock, output) => listCommand(config, clock, drafts, output));
    t.match(printed.out, /^\d{4}-\d\d-\d\d \d\d:\d\d {2}draft {6}Soon {2}d\n$/);

    const remove = (ids: string[], answer: boolean | undefined, isSure = false) =>
      commandHere(where, (config, clock, output) =>
        deleteCommand(config, clock, { ids, isSure, ask: async () => answer }, output),
      );
    t.match(await remove(["b"], false), { code: 1, err: /Nothing was deleted/ });
    await t.rejects(remove(["b"], undefined), { code: "USAGE_INVALID", message: /--yes/ });
    t.match(await remove(["b", "none"], undefined, true), { code: 1, out: "deleted  b\n", err: /none/ });
    t.match(await remove(["c"], true), { code: 0, out: "deleted  c\n" });
    t.same(await list({}), ["https://a.example/1"]);
  });
}

test("a text that is not stored is kept, and the message says where", async (t) => {
  const where = await placeWith(t, true);
  const change = (text: string) => text.replace("title: Winter", "title: Spring");
  const cases: Record<string, [(text: string) => string | Promise<string>, RegExp]> = {
    "somebody else changed it": [
      async (text) => {
        t.match(await editHere(where, "b", (same) => same.replace("harbour", "port")), { code: 0 });
        return change(text);
      },
      /is at|revision/,
    ],
    "the YAML has a mistake": [(text) => change(text).replace("title:", "title: ["), /Line \d is not valid YAML: Flow/],
    "the members are gone": [() => "Spring", /between two lines/],
    "the id is another one": [(text) => change(text).replace("id: b", "id: x"), /“x”/],
    "an article cannot be so": [
      (text) => change(text).replace(/date_published: .*/, "date_published: never"),
      /date_published/,
    ],
  };
  for (const [name, [edit, reason]] of Object.entries(cases)) {
    let given = "";
    const failure = await editHere(where, "b", async (text) => {
      given = await edit(text);
      return given;
    }).catch((error: Error) => error);
    t.match(failure, { message: reason }, name);
    const [, file = ""] = /your text is kept in (.*)\.$/.exec(String((failure as Error).message)) ?? [];
    t.equal(await readFile(file, "utf8"), given, name);
  }
});

test("an article comes out of the editor as it went in", async (t) => {
  fc.assert(
    fc.property(anyDraft, fc.constantFrom("text" as const, "json" as const), (draft, form) => {
      const { article } = revise(undefined, draft, { now, newId: () => "urn:x" });
      const { date_modified: _, _courant, content_html, content_text, ...members } = article;
      const { revision: __, ...extension } = _courant;
      const expected = JSON.parse(
        JSON.stringify({
          ...members,
          ...(Object.keys(extension).length > 0 && { _courant: extension }),
          ...(content_html && { content_html }),
          ...(content_text && { content_text }),
        }),
      );
      const { text } = formatEditable(article, form);
      const found = parseEdited(text, form, article);
      for (const name of ["content_html", "content_text"]) if (found[name] === "") delete found[name];
      t.same(found, expected);
    }),
  );
});

test("tags that count as the same are one", async (t) => {
  t.same(changeTags(["News", "tech"], { add: ["news", "Art", "ART"], remove: ["TECH"] }), ["News", "Art"]);
  t.same(changeTags([], { add: [], remove: ["x"] }), []);
  for (const [given, filters] of [
    [["a"], {}],
    [["+a"], {}],
    [["+"], { search: "x" }],
    [["+a", "id"], { search: "x" }],
    [["id", "--add", "+a"], {}],
  ] as const) {
    t.throws(() => readTagArguments(given, filters), { code: "USAGE_INVALID" }, given.join(" "));
  }
});

slowTest("the commands as processes, with an editor", async (t) => {
  const where = await placeWith(t, false);
  const env = { ...where.env, VISUAL: "", EDITOR: "sed -i s/Winter/Spring/" };
  t.match(await run({ ...where, env }, ["article", "edit", "b", "--json"]), { code: 0, out: /"outcome": "updated"/ });
  t.match(await run({ ...where, env: { ...env, EDITOR: "" } }, ["article", "edit", "b"]), { code: 2, err: /EDITOR/ });
  t.match(await run({ ...where, env: { ...env, EDITOR: "false" } }, ["article", "edit", "b"]), { code: 1 });
  t.match(await run(where, ["article", "tag", "+x", "-news", "https://a.example/1"]), { code: 0, out: /1 tagged/ });
  t.match(await run(where, ["article", "list", "--search", "-winter", "--tag", "x"]), { code: 0, out: /Harbour open/ });
  t.match(await run(where, ["article", "list", "--state", "lost"]), { code: 2, err: /scheduled/ });
  t.match(await run(where, ["article", "delete", "b"]), { code: 2, err: /--yes/ });
  t.match(await run(where, ["article", "delete", "b", "--yes", "--json"]), { code: 0, out: /"deleted"/ });
  t.match(await run(where, ["article", "show", "b"]), { code: 1, err: /deleted/ });
});

test("a list takes drafts as a state, and the commands that change articles do not", (t) => {
  const parse = (states?: readonly (ArticleState | typeof draftState)[]) =>
    addFilters(new Command().exitOverride().configureOutput({ writeErr: () => {} }), states)
      .parse(["--state", "draft"], { from: "user" })
      .opts();
  t.same(parse([...articleStates, draftState]).state, ["draft"]);
  t.throws(() => parse(), /one of scheduled, published, expired/);
  t.end();
});
