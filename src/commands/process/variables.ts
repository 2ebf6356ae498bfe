import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { type EnvironmentVariables, mergeVariables } from "../../config/environment.ts";
import { CourantError, messageOf } from "../../errors.ts";

/**
 * Reads the file `.env` in the folder in which this process starts, as the service and all commands do.
 * @returns its variables; none if there is no such file
 * @throws CONFIG_INVALID when it cannot be read
 */
export async function readEnvFile(): Promise<EnvironmentVariables> {
  try {
    return parseEnv(await readFile(".env", "utf8"));
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return {};
    throw new CourantError(
      "CONFIG_INVALID",
      `The settings in .env cannot be read: ${messageOf(cause)}. Make the file readable for the user who runs Courant.`,
      { cause },
    );
  }
}

/** Returns the variables of this process, and those of `.env` where the process has none. */
export async function readVariables(): Promise<EnvironmentVariables> {
  return mergeVariables(process.env, await readEnvFile());
}
