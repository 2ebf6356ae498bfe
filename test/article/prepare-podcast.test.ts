import { test } from "tap";
import { draftsAt } from "./drafts.ts";

const { draftOf, mistakesOf } = draftsAt("https://news.example/home/");

const episode = {
  season: 2,
  episode: 7,
  episode_type: "bonus",
  explicit: false,
  transcripts: [null, { url: "seven.vtt", type: " text/vtt ", language: "pt-br" }],
  chapters: { url: "/seven.json", type: "" },
  people: [{ name: " Ana\tPop ", role: "guest", group: " ", image: "/ana.png", url: "https://a.example" }, {}, null],
};

test("an episode of a podcast comes out clean, and unchanged when it is sent again", (t) => {
  const input = {
    url: "https://a.example/7",
    title: "Seven",
    image: "/i.png",
    _courant: {
      image_width: 1400,
      image_height: 1,
      rights: " © \n 2026 ",
      podcast: { ...episode, people: episode.people.slice(0, 1) },
    },
  };
  const draft = draftOf(input);
  t.strictSame(draft._courant, {
    image_width: 1400,
    image_height: 1,
    rights: "© 2026",
    podcast: {
      season: 2,
      episode: 7,
      episode_type: "bonus",
      explicit: false,
      transcripts: [{ url: "https://a.example/seven.vtt", type: "text/vtt", language: "pt-BR" }],
      chapters: { url: "https://a.example/seven.json" },
      people: [{ name: "Ana Pop", role: "guest", image: "https://a.example/ana.png", url: "https://a.example" }],
    },
  });
  t.strictSame(draftOf(draft), draft);
  t.strictSame(draftOf({ title: "a", _courant: { rights: " ", podcast: { people: [], transcripts: [null] } } }), {
    title: "a",
  });
  t.end();
});

test("mistakes about an image and an episode are listed, with their place", (t) => {
  const places = (courant: object) => mistakesOf({ title: "a", _courant: courant }).split("; ");
  t.strictSame(places({ image_width: 0, image_height: 1.5, rights: 1 }), [
    "/_courant/image_width: found 0, expected a whole number from 1 to 100,000",
    "/_courant/image_height: found 1.5, expected a whole number from 1 to 100,000",
    "/_courant/rights: found 1, expected text",
  ]);
  t.strictSame(places({ podcast: { ...episode, season: 0, episode: "7", episode_type: "Full", explicit: "no" } }), [
    "/_courant/podcast/season: found 0, expected a whole number from 1 to 1,000,000,000",
    '/_courant/podcast/episode: found "7", expected a whole number from 1 to 1,000,000,000',
    '/_courant/podcast/episode_type: found "Full", expected "full" or "trailer" or "bonus"',
    '/_courant/podcast/explicit: found "no", expected true or false',
    "/_courant/podcast/people/1/name: is missing",
  ]);
  const podcast = {
    transcript: [],
    transcripts: [{ url: "ftp://a.example/t", type: "vtt", language: "no such" }, { url: "/t" }],
    chapters: { url: "javascript:1", type: "json" },
    people: [
      { name: "a", img: "/a.png" },
      { name: "b", image: "data:,", url: "x:/a" },
    ],
  };
  t.match(places({ podcast }), [
    /^\/_courant\/podcast\/transcript: there is no such name/,
    "did you mean transcripts?",
    "/_courant/podcast/transcripts/1/type: is missing",
    /^\/_courant\/podcast\/people\/0\/img: there is no such name/,
    /.*/,
    /^\/_courant\/podcast\/transcripts\/0\/url: found "ftp:/,
    /^\/_courant\/podcast\/transcripts\/0\/type: found "vtt", expected a media type/,
    /^\/_courant\/podcast\/transcripts\/0\/language: found "no such", expected a BCP 47/,
    /^\/_courant\/podcast\/chapters\/url: found "javascript:1", expected an http/,
    /^\/_courant\/podcast\/chapters\/type: found "json", expected a media type/,
    /^\/_courant\/podcast\/people\/1\/image: found "data:,", expected an http/,
    /^\/_courant\/podcast\/people\/1\/url: found "x:\/a", expected an http/,
  ]);
  t.end();
});
