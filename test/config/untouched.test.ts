import { copyFile, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { digestModule, digestOfConfig, isUntouched, ownConfigFile } from "../../src/config/untouched.ts";

test("the digest is that of config/courant.yaml; `npm run schema` writes it", async (t) => {
  const text = await readFile("config/courant.yaml", "utf8");
  t.equal(await readFile("src/config/untouched-digest.ts", "utf8"), digestModule(text));
  t.equal(digestOfConfig(text.replaceAll("\n", "\r\n")), digestOfConfig(text), "whatever ends its lines");
  t.not(digestOfConfig(`${text} `), digestOfConfig(text));
});

test("untouched is the program's own file alone, by whatever path", async (t) => {
  t.ok(await isUntouched("config/courant.yaml"));
  t.ok(await isUntouched(ownConfigFile));
  const folder = t.testdir();
  await symlink(ownConfigFile, join(folder, "link.yaml"));
  t.ok(await isUntouched(join(folder, "link.yaml")));
  await copyFile(ownConfigFile, join(folder, "courant.yaml"));
  t.notOk(await isUntouched(join(folder, "courant.yaml")), "a copy is another file");
});
