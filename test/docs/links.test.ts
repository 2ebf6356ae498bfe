import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "tap";
import { headingAnchors, linkTargets, withoutFences } from "./markdown.ts";
import { documentationPages, readRepositoryFile, repository } from "./repository.ts";

/** Pages that others write; a link to them may lead nowhere until they are there. */
const expectedPages = new Set(["docs/architecture.md", "docs/glossary.md"]);

const longestPage = { "README.md": 150 } as Record<string, number>;
const usualLongestPage = 250;

test("every relative link of the documentation leads somewhere", (t) => {
  for (const page of documentationPages()) {
    for (const target of linkTargets(readRepositoryFile(page))) {
      if (/^\w+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#", 2);
      const file = path === "" ? join(repository, page) : join(repository, dirname(page), path);
      if (!existsSync(file) && expectedPages.has(relative(repository, file))) continue;
      t.ok(existsSync(file), `${page}: ${target}`);
      if (anchor !== undefined && existsSync(file)) {
        t.ok(headingAnchors(readFileSync(file, "utf8")).has(anchor), `${page}: ${target}`);
      }
    }
  }
  t.end();
});

test("every page is short enough to read whole, and led to by another", (t) => {
  const pages = documentationPages();
  const ledTo = new Set(
    pages.flatMap((page) =>
      linkTargets(readRepositoryFile(page)).map((target) => join(dirname(page), target.split("#", 1)[0] ?? "")),
    ),
  );
  for (const page of pages) {
    const lines = readRepositoryFile(page).split("\n").length - 1;
    t.ok(lines <= (longestPage[page] ?? usualLongestPage), `${page} has ${lines} lines`);
    t.ok(page === "README.md" || ledTo.has(page), `${page} is led to`);
  }
  t.ok(statSync(join(repository, "docs/images/channel.png")).size < 150_000, "the picture is small");
  t.end();
});

test("no sentence begins with What, Who or Whoever in place of a noun", (t) => {
  for (const page of documentationPages()) {
    const text = withoutFences(readRepositoryFile(page));
    t.same(text.match(/(?:^[-*] |^|[.:;] )(?:What|Who|Whoever) (?!readers see)[a-z].*$/gm) ?? [], [], page);
  }
  t.end();
});
