import { test } from "tap";
import { parseConfig } from "../../src/config/load.ts";
import { podcastCategories } from "../../src/config/podcast-categories.ts";
import { CourantError } from "../../src/errors.ts";

function podcastOf(yaml: string) {
  const text = `site: {title: Site, url: "https://example.org/", language: en}
channels:
  - slug: talk
    title: Talk
    description: We talk
    podcast: ${yaml}
`;
  return parseConfig(text, "c.yaml").channels[0]?.podcast;
}

function mistakesOf(yaml: string): string[] {
  try {
    podcastOf(yaml);
    return [];
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return error.message.split("\n").map((line) => line.replace("c.yaml:6: channels[0].podcast", ""));
  }
}

test("a podcast needs a cover and a category; the rest has defaults", (t) => {
  t.strictSame(podcastOf('{ image: "https://example.org/cover.jpg", categories: [Technology] }'), {
    image: "https://example.org/cover.jpg",
    categories: ["Technology"],
    explicit: false,
    type: "episodic",
    locked: true,
    people: [],
  });
  const missing = mistakesOf("{}");
  t.match(
    missing[0],
    /^\.image: missing, expected an address .* \(the cover: JPEG or PNG, square, 1400 to 3000 pixels\)$/,
  );
  t.match(missing[1], /^\.categories: missing, expected a list that is not empty/);
  t.end();
});

test("mistakes in a podcast are named", (t) => {
  const cover = 'image: "https://example.org/cover.jpg"';
  const rest = `${cover}, categories: [Technology]`;
  const category = "expected a category of Apple Podcasts, such as Technology or Society & Culture > Documentary";
  const uuid = "expected a UUID that the podcast had before; made from the feed's address if not given";
  for (const [yaml, mistake] of [
    [`${cover}, categories: [Tech]`, `.categories[0]: found "Tech", ${category}`],
    [`${cover}, categories: [Documentary]`, `.categories[0]: found "Documentary", ${category}`],
    [`${cover}, categories: []`, ".categories: found an empty list, expected a list that is not empty"],
    [`${cover}, categories: [Arts, News, Arts]`, '.categories[2]: found "Arts" again, expected it once'],
    [`${rest}, explicit: clean`, '.explicit: found "clean", expected true or false'],
    [`${rest}, type: weekly`, '.type: found "weekly", expected "episodic" or "serial"'],
    [`${rest}, guid: 917393e3-1b1e-5cef-ace4`, `.guid: found "917393e3-1b1e-5cef-ace4", ${uuid}`],
    [
      `${rest}, owner: {name: A}`,
      ".owner.email: missing, expected an email address, such as editor@example.org (the address at which directories ask the owner for consent)",
    ],
    [`${rest}, people: [{role: guest}]`, ".people[0].name: missing, expected one line of text (the person's name)"],
    [`${rest}, autor: A`, ".autor: unknown key, did you mean author?"],
  ] as const) {
    t.strictSame(mistakesOf(`{ ${yaml} }`), [mistake], yaml);
  }
  t.end();
});

test("every category is one, and none is listed twice", (t) => {
  t.ok(podcastCategories.includes("Religion & Spirituality > Religion"));
  t.equal(new Set(podcastCategories).size, podcastCategories.length);
  t.strictSame(
    podcastCategories.filter((category) => !/^[\w& -]+(?: > [\w& -]+)?$/.test(category)),
    [],
  );
  const listed = JSON.stringify(podcastCategories);
  t.strictSame(
    podcastOf(`{ image: "https://example.org/i.jpg", categories: ${listed} }`)?.categories,
    podcastCategories,
  );
  t.end();
});
