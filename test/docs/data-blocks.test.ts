import { test } from "tap";
import { parse, stringify } from "yaml";
import { parseConfig } from "../../src/config/load.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { type FencedBlock, fencedBlocks } from "./markdown.ts";
import { documentationPages, readRepositoryFile } from "./repository.ts";

const blocks = documentationPages().flatMap((page) => fencedBlocks(page, readRepositoryFile(page)));
const inLanguage = (language: string) => blocks.filter((block) => block.language === language);
const placeOf = ({ page, line }: FencedBlock) => `${page}:${line}`;

/** The required settings of a configuration. Examples may show a part. */
const minimum = {
  site: { title: "Test Site", url: "https://site.example/", language: "en" },
  channels: [{ slug: "news", title: "News", description: "Everything" }],
};

test("every block is in a language that a test reads", (t) => {
  const read = new Set(["sh", "yaml", "json", "mermaid"]);
  t.same(blocks.filter(({ language }) => !read.has(language)).map(placeOf), []);
  t.end();
});

test("every yaml block is configuration that Courant accepts", (t) => {
  t.ok(inLanguage("yaml").length > 2);
  for (const block of inLanguage("yaml")) {
    const config = parseConfig(stringify({ ...minimum, ...parse(block.text) }), placeOf(block));
    t.match(config, parse(block.text.replaceAll(/\btrue\b/g, "{}")), placeOf(block));
  }
  t.end();
});

test("every json block is an article that Courant takes, or an answer", (t) => {
  t.ok(inLanguage("json").length > 1);
  for (const block of inLanguage("json")) {
    if (block.info === "answer") {
      t.type(JSON.parse(block.text), Object, placeOf(block));
      continue;
    }
    const options = { tags: [], baseUrl: "https://site.example/", format: "json" } as const;
    const { drafts, rejected, skipped } = ingest({ name: undefined, text: block.text }, options);
    t.match([drafts.length, rejected, skipped], [1, [], []], placeOf(block));
  }
  t.end();
});

test("every article that a curl command sends is one that Courant takes", (t) => {
  const bodies = inLanguage("sh").flatMap((block) =>
    [...block.text.matchAll(/admin\/articles \\\n[\s\S]*?--data '([^']*)'/g)].map(([, body = ""]) => ({ block, body })),
  );
  t.ok(bodies.length > 1);
  for (const { block, body } of bodies) {
    const { drafts } = ingest(
      { name: undefined, text: body },
      { tags: [], baseUrl: "https://site.example/", format: "json" },
    );
    t.equal(drafts.length, 1, placeOf(block));
  }
  t.end();
});
