import { readdirSync } from "node:fs";
import { test } from "tap";
import { documentationPages, readRepositoryFile, repository } from "./repository.ts";

/** Files whose texts people copy commands from. */
const places = [
  ...documentationPages(),
  "Dockerfile",
  ...["src", "config", "docs/examples"].flatMap((folder) =>
    readdirSync(`${repository}${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(repository.length)),
  ),
];

test("no command makes npm fetch a package that nobody owns", (t) => {
  t.ok(places.includes("src/bin.js"));
  for (const place of places) {
    const text = readRepositoryFile(place);
    t.same(text.match(/\bnpx (?!--no-install ).*/g) ?? [], [], place);
    t.same(text.match(/\bnpm exec\b.*/g) ?? [], [], place);
  }
  t.end();
});

test("commands work with a curl that is some years old", (t) => {
  for (const place of places) {
    t.same(readRepositoryFile(place).match(/curl[^|]*? --(?:json|fail-with-body|url-query)\b/g) ?? [], [], place);
  }
  t.end();
});
