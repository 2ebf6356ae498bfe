import { test } from "tap";
import { pageOfPlayer } from "../../../src/article/html/players.ts";
import { prepare } from "../../../src/article/prepare.ts";
import { sanitise } from "../../../src/article/sanitise.ts";

const clean = (html: string, frames: string[] = []) => sanitise(html, "https://s.example/p/", { frames });

test("a frame becomes a link with its title, to the page where a well-known player plays", (t) => {
  t.equal(
    clean('<iframe src="https://www.youtube.com/embed/abc" title="A film"></iframe>'),
    '<p><a href="https://www.youtube.com/watch?v=abc">A film</a></p>',
  );
  t.equal(
    clean('<p>a <iframe src="//player.vimeo.com/video/1"></iframe></p>'),
    '<p>a <a href="https://vimeo.com/1">Vimeo</a></p>',
  );
  t.equal(
    clean('<iframe src="about:blank" data-src="/map?x=1"></iframe>'),
    '<p><a href="https://s.example/map?x=1">/map</a></p>',
  );
  t.equal(
    clean(
      '<iframe src="https://bandcamp.com/EmbeddedPlayer/album=1"><a href="https://x.bandcamp.com/y">Y by X</a></iframe>',
    ),
    '<p><a href="https://x.bandcamp.com/y">Y by X</a></p>',
  );
  t.equal(clean('<iframe srcdoc="<p>words</p>"></iframe>'), "words");
  t.equal(
    clean('a<iframe src="https://t.example/ns.html" width="0" height="0"></iframe>'),
    "a",
    "which counts readers",
  );
  t.equal(
    clean(
      '<blockquote class="wp-embedded-content"><a href="https://a.example/1">A</a></blockquote><iframe class="wp-embedded-content" src="https://a.example/1/embed/"></iframe>',
    ),
    '<blockquote><a href="https://a.example/1">A</a></blockquote>',
  );
  t.end();
});

test("players are recognised by their addresses, and nothing else is", (t) => {
  const pages: [frame: string, page: string | undefined][] = [
    ["https://www.youtube-nocookie.com/embed/a_b-1?rel=0&start=30", "https://www.youtube.com/watch?v=a_b-1&t=30"],
    ["https://www.youtube.com/embed/videoseries?list=PL1", "https://www.youtube.com/playlist?list=PL1"],
    ["https://player.vimeo.com/video/12?h=ab1&dnt=1", "https://vimeo.com/12/ab1"],
    ["https://www.dailymotion.com/embed/video/x1", "https://www.dailymotion.com/video/x1"],
    ["https://geo.dailymotion.com/player/x5.html?video=x1", "https://www.dailymotion.com/video/x1"],
    ["https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b", "https://soundcloud.com/a/b"],
    ["https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1", undefined],
    ["https://open.spotify.com/embed/episode/4x?utm=1", "https://open.spotify.com/episode/4x"],
    ["https://platform.twitter.com/embed/Tweet.html?id=12", "https://x.com/i/status/12"],
    ["https://www.instagram.com/p/Cx/embed/captioned/", "https://www.instagram.com/p/Cx/"],
    ["https://www.tiktok.com/embed/v2/72", "https://www.tiktok.com/@/video/72"],
    [
      "https://www.google.com/maps/embed?pb=!1m18!2d13.4!3d52.5!2m3",
      "https://www.google.com/maps/search/?api=1&query=52.5%2C13.4",
    ],
    [
      "https://www.google.com/maps/embed/v1/place?key=k&q=Berlin",
      "https://www.google.com/maps/search/?api=1&query=Berlin",
    ],
    ["https://codepen.io/ann/embed/preview/abC?default-tab=js", "https://codepen.io/ann/pen/abC"],
    ["https://player.twitch.tv/?video=v12&parent=a.example", "https://www.twitch.tv/videos/12"],
    ["https://player.twitch.tv/?channel=ann", "https://www.twitch.tv/ann"],
    ["https://clips.twitch.tv/embed?clip=Abc", "https://clips.twitch.tv/Abc"],
    ["https://embed.podcasts.apple.com/us/podcast/a/id1?i=2", "https://podcasts.apple.com/us/podcast/a/id1?i=2"],
    [
      "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fx",
      "https://www.facebook.com/x",
    ],
    ["https://www.facebook.com/plugins/video.php?href=javascript:x", undefined],
    ["https://www.youtube.com.evil.example/embed/abc", undefined],
    ["https://evil.example/www.youtube.com/embed/abc", undefined],
    ["javascript://www.youtube.com/embed/abc", undefined],
    ["/embed/abc", undefined],
  ];
  for (const [frame, page] of pages) t.equal(pageOfPlayer(frame)?.url, page, frame);
  t.end();
});

test("a frame of a named host stays, confined", (t) => {
  const confined =
    'sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" allowfullscreen';
  t.equal(
    clean(
      '<iframe src="https://ok.example/e" width="5" height="6" srcdoc="x" onload="y" allow="camera" sandbox="allow-top-navigation">f</iframe>',
      ["ok.example"],
    ),
    `<iframe src="https://ok.example/e" width="5" height="6" ${confined}></iframe>`,
  );
  for (const src of [
    "http://ok.example/e",
    "https://ok.example:8443/e",
    "https://a.ok.example/e",
    "https://ok.example@b.example/e",
  ]) {
    t.notMatch(clean(`<iframe src="${src}"></iframe>`, ["ok.example"]), /iframe/, src);
  }
  t.end();
});

test("a frame of a host that shows the article does not keep its origin, so that it stays confined", (t) => {
  const framed = (url: string, own = {}) => {
    const content_html = `<p>a</p><iframe src="${url}"></iframe>`;
    const { hostname } = new URL(url);
    const options = { baseUrl: "https://s.example/", origin: "https://feeds.example/a", frames: [hostname] };
    return prepare({ title: "a", content_html, ...own }, options).draft.content_html;
  };
  const without = 'sandbox="allow-scripts allow-popups allow-presentation"';
  for (const url of ["https://s.example/e", "https://S.example/e", "https://feeds.example/e", "//s.example/e"]) {
    t.match(framed(url.replace(/^\/\//, "https://")), without, url);
  }
  t.match(framed("https://blog.example/e", { url: "https://blog.example/1" }), without);
  t.match(framed("https://other.example/e"), "allow-same-origin");
  t.end();
});

test("an object leaves what it contains, a drawing its description", (t) => {
  t.equal(clean('<object data="a.swf"><p>Words</p></object>'), "<p>Words</p>");
  t.equal(
    clean('<p><object><param name="movie" value="a.swf"></object></p>'),
    '<p><a href="https://s.example/p/a.swf">a.swf</a></p>',
  );
  t.equal(
    clean('<object data="a"><embed src="https://www.youtube.com/v/x1"></object>'),
    '<a href="https://www.youtube.com/watch?v=x1">YouTube</a>',
  );
  t.equal(clean('<svg aria-label="b"><title>A map</title><desc>c</desc></svg>'), "A map");
  t.equal(clean('<svg aria-label="A label"><desc>c</desc></svg>'), "A label");
  t.equal(clean("<svg><g><desc>no</desc></g><desc>A description</desc></svg>"), "A description");
  t.equal(clean("a<svg><path/></svg>b"), "ab");
  t.end();
});
