import { test } from "tap";
import { relativeAddresses } from "../../src/render/page.ts";

test("the addresses of a private page are relative, and those of others stay", (t) => {
  const base = "https://feeds.example/a";
  const page = `<a href="${base}/articles/x" title="${base}/t">${base}/text</a><a href="https://feeds.example/b">b</a>
<img src="${base}/media/h/a.png" srcset="${base}/media/h/a.png 100w, https://other.example/b.png 200w, ${base}/media/h/c.png 300w" alt="a">
<video poster="${base}/media/h/p.jpg" src="https://other.example/x.mp4"></video> href="${base}/in-text"
<a href="/a/feeds/members" rel="tag">members</a> <a href="/a/">Home</a> <a href="/a/feeds.opml">All</a> <a href="/feeds/b">b</a>`;
  t.equal(
    relativeAddresses(page, base),
    `<a href="../articles/x" title="${base}/t">${base}/text</a><a href="https://feeds.example/b">b</a>
<img src="../media/h/a.png" srcset="../media/h/a.png 100w, https://other.example/b.png 200w, ../media/h/c.png 300w" alt="a">
<video poster="../media/h/p.jpg" src="https://other.example/x.mp4"></video> href="${base}/in-text"
<a href="../feeds/members" rel="tag">members</a> <a href="/a/">Home</a> <a href="/a/feeds.opml">All</a> <a href="/feeds/b">b</a>`,
  );
  t.equal(relativeAddresses("", base), "");
  t.equal(relativeAddresses(`<a href="${base}x/y">`, base), `<a href="${base}x/y">`, "another path");
  t.end();
});
