import { Agent, interceptors, request } from "undici";
import type { ImportBytes } from "../admin/import.ts";
import { CourantError, messageOf } from "../errors.ts";

/** Bytes and milliseconds, after which an address is given up. */
const fetchLimit = 64 * 1024 * 1024;
const fetchTime = 60_000;

/** @throws INPUT_UNREADABLE when an address does not answer with 200 in time, or with too much */
export async function fetchInput(address: string, name: string): Promise<ImportBytes> {
  const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections: 5 }));
  try {
    const answer = await request(address, { dispatcher, signal: AbortSignal.timeout(fetchTime) });
    if (answer.statusCode !== 200) throw new Error(`it answers ${answer.statusCode}`);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > fetchLimit) throw new Error(`it is larger than ${fetchLimit} bytes`);
      chunks.push(chunk);
    }
    return { name, mediaType: String(answer.headers["content-type"] ?? ""), bytes: Buffer.concat(chunks) };
  } catch (error) {
    throw new CourantError("INPUT_UNREADABLE", `It cannot be fetched: ${messageOf(error)}.`, { cause: error });
  }
}
