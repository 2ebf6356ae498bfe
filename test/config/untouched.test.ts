import { copyFile, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { digestConfig, formatDigestModule, isUntouched, shippedConfigFile } from "../../src/config/untouched.ts";

test("the digest is that of config/courant.yaml; `npm run schema` writes it", async (t) => {
  const text = await readFile("config/courant.yaml", "utf8");
  t.equal(await readFile("src/config/untouched-digest.ts", "utf8"), formatDigestModule(text));
  t.equal(digestConfig(text.replaceAll("\n", "\r\n")), digestConfig(text), "whatever ends its lines");
  t.not(digestConfig(`${text} `), digestConfig(text));
});

test("untouched is the program's own file alone, by whatever path", async (t) => {
  t.ok(await isUntouched("config/courant.yaml"));
  t.ok(await isUntouched(shippedConfigFile));
  const folder = t.testdir();
  await symlink(shippedConfigFile, join(folder, "link.yaml"));
  t.ok(await isUntouched(join(folder, "link.yaml")));
  await copyFile(shippedConfigFile, join(folder, "courant.yaml"));
  t.notOk(await isUntouched(join(folder, "courant.yaml")), "a copy is another file");
});
