import fc from "fast-check";
import { test } from "tap";
import { areUnrelated } from "../../src/article/likeness.ts";

const prose = (words: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${words} ${words.slice(0, 2)}${index}`).join(" ");

test("an edited text is related to what it was, another text is not", async (t) => {
  const gardens = { title: "Weekly notes", content_html: "<p>We planted tomatoes and pruned the old apple trees.</p>" };
  const edited = { title: "Weekly notes", content_html: "<p>We planted tomatoes, and pruned our apple trees.</p>" };
  const trains = { title: "Weekly notes", content_text: "Trains were late again, and nobody could say why." };
  t.equal(areUnrelated(gardens, edited, "content"), false);
  t.equal(areUnrelated(gardens, trains, "content"), true);
  t.equal(
    areUnrelated({ content_text: prose("rain falls", 80) }, { content_text: prose("sun shines", 80) }, "all"),
    true,
  );
  t.equal(areUnrelated({ content_text: "今日は天気がいいです" }, { content_text: "電車が遅れています" }, "all"), true);
  t.equal(
    areUnrelated({ content_text: "今日は天気がいいです" }, { content_text: "今日は天気がとてもいい" }, "all"),
    false,
  );
});

test("a text that grows, shrinks or has no words is not unrelated", async (t) => {
  const short = { title: "x", content_text: "The harbour opens in spring." };
  t.equal(
    areUnrelated(short, { ...short, content_text: `${short.content_text} ${prose("boats leave", 90)}` }, "all"),
    false,
  );
  t.equal(areUnrelated({ title: "One" }, { title: "Two" }, "content"), false);
  t.equal(areUnrelated({}, { content_html: "<img src='https://x.example/a.png'>" }, "all"), false);
});

test("no text is unrelated to itself, and the order makes no difference", async (t) => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 90 }), fc.string({ unit: "binary" }), (one, other) => {
      t.equal(areUnrelated({ content_text: one }, { content_text: one }, "all"), false);
      const [a, b] = [{ content_text: one }, { content_text: other }];
      t.equal(areUnrelated(a, b, "all"), areUnrelated(b, a, "all"));
    }),
  );
});
