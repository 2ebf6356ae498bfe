import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { absoluteUrl } from "../article/url.ts";
import { CourantError } from "../errors.ts";
import { type Spool, spoolBody } from "./spool-body.ts";

/** The answer of another server as an input. `address`: the base of its relative addresses; `robots`: its X-Robots-Tag. */
export type RequestedInput = {
  name: string;
  address: string;
  mediaType: string;
  robots: string | undefined;
  bytes: Uint8Array;
};

/** Requests an address. @throws INPUT_UNREADABLE */
export type RequestInput = (address: string) => Promise<RequestedInput>;

/** The input of an import. `label`: its name in the audit log. */
export type ReceivedInput = {
  name: string | undefined;
  address: string | undefined;
  mediaType: string | undefined;
  robots: string;
  label: string;
  body: Spool;
};

/**
 * Receives the body of a request whole, or requests the address that stands in its place.
 * @throws REQUEST_INVALID for neither or both, INPUT_UNREADABLE, DISK_FULL
 */
export async function receiveInput(
  { body, headers, query }: Pick<FastifyRequest, "body" | "headers"> & { query: { name?: string; address?: string } },
  { baseUrl, requestInput }: { baseUrl: string; requestInput: RequestInput },
): Promise<ReceivedInput> {
  const spool = await spoolBody(body instanceof Readable ? body : Readable.from([])).catch(throwDiskFull);
  if (query.address !== undefined) {
    await spool.close();
    if (spool.size > 0) throw new CourantError("REQUEST_INVALID", "There is an address and a body. Send one of them.");
    const { bytes, robots = "", ...input } = await requestInput(query.address);
    const requested = await spoolBody(Readable.from([Buffer.from(bytes)]));
    return { ...input, name: query.name ?? input.name, robots, label: input.name, body: requested };
  }
  if (spool.size === 0) {
    throw new CourantError(
      "REQUEST_INVALID",
      "The body is empty. Send the article's text, Markdown, HTML, JSON or NDJSON, a feed or an export.",
    );
  }
  const { "content-type": mediaType, "content-location": location = "", "x-robots-tag": robots } = headers;
  return {
    name: query.name,
    address: absoluteUrl(location, baseUrl),
    mediaType,
    robots: [robots].flat().join(", "),
    label: query.name ?? (location || "request body"),
    body: spool,
  };
}

function throwDiskFull(error: unknown): never {
  if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  throw new CourantError("DISK_FULL", `There is no room for the body in ${tmpdir()}. Make room there, or set TMPDIR.`);
}
