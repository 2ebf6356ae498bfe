import { test } from "tap";
import { findContradictions } from "../../src/config/contradictions.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { findWarnings } from "../../src/config/warnings.ts";

const podcast = { categories: ["Arts"], explicit: false, type: "episodic" as const, locked: true, people: [] };
const channel = {
  slug: "a",
  title: "A",
  description: "A",
  content: "full" as const,
  limit: 5,
  maxBytes: 10_000,
  archive: true,
};

test("a cover whose name shows that Apple refuses it is a mistake", (t) => {
  const mistakes = (image: unknown) =>
    findContradictions({ sources: [], retired: [], moved: {}, channels: [{ ...channel, podcast: { image } }] });
  for (const image of [
    "https://a.example/c.jpg",
    "https://a.example/c.PNG?x=1.webp",
    "https://a.example/cover",
    7,
    undefined,
  ]) {
    t.strictSame(mistakes(image), []);
  }
  t.match(mistakes("https://a.example/c.webp?v=1"), [
    { path: ["channels", "0", "podcast", "image"], text: /expected a picture in JPEG or PNG$/ },
  ]);
  t.end();
});

test("a role that no app knows is told", (t) => {
  const environment = readEnvironment({ BASE_URL: "https://feeds.courant.press" });
  const people = [{ name: "Ann", role: "Guest" }, { name: "Bo", role: "gest" }, { name: "Cy" }];
  const channels = [{ ...channel, podcast: { ...podcast, image: "https://a.example/c.jpg", people } }];
  const site = { title: "A", url: "https://courant.press/", language: "en" };
  t.match(findWarnings({ site, channels, environment }), [/channels\[0\]\.podcast\.people\[1\]\.role is “gest”/]);
  t.end();
});
