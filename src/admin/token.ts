import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

export type Token = {
  value: string;
  /** Where to find it, in words. */
  place: string;
};

/**
 * The admin token: the configured one, else the one in DATA_DIR/admin-token, which is made there at first, readable by
 * its owner only.
 */
export async function loadToken(dataDir: string, configured: string | undefined): Promise<Token> {
  if (configured !== undefined) return { value: configured, place: "ADMIN_TOKEN in the environment" };
  const file = join(dataDir, "admin-token");
  const kept = await readToken(dataDir);
  if (kept) return { value: kept, place: file };
  const value = randomBytes(32).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  const handle = await open(file, "w", 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${value}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { value, place: file };
}

/** The token that a service made in its data directory, if there is one. */
export async function readToken(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, "admin-token"), "utf8").catch(() => "");
  return text.trim() || undefined;
}
