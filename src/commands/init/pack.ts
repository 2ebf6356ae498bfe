import { execFile } from "node:child_process";
import { access, cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CourantError } from "../../errors.ts";
import type { PackageLock, ProgramPackage } from "./manifest.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The parts of a checkout that its package is made from; `files` in package.json says which of them are in the package. */
export const checkoutParts: readonly string[] = [
  ...["package.json", "package-lock.json", "tsconfig.json", "tsconfig.package.json", "packaging", "src"],
  ...["config", "README.md", "CHANGELOG.md", "LICENSE"],
];

/**
 * Makes the package of the program that runs, with `npm pack`. A checkout is copied first: it may be read-only, and services
 * that run from it must not see files come and go.
 * @param folder receives the package
 * @throws USAGE_INVALID when npm cannot make the package
 */
export async function packProgram(folder: string): Promise<ProgramPackage> {
  const isCheckout = await exists(join(root, "packaging"));
  const copy = isCheckout ? await copyCheckout() : undefined;
  try {
    const options = ["--json", "--pack-destination", folder, ...(isCheckout ? [] : ["--ignore-scripts"])];
    const [packed] = JSON.parse(await npmPack(copy ?? root, options)) as [{ filename: string; integrity: string }];
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const lockFile = join(root, isCheckout ? "" : "dist", "package-lock.json");
    const lock = JSON.parse(await readFile(lockFile, "utf8")) as PackageLock;
    return { file: packed.filename, integrity: packed.integrity, manifest, lock, installsNode: runsOnPackage() };
  } finally {
    if (copy !== undefined) await rm(copy, { recursive: true, force: true });
  }
}

async function copyCheckout(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "courant-package-"));
  for (const name of checkoutParts) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function npmPack(folder: string, options: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["pack", ...options], { cwd: folder });
    // Scripts of the package may write before the result.
    return stdout.slice(stdout.indexOf("["));
  } catch (cause) {
    const { code, stderr = "" } = cause as { code?: unknown; stderr?: string };
    const reason = code === "ENOENT" ? "npm is not installed" : stderr.trim();
    throw new CourantError(
      "USAGE_INVALID",
      `npm cannot make the package of Courant in ${root}: ${reason}. In a checkout, run “npm ci” first, which installs the ` +
        "compiler as well.",
      { cause },
    );
  }
}

/** Tells whether the npm package `node` brought the Node that runs: the machine may have no other that is new enough. */
function runsOnPackage(): boolean {
  return process.execPath.split(sep).includes("node_modules");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
