import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import { type AdminClient, openAdmin } from "./admin-client.ts";

/**
 * Does the work of a command with the admin API, and publishes what it has changed.
 * @returns whether the work is done and everything could be published
 */
export async function withAdmin(
  config: Config,
  clock: Clock,
  output: Output,
  work: (client: AdminClient) => Promise<boolean>,
): Promise<boolean> {
  const client = await openAdmin(config, clock);
  let isDone = false;
  let problems: string[] = [];
  try {
    isDone = await work(client);
  } finally {
    problems = await client.close();
    for (const problem of problems) output.error(problem);
  }
  return isDone && problems.length === 0;
}
