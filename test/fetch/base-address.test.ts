import { test } from "tap";
import { fetchInput } from "../../src/commands/import/fetch-input.ts";
import { baseAddressOf } from "../../src/fetch/base-address.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { serve } from "./hostile.ts";

test("the base of an answer is its Content-Location on the same site, else where it was found, without credentials", (t) => {
  const base = (location?: string) =>
    baseAddressOf({ url: "https://me:secret@a.example/feeds/f.atom?x=1", headers: { "content-location": location } });
  t.equal(base(), "https://a.example/feeds/f.atom?x=1");
  t.equal(base("/blog/"), "https://a.example/blog/");
  t.equal(base("de.atom"), "https://a.example/feeds/de.atom");
  t.equal(base("https://b.example/"), "https://a.example/feeds/f.atom?x=1");
  t.equal(base("http://a.example/"), "https://a.example/feeds/f.atom?x=1");
  t.equal(base("javascript:alert(1)"), "https://a.example/feeds/f.atom?x=1");
  t.end();
});

test("relative addresses of a feed start from where it was fetched, at the end of all redirects", async (t) => {
  const entry =
    '<entry><id>urn:1</id><title>a</title><link href="posts/1"/><content type="html">&lt;img src="b.png"></content></entry>';
  const feeds: Record<string, string> = {
    "/new/f.atom": `<feed xmlns="http://www.w3.org/2005/Atom">${entry}</feed>`,
    "/based.atom": `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="deep/">${entry}</feed>`,
    "/feed.json": JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      items: [{ id: 1, url: "posts/1", content_html: '<img src="b.png">' }],
    }),
  };
  const { port } = await serve(t, (request, response) => {
    const body = feeds[request.url ?? ""];
    if (body === undefined) response.writeHead(302, { location: "/new/f.atom" }).end();
    else
      response.writeHead(200, { "content-type": "application/xml", "content-location": "http://b.example/" }).end(body);
  });
  const found: Record<string, string> = { "/old": "/new/", "/based.atom": "/deep/", "/feed.json": "/" };
  for (const [path, folder] of Object.entries(found)) {
    const origin = `http://127.0.0.1:${port}`;
    const { name, address, bytes } = await fetchInput(`${origin}${path}`, `${origin}${path}`, {
      userAgent: "t",
      allow: [],
    });
    t.equal(name, `${origin}${path}`);
    const input = { name, address, text: Buffer.from(bytes).toString() };
    const { drafts } = ingest(input, { tags: [], baseUrl: "https://site.example/" });
    t.match(
      drafts[0]?.prepared.draft,
      {
        url: `${origin}${folder}posts/1`,
        content_html: `<img src="${origin}${folder}${path === "/based.atom" ? "" : "posts/"}b.png" />`,
      },
      path,
    );
  }
});
