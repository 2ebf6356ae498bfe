import { CourantError, messageOf } from "../errors.ts";
import { readConfigFiles } from "./read-files.ts";
import type { Config } from "./schema.ts";

/**
 * Reads the configuration that nodes share. The first node gives them the text of its file.
 * @returns it with the environment of this node. @throws CONFIG_INVALID when this version does not understand it
 */
export async function readSharedConfig(
  config: Config,
  shared: { read(): Promise<string | undefined>; write(text: string): Promise<void> },
): Promise<Config> {
  const { environment } = config;
  const text = await shared.read();
  if (text === undefined) {
    const { text: first } = await readConfigFiles(environment);
    // Another node may have been faster.
    await shared.write(first).catch(() => undefined);
    return config;
  }
  try {
    const read = await readConfigFiles(environment, Buffer.from(text));
    return { ...read.config, environment };
  } catch (error) {
    throw new CourantError("CONFIG_INVALID", `The configuration in the database: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
