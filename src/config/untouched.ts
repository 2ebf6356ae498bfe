import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { untouchedDigest } from "./untouched-digest.ts";

/** The configuration file that comes with the program. */
export const shippedConfigFile = fileURLToPath(new URL("../../config/courant.yaml", import.meta.url));

/** Tells whether a configuration file is the one that comes with the program, and nobody has changed it. */
export async function isUntouched(configFile: string): Promise<boolean> {
  const [file, own] = await Promise.all([realpath(configFile), realpath(shippedConfigFile).catch(() => undefined)]);
  return file === own && digestConfig(await readFile(file, "utf8")) === untouchedDigest;
}

/** The SHA-256 of a configuration's text. Line ends do not matter, because a checkout on Windows may have CRLF. */
export function digestConfig(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}

/** The text of `untouched-digest.ts` for a configuration. */
export function formatDigestModule(config: string): string {
  return `/** The digest of config/courant.yaml in the repository. \`npm run schema\` writes this file. */
export const untouchedDigest = "${digestConfig(config)}";
`;
}
