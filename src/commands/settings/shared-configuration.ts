import type { Config } from "../../config/schema.ts";
import { type SharedConfiguration, shareConfiguration } from "../../nodes/shared-configuration.ts";

/**
 * Does work with the configuration that nodes share, or with undefined where the configuration is a file of this machine.
 * @throws as `openDatabaseConfiguration` does
 */
export async function withSharedConfiguration<Result>(
  { environment: { databaseUrl } }: Config,
  work: (shared: SharedConfiguration | undefined) => Promise<Result>,
): Promise<Result> {
  if (databaseUrl === undefined) return work(undefined);
  const { openDatabaseConfiguration } = await import("../../stores/postgres/open-at.ts");
  const { configuration, close } = await openDatabaseConfiguration(databaseUrl);
  try {
    return await work(shareConfiguration(configuration));
  } finally {
    await close();
  }
}
