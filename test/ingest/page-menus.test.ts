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
