import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Environment } from "../config/environment.ts";
import { readTokenFile } from "../config/file-settings.ts";
import { isToken } from "../config/setting-values.ts";
import { CourantError, messageOf } from "../errors.ts";
import { writePrivateFile } from "../private-file.ts";

export type AdminToken = {
  value: string;
  /** Reads the token once more: its file may hold another one by now. A file without a token changes nothing. */
  read(): Promise<string>;
  /** Where an operator finds the token, with the path of its file; for the terminal only. */
  place: string;
  /** Where to look for the token; part of answers over HTTP, so it never contains a path. */
  hint: string;
};

/**
 * Loads the admin token: the configured one, or else the one in DATA_DIR/admin-token. The first start creates that file,
 * which only its owner may read.
 * @param settings.adminTokenFile the file that the configured token was read from, if it does not stand in ADMIN_TOKEN
 * @throws CONFIG_INVALID when the file holds something else, DATA_DIR_UNUSABLE when it cannot be written
 */
export async function loadToken({
  dataDir,
  adminToken: configuredToken,
  adminTokenFile,
}: Pick<Environment, "dataDir" | "adminToken" | "adminTokenFile">): Promise<AdminToken> {
  if (configuredToken !== undefined && adminTokenFile !== undefined) {
    return {
      value: configuredToken,
      read: createReader(() => readTokenFile(adminTokenFile), configuredToken),
      place: `${adminTokenFile}${weakTokenNote(configuredToken)}`,
      hint: "The admin token is in the file that the service's settings name.",
    };
  }
  if (configuredToken !== undefined) {
    const place = `ADMIN_TOKEN in the environment${weakTokenNote(configuredToken)}`;
    const read = async () => configuredToken;
    return { value: configuredToken, read, place, hint: "The admin token is the service's ADMIN_TOKEN." };
  }
  const hint = "The admin token is in the file admin-token in the service's data directory.";
  const file = join(dataDir, "admin-token");
  const savedToken = await readToken(dataDir);
  if (savedToken) {
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
    return {
      value: savedToken,
      read: createReader(() => readToken(dataDir), savedToken),
      place: `${file}${weakTokenNote(savedToken)}`,
      hint,
    };
  }
  const value = randomBytes(32).toString("base64url");
  try {
    await mkdir(dirname(file), { recursive: true });
    await writePrivateFile(file, `${value}\n`);
  } catch (error) {
    throw new CourantError(
      "DATA_DIR_UNUSABLE",
      `Courant cannot write an admin token to ${file}: ${messageOf(error)}. Make the file writable, or set ADMIN_TOKEN.`,
      { cause: error },
    );
  }
  return { value, read: createReader(() => readToken(dataDir), value), place: file, hint };
}

function createReader(readAgain: () => Promise<string | undefined>, first: string): () => Promise<string> {
  let last = first;
  return async () => {
    last = (await readAgain().catch(() => undefined)) ?? last;
    return last;
  };
}

function weakTokenNote(token: string): string {
  return token.length < 16 ? " (it is short: use at least 16 random characters, which nobody can guess)" : "";
}

/**
 * Reads the token that a service created in its data directory.
 * @returns undefined if there is none
 * @throws CONFIG_INVALID when the file holds something else
 */
export async function readToken(dataDir: string): Promise<string | undefined> {
  const file = join(dataDir, "admin-token");
  const text = (await readFile(file, "utf8").catch(() => "")).trim();
  if (text === "" || isToken(text)) return text || undefined;
  throw new CourantError(
    "CONFIG_INVALID",
    `${file} does not hold a token: expected visible ASCII characters, without spaces. ` +
      "Delete the file: the next start makes a new token.",
  );
}
