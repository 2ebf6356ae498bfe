import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { hasBody } from "../http/framing.ts";
import type { RequestDigest } from "../stores/answers.ts";

/** Headers with which the same body means something else. */
const meaningHeaders = ["content-type", "content-location", "x-robots-tag", "if-match"] as const;

/** Returns the digest of a request's address, and of the headers that change its meaning. */
export function digestTarget({ url, headers }: Pick<IncomingMessage, "url" | "headers">): string {
  return digest(JSON.stringify([url, ...meaningHeaders.map((name) => headers[name] ?? null)]));
}

export type BodyDigest = Omit<RequestDigest, "target">;

/** Computes the digest of a body while something reads it. */
export type BodyReader = {
  /** Passes the chunks of the body on. It leaves the body as it is when nobody reads further. */
  pass(body: Readable): AsyncGenerator<Buffer>;
  /** Returns the digest of the whole body; undefined while it has not been read to its end. */
  whole(): BodyDigest | undefined;
};

/** Prepares to read the body of a request. */
export function createBodyReader(request: IncomingMessage): BodyReader {
  let whole: BodyDigest | undefined = hasBody(request) ? undefined : { content: digest(""), length: 0 };
  return {
    async *pass(body) {
      const hash = createHash("sha256");
      let length = 0;
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        length += chunk.length;
        yield chunk;
      }
      whole = { content: hash.digest("hex"), length };
    },

    whole: () => whole,
  };
}

/** Reads the body of a request, and tells whether it is the same as another one. It stops where it is longer. */
export async function hasSameBody(request: IncomingMessage, { content, length }: BodyDigest): Promise<boolean> {
  const reader = createBodyReader(request);
  let read = 0;
  if (hasBody(request)) {
    for await (const chunk of reader.pass(request)) {
      read += chunk.length;
      if (read > length) return false;
    }
  }
  return reader.whole()?.content === content;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
