import { test } from "tap";
import { pageOf, paragraphs, readPage } from "./pages.ts";

const titleOf = (top: string, head: string) => readPage(pageOf({ head, body: `${top}${paragraphs}` })).draft?.title;

test("a site's name that no blank separates from a Chinese, Japanese or Korean title is no part of it", (t) => {
  const titleOfPage = (title: string) => titleOf("", `<title>${title}</title>`);
  t.equal(titleOfPage("武汉的声音：有英勇的你，才有英雄的城！-新华网"), "武汉的声音：有英勇的你，才有英雄的城！");
  t.equal(titleOfPage("图书馆周日开放_国内新闻_例子网(example.com)"), "图书馆周日开放");
  t.equal(titleOfPage("図書館が日曜日に開館｜例新聞オンライン"), "図書館が日曜日に開館");
  const known = '<title>图书馆周日开放-例子</title><meta property="og:site_name" content="例子">';
  t.equal(titleOf("", known), "图书馆周日开放", "a name that the page declares");
  for (const whole of ["图书馆周日开放-居民很高兴", "Open on Sundays-again", "E-Books"]) {
    t.equal(titleOfPage(whole), whole, whole);
  }
  t.end();
});

test("the title may stand in another element than a heading, where it is a part of what the page declares", (t) => {
  const head = "<title>Readers of Example - Open on Sundays - Press - News</title>";
  t.equal(titleOf('<div class="itemTitle">Open on Sundays</div>', head), "Open on Sundays");
  t.equal(titleOf("<h3>Open on Sundays</h3>", head), "Open on Sundays");
  t.equal(titleOf('<span class="title">A box</span>', "<title>Open on Sundays</title>"), "Open on Sundays");
  t.end();
});

test("the h1 before a longer subtitle is the title where both are parts of what the page declares", (t) => {
  const title = "From the ground";
  const subtitle = "Ann Writer weaves the local and the global into her instructions";
  const head = `<title>${title} - ${subtitle} : Paper</title>`;
  t.equal(titleOf(`<h1>${title}</h1><h2>${subtitle}</h2>`, head), title);
  t.equal(titleOf(`<h1>The Paper</h1><h2>${subtitle}</h2>`, head), subtitle, "an h1 of the site");
  t.end();
});

test("a topic that another heading marks as one is no part of the title, nor what stands beside its headline", (t) => {
  const head = "<title>Library: Open on Sundays - Paper</title>";
  const marked = '<h2><span class="content__kicker">Library</span>: <span>Open on Sundays</span></h2>';
  t.equal(titleOf(`<h1>Library: Open on Sundays</h1>${marked}`, head), "Open on Sundays");
  t.equal(titleOf("<h1>Library: Open on Sundays</h1>", head), "Library: Open on Sundays");
  const parts = '<h1><span class="small">Library</span><span class="headline">Open on Sundays</span></h1>';
  t.equal(titleOf(parts, head), "Open on Sundays");
  const inWords = '<h1>The library is <span class="headline">open</span> on Sundays</h1>';
  t.equal(titleOf(inWords, "<title>The library is open on Sundays</title>"), "The library is open on Sundays");
  t.end();
});
