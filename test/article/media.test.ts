import fc from "fast-check";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { completeArticle, type MediaFacts, undescribedUrls } from "../../src/article/media.ts";

const article = (fields: Partial<Article>, courant = {}): Article => ({
  id: "a",
  date_published: "2026-01-01T00:00:00.000Z",
  date_modified: "2026-01-01T00:00:00.000Z",
  ...fields,
  _courant: { revision: 1, ...courant },
});
const [image, banner, sound] = ["https://a.example/i.png", "https://a.example/b", "https://a.example/s.mp3"];
const facts = { type: "image/webp", bytes: 1000, width: 30, height: 20 };
const attached = (more = {}) => [{ url: sound, mime_type: "audio/mpeg", ...more }];

test("only facts that an article leaves unsaid are asked", (t) => {
  t.same(undescribedUrls(article({ image, banner_image: banner, attachments: attached() })), [image, banner, sound]);
  t.same(undescribedUrls(article({ image, banner_image: image })), [image]);
  t.same(undescribedUrls(article({ attachments: attached({ size_in_bytes: 0 }) })), []);
  const picture = [{ url: image, mime_type: "image/png", size_in_bytes: 5 }];
  t.same(undescribedUrls(article({ attachments: picture })), [image], "an attached picture has a size in pixels too");
  t.same(undescribedUrls(article({ image, attachments: picture }, { image_width: 1, image_height: 1 })), []);
  t.same(undescribedUrls(article({})), []);
  t.end();
});

test("facts that were found fill the gaps of an article; its own facts stay", (t) => {
  const known = (url: string, found: MediaFacts) => new Map([[url, found]]);
  const plain = article({ image, attachments: attached() });
  t.equal(completeArticle(plain, new Map()), plain, "the same where nothing was found out");
  t.match(completeArticle(plain, known(image, facts)), {
    _courant: { image_width: 30, image_height: 20, revision: 1 },
    media: { [image]: facts },
  });
  t.same(
    completeArticle(plain, known(sound, { type: "audio/ogg", bytes: 9 })).attachments,
    attached({ size_in_bytes: 9 }),
  );
  const said = article({ image, attachments: attached({ size_in_bytes: 1 }) }, { image_width: 7, image_height: 8 });
  const both = new Map<string, MediaFacts>([
    [image, facts],
    [sound, { bytes: 9 }],
  ]);
  t.match(completeArticle(said, both), {
    attachments: [{ size_in_bytes: 1 }],
    _courant: { image_width: 7, image_height: 8 },
  });
  t.equal(
    completeArticle(article({ image }, { image_width: 7 }), known(image, facts))._courant.image_height,
    undefined,
  );
  t.end();
});

test("a file that is no image is not taken for a picture, nor a text for a sound", (t) => {
  for (const type of [undefined, "text/plain", "application/json", "audio/mpeg"]) {
    const found = new Map([[image, { ...(type && { type }), bytes: 5 }]]);
    for (const named of [article({ image }), article({ banner_image: image })])
      t.equal(completeArticle(named, found), named, String(type));
  }
  const length = (type: string) =>
    completeArticle(article({ attachments: attached() }), new Map([[sound, { type, bytes: 5 }]])).attachments?.[0]
      ?.size_in_bytes;
  t.same(["text/plain", "image/png"].map(length), [undefined, undefined]);
  t.same(["audio/x-m4a", "video/mp4", "application/ogg"].map(length), [5, 5, 5]);
  t.end();
});

test("whatever was found out, nothing that an article says becomes another", (t) => {
  const url = fc.constantFrom(image, banner, sound);
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const amount = fc.integer({ min: 1, max: 100 });
  const articles = fc
    .record({
      image: optional(url),
      banner_image: optional(url),
      attachments: fc.uniqueArray(
        fc.record({
          url,
          mime_type: fc.constantFrom("audio/mpeg", "image/png", "text/plain"),
          size_in_bytes: optional(amount),
        }),
        { selector: (each) => each.url },
      ),
      courant: fc.record({ image_width: optional(amount), image_height: optional(amount) }),
    })
    .map(
      ({ courant, ...fields }) => JSON.parse(JSON.stringify(article(fields as Partial<Article>, courant))) as Article,
    );
  const found = fc.array(
    fc.tuple(
      url,
      fc.record(
        { type: fc.constantFrom("image/png", "audio/mpeg", "text/html"), bytes: amount, width: amount, height: amount },
        { requiredKeys: [] },
      ),
    ),
  );
  const isKept = (before: unknown, after: unknown): boolean =>
    typeof before !== "object" || before === null
      ? before === after
      : Object.entries(before).every(([key, value]) => isKept(value, (after as Record<string, unknown>)[key]));
  fc.assert(
    fc.property(articles, found, (given, entries) => {
      const copy = structuredClone(given);
      const whole = completeArticle(given, new Map(entries));
      return isKept(given, whole) && isKept(copy, given) && isKept(given, copy);
    }),
  );
  t.end();
});
