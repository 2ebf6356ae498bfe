import { test } from "tap";
import { atom } from "../../src/render/atom.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { json } from "../../src/render/json.ts";
import { context, documentOf, elements } from "./documents.ts";

const icon = "https://example.org/icon.png";
const image = "https://example.org/image.png";
const drawn = { icon: "https://feeds.example.org/favicon.ico", logo: "https://feeds.example.org/apple-touch-icon.png" };

function picturesOf(given: Partial<DocumentContext>) {
  const whole = { ...context, ...given };
  const document = documentOf(atom, [], whole);
  const feed = JSON.parse(documentOf(json, [], whole)) as { icon?: string; favicon?: string };
  return {
    atom: { icon: elements(document, "icon")[0]?.text, logo: elements(document, "logo")[0]?.text },
    json: { icon: feed.favicon, logo: feed.icon },
  };
}

const archive = { kind: "archive", number: 1, previous: undefined } as const;
const cases: { of: string; given: Partial<DocumentContext>; expected: { icon?: string; logo?: string } }[] = [
  { of: "no picture", given: {}, expected: drawn },
  {
    of: "no picture below a path",
    given: { baseUrl: "https://example.org/a/b" },
    expected: { icon: "https://example.org/a/b/favicon.ico", logo: "https://example.org/a/b/apple-touch-icon.png" },
  },
  { of: "an icon", given: { site: { ...context.site, icon } }, expected: { icon, logo: icon } },
  { of: "an image", given: { site: { ...context.site, image } }, expected: { icon: drawn.icon, logo: image } },
  { of: "both", given: { site: { ...context.site, icon, image } }, expected: { icon, logo: image } },
  { of: "no picture, in an archive", given: { place: archive }, expected: {} },
  {
    of: "an icon, in an archive",
    given: { place: archive, site: { ...context.site, icon } },
    expected: { icon },
  },
  { of: "no picture, published earlier", given: { hasFormerPictures: true }, expected: {} },
];

for (const { of, given, expected } of cases) {
  test(`a site with ${of} has these pictures in Atom and JSON Feed`, async (t) => {
    const { icon, logo } = expected;
    t.same(picturesOf(given), { atom: { icon, logo }, json: { icon, logo } });
  });
}
