import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { CourantError } from "../../errors.ts";

/** Asks a question on the terminal; undefined when there is none. */
export async function askOnTerminal(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}

/**
 * Opens a file in an editor, whose command may have arguments.
 * @param command such as `code --wait`; undefined when no variable names one
 * @returns the exit code of the editor
 * @throws USAGE_INVALID when there is no editor
 */
export async function openInEditor(command: string | undefined, file: string): Promise<number> {
  if (!command?.trim()) {
    throw new CourantError("USAGE_INVALID", "There is no editor. Set EDITOR to its command, such as “nano”.");
  }
  const editor = spawn("/bin/sh", ["-c", `${command} "$1"`, "sh", file], { stdio: "inherit" });
  const [exitCode] = await once(editor, "close");
  return exitCode ?? 1;
}
