import { test } from "tap";
import { pageOf, paragraphs, readPage } from "./pages.ts";

test("menus inside an article go, and a list of its own parts stays", (t) => {
  const contentOf = (menu: string) =>
    readPage(pageOf({ body: `<h1>Open</h1>${menu}${paragraphs}` })).draft?.content_html;
  const menu = '<nav><ol><li><a href="/">Front page</a></li><li><a href="/news">All news</a></li></ol></nav>';
  t.notMatch(contentOf(menu), /Front page|All news/);
  t.notMatch(contentOf(menu.replaceAll("nav>", "div>").replace("<div>", '<div role="navigation">')), /Front page/);
  const contents = '<nav><ol><li><a href="#rooms">Rooms</a></li><li><a href="#hours">Hours</a></li></ol></nav>';
  t.match(contentOf(contents), /Rooms[\s\S]*Hours/);
  t.match(contentOf(`<nav><p>${"The library has rooms and hours. ".repeat(10)}</p></nav>`), /rooms and hours/);
  t.end();
});

test("labels of advertisements and links that skip the menu go, and prose about them stays", (t) => {
  const contentOf = (top: string) =>
    readPage(pageOf({ body: `<h1>Open</h1>${paragraphs}${top}${paragraphs}` })).draft?.content_html;
  for (const label of [
    "<div>Advertisement</div>",
    "<p>Anzeige:</p>",
    '<a href="#main">Skip to main content</a>',
    "<p>Story continues below advertisement</p>",
  ]) {
    t.notMatch(contentOf(label), /Advertisement|Anzeige|Skip to|continues below/, label);
  }
  t.match(contentOf("<p>Advertisement is a trade.</p>"), /Advertisement is a trade/);
  t.match(contentOf('<p>It is <a href="/x">sponsored</a> by us.</p>'), /sponsored/);
  t.match(contentOf("<p>The word <span>advertisement</span> is long.</p>"), /advertisement/);
  t.end();
});
