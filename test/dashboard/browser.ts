import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Test } from "tap";
import { complaints as htmlComplaints } from "../pages/valid-html.ts";
import { token } from "../service.ts";
import { type Reachable, signIn } from "./desk.ts";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A window in which somebody is signed in. */
export type Desktop = {
  page: Page;
  /** What the browser complains of, such as breaches of the security policy. */
  complaints: string[];
};

/** Opens a page of the dashboard in a window of its own, signed in. @param text the token */
export async function openDesk(
  browser: Browser,
  service: Reachable,
  path: string,
  { token: text = token, ...options }: BrowserContextOptions & { token?: string } = {},
): Promise<Desktop> {
  const { cookie } = await signIn(service, text);
  const [name = "", value = ""] = cookie.split("=", 2);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(120_000);
  await context.addCookies([{ name, value, url: service.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(service.url + path);
  return { page, complaints };
}

/** Judges an open page: axe in both colour schemes, html-validate, and whether it fits a wide window and a narrow one. */
export async function judgePage(t: Test, page: Page, name: string): Promise<void> {
  const source = await page.context().request.get(page.url());
  t.same(await htmlComplaints(await source.text()), [], `html-validate finds nothing in ${name}`);
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    const found = violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]);
    t.same(found, [], `axe finds nothing in ${name}, ${colorScheme}`);
  }
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    const taken = await page.evaluate<number>("document.scrollingElement.scrollWidth");
    t.ok(taken <= width, `${name} takes ${taken} pixels of ${width}`);
    const cut = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.table:not(.chart *)')].filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth).map(({ ariaLabel }) => ariaLabel)",
    );
    t.same(cut, [], `no table of ${name} is cut off at ${width} pixels`);
  }
}
