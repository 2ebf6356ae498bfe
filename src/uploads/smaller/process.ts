import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { messageOf } from "../../errors.ts";
import { type FromShrinker, maxMemoryBytes, memoryExitCode, type ToShrinker } from "./messages.ts";

/*
 * The process that makes smaller versions of pictures. shrinker.ts starts it. What decodes pictures is written in C, and a
 * picture says nothing of the memory that it takes: so it is in a process of its own, which ends itself before the machine
 * has too little.
 */

const memoryCheckMs = 20;

yieldToOthers();
setInterval(() => {
  if (process.memoryUsage.rss() > maxMemoryBytes) process.exit(memoryExitCode);
}, memoryCheckMs).unref();
process.once("disconnect", () => process.exit(0));

try {
  const { shrinkPicture } = await import("./shrink.ts");
  process.on("message", async ({ file }: ToShrinker) => {
    const reply = await shrinkPicture(file).then(
      (pictures): FromShrinker => ({ kind: "made", pictures }),
      (error: unknown): FromShrinker => ({ kind: "refused", reason: messageOf(error) }),
    );
    send(reply);
  });
  send({ kind: "ready" });
} catch (error) {
  send({ kind: "unavailable", reason: messageOf(error).split("\n", 1)[0] ?? "" });
}

function send(message: FromShrinker): void {
  process.send?.(message);
}

/** Everything else comes first: for the processor, and when the machine has no memory left. */
function yieldToOthers(): void {
  setPriority(0, 19);
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Only Linux has this file.
  }
}
