import type { AdminToken } from "../../../admin/admin-token.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";

/**
 * Prints the first lines of a service, which are for people: serving does it, or, without one, this process.
 * @param url the address of the admin API
 * @returns once they are printed, and the log may begin
 */
export async function printFirstLines(
  lines: readonly string[],
  { url, token }: { url: string; token: AdminToken },
  { link, print }: { link: Link<ToPublishing, ToServing> | undefined; print: (line: string) => void },
): Promise<void> {
  if (!link) {
    for (const line of lines) print(line);
    return;
  }
  const printed = Promise.withResolvers<void>();
  link.onMessage((message) => {
    if (message.kind === "printed") printed.resolve();
  });
  link.send({ kind: "ready", url, tokenHint: token.hint, lines });
  await printed.promise;
}
