import { join } from "node:path";
import type { TestService } from "../service.ts";
import { run } from "./process.ts";

/** Returns what runs commands on the data of a service that a test started. They reject with what the command printed. */
export function commandsFor({ folder }: TestService): (...args: string[]) => Promise<void> {
  const env = {
    PATH: process.env.PATH ?? "",
    CONFIG_FILE: join(folder, "config", "courant.yaml"),
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    BASE_URL: "https://feeds.example",
  };
  return async (...args) => {
    const { code, err } = await run({ folder, env }, args);
    if (code !== 0) throw new Error(err);
  };
}
