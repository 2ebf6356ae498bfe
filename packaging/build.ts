import { execFileSync } from "node:child_process";
import { copyFile, cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Builds the JavaScript of the package. `npm pack` runs this file before it makes the package, and removes `dist` after that.
 * `courant init` needs the list of versions, because npm leaves package-lock.json out of packages.
 */
const checkout = fileURLToPath(new URL("..", import.meta.url));
await rm(join(checkout, "dist"), { recursive: true, force: true });
const compiler = join(checkout, "node_modules", "typescript", "bin", "tsc");
execFileSync(process.execPath, [compiler, "--project", "tsconfig.package.json"], { cwd: checkout, stdio: "inherit" });
await cp(join(checkout, "src", "dashboard", "assets"), join(checkout, "dist", "dashboard", "assets"), {
  recursive: true,
});
await copyFile(join(checkout, "package-lock.json"), join(checkout, "dist", "package-lock.json"));
