import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";

/** The reason why nothing can be mounted here, or false, as `skip` takes it. */
export const cannotMount: string | false = whyNot();

function whyNot(): string | false {
  if (process.platform !== "linux") return "mounts file systems as Linux does";
  if (process.getuid?.() !== 0) return "only root may mount a file system";
  const folder = mkdtempSync(join(tmpdir(), "courant-mount-"));
  try {
    mountTmpfs(folder, "1m");
    execFileSync("umount", [folder]);
    return false;
  } catch {
    return "file systems cannot be mounted in here";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mountTmpfs(folder: string, size: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "pipe" });
}

/** Mounts a disk at a folder until the test ends. */
export function mountDisk(t: Test, folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  mountTmpfs(folder, size);
  t.teardown(() => execFileSync("umount", ["--lazy", folder]));
}

/** Makes a folder read-only, for root too. @returns a function that makes it writable again, which the end of the test calls too */
export function makeReadOnly(t: Test, folder: string): () => void {
  execFileSync("mount", ["--bind", folder, folder]);
  execFileSync("mount", ["-o", "remount,bind,ro", folder]);
  let isMounted = true;
  const undo = () => {
    if (isMounted) execFileSync("umount", ["--lazy", folder]);
    isMounted = false;
  };
  t.teardown(undo);
  return undo;
}
