import { configText } from "../service.ts";
import { slowTest } from "../slow.ts";
import { startMicropub } from "./client.ts";

const config = configText.replace(
  "retired:",
  `  - { slug: gold, title: Gold, description: For members, access: private, select: { tags: [gold] } }
  - { slug: words, title: Words, description: For members, access: private, select: { search: harbour } }
retired:`,
);

const entry = (properties: object) => ({ type: ["h-entry"], properties });

slowTest("a post has the visibility that it asks for, or is refused with words", async (t) => {
  const { send } = await startMicropub(t, { config });
  const asked = await send({ query: "?q=config" });
  t.strictSame(asked.body.visibility, ["public", "private"]);
  const cases: [properties: object, answer: { status: number; words?: RegExp }][] = [
    [{ content: ["a"], visibility: ["public"] }, { status: 201 }],
    [
      { content: ["b"], visibility: ["private"] },
      { status: 400, words: /No private channel selects this post/ },
    ],
    [{ content: ["c"], visibility: ["private"], category: ["Gold"] }, { status: 201 }],
    [
      { content: ["d"], visibility: ["public"], category: ["gold"] },
      { status: 400, words: /A private channel selects/ },
    ],
    [{ content: [{ html: "<p>The <b>harbour</b></p>" }], visibility: ["private"] }, { status: 201 }],
    [
      { content: ["The harbour"], visibility: ["public"] },
      { status: 400, words: /A private channel selects/ },
    ],
    [
      { content: ["e"], visibility: ["unlisted"] },
      { status: 400, words: /“visibility” is "unlisted"/ },
    ],
    [
      { content: ["f"], visibility: [{ x: 1 }] },
      { status: 400, words: /Courant knows public and private/ },
    ],
    [{ content: ["g"], category: ["gold"] }, { status: 201 }],
  ];
  for (const [properties, { status, words = /^/ }] of cases) {
    const answer = await send({ json: entry(properties) });
    t.equal(answer.status, status, JSON.stringify(properties));
    t.match(String(answer.body.error_description ?? ""), words);
    if (status !== 201) continue;
    const url = encodeURIComponent(answer.location);
    const source = await send({ query: `?q=source&properties[]=visibility&url=${url}` });
    const { visibility = ["private"] } = properties as { visibility?: string[] };
    t.strictSame(source.body.properties, { visibility });
  }
});

slowTest("an update that asks for a visibility is compared with the post as it would be", async (t) => {
  const { send } = await startMicropub(t, { config });
  const { location: url } = await send({ json: entry({ content: ["a"], category: ["plain"] }) });
  const update = (replace: object) => send({ json: { action: "update", url, replace } });
  t.match(await update({ visibility: ["private"] }), {
    status: 400,
    body: { error_description: /No private channel/ },
  });
  t.match(await update({ visibility: ["private"], category: ["gold"] }), { status: 204 });
  t.match(await update({ visibility: ["public"] }), { status: 400, body: { error_description: /A private channel/ } });
  t.match(await update({ visibility: ["private"], content: ["b"] }), { status: 204 });
  t.match(await update({ visibility: ["public"], category: ["plain"] }), { status: 204 });
});
