import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { openMedia } from "../published/media-files.ts";
import { type MediaAddress, servedTypeOf } from "../published/media-types.ts";
import type { Answer } from "./answer-document.ts";
import { mediaHead } from "./media-head.ts";
import type { Pacer } from "./pacer.ts";
import { withPrivateHeaders } from "./private-headers.ts";

export type MediaAnswererDeps = {
  /** FEEDS_DIR. */
  folder: string;
  clock: Clock;
  pacer: Pacer;
};

/** @returns the status of the answer once it has begun; `gone`, `unknown` or a refusal when nothing was written */
export type MediaAnswerer = (
  request: IncomingMessage,
  response: ServerResponse,
  address: MediaAddress,
  access: MediaAccess,
) => Promise<number | "gone" | "unknown" | Answer>;

export type MediaAccess = {
  /**
   * Returns the answer that refuses a file to a client; undefined when the client may read it.
   * @param readers the slugs of the channels whose subscribers may read it; undefined for everybody
   */
  refuse(readers: readonly string[] | undefined): Answer | undefined;
  /** Whether the request names a private address. No shared cache keeps what is there, not even a public file. */
  isPrivate: boolean;
};

/** Files that one thread sends at the same time: each takes a descriptor, and documents need some as well. */
const maxOpenFiles = 1024;

/**
 * Creates the function that answers with a file of media from FEEDS_DIR. It holds no file in memory: the client sets the
 * pace, and polls go between the pieces of all files.
 */
export function createMediaAnswerer({ folder, clock, pacer }: MediaAnswererDeps): MediaAnswerer {
  let openFiles = 0;

  return async function answerMedia(request, response, address, { refuse, isPrivate }) {
    if (openFiles >= maxOpenFiles) throw unavailable("too many files are being sent");
    openFiles++;
    let isSending = false;
    try {
      const media = await openMedia(folder, address).catch((error: unknown) => {
        throw unavailable("the file cannot be opened", error);
      });
      if (typeof media === "string") return media;
      const { handle, bytes, modified, readers } = media;
      const refused = refuse(readers);
      if (refused) {
        await handle.close();
        return refused;
      }
      const method = request.method ?? "GET";
      const type = servedTypeOf(address.name) ?? "application/octet-stream";
      const description = { hash: address.hash, type, bytes, modified };
      const { status, headers, part } = mediaHead(method, request.headers, description, clock.now());
      response.writeHead(status, isPrivate || readers !== undefined ? withPrivateHeaders(headers) : headers);
      if (method === "HEAD" || !part || bytes === 0) {
        await handle.close();
        response.end();
        return status;
      }
      isSending = true;
      const stream = handle.createReadStream({ start: part.first, end: part.last });
      // A client that goes away in the middle is no error, and a file that ends too early ends the connection.
      void pipeline(stream, pacer.to(response))
        .catch(() => response.destroy())
        .finally(() => openFiles--);
      return status;
    } finally {
      if (!isSending) openFiles--;
    }
  };
}

function unavailable(reason: string, cause?: unknown): CourantError {
  return new CourantError(
    "NOT_READY",
    `This file cannot be sent at the moment: ${reason}. Try again in a few seconds.`,
    {
      cause,
      headers: { "retry-after": "5" },
    },
  );
}
