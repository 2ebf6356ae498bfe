import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/**
 * Writes what is asked for in the same turn of the event loop together, so that many writes wait for the disk once.
 * @param write writes a group, in one transaction
 * @param waitMs how long a group waits for more, for writes that nobody waits for
 * @returns a function whose promise resolves when its part is written
 */
export function groupWrites<Part>(
  write: (group: readonly Part[]) => Promise<void>,
  waitMs = 0,
): (part: Part) => Promise<void> {
  let group: Part[] = [];
  let writing: Promise<void> | undefined;

  async function writeLater(): Promise<void> {
    await (waitMs === 0 ? setImmediate() : sleep(waitMs));
    const written = group;
    group = [];
    writing = undefined;
    await write(written);
  }

  return (part) => {
    group.push(part);
    writing ??= writeLater();
    return writing;
  };
}
