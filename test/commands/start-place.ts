import { join } from "node:path";
import type { Test } from "tap";
import { startService } from "../service.ts";
import { isQuick } from "../slow.ts";
import { type Place, startProcess } from "./process.ts";

/** A service at work in a place. `said` is what it has written so far, `stop` ends it and returns its exit code and signal. */
export type PlaceService = { url: string; said: () => string; stop: () => Promise<unknown[]> };

/**
 * Starts a service on the data of a place: in processes of its own, or in this one where only quick tests run, because
 * processes take ten times as long to start.
 */
export async function startPlace(t: Test, where: Place): Promise<PlaceService> {
  if (!isQuick) {
    const { url, out, err, child, closed } = await startProcess(t, where);
    const stop = async () => {
      child.kill("SIGTERM");
      return closed;
    };
    return { url, said: () => out() + err(), stop };
  }
  const { folder, program = folder, env } = where;
  const CONFIG_FILE = join(program, "config", "courant.yaml");
  const service = await startService(t, {
    env: { BASE_URL: "", ADMIN_TOKEN: "", CONFIG_FILE, ...env, LOG_LEVEL: "silent" },
  });
  const stop = async () => {
    await service.stop();
    return [0, null];
  };
  return { url: service.url, said: () => service.lines.join("\n"), stop };
}
