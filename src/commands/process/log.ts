import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { escapeControlCharacters } from "./output.ts";

/**
 * Creates the log of a process. It is silent until it gets a level. Its lines may hold names from outside, and may be read on
 * a terminal, so controls in them are escaped.
 */
export function createLog(stream: NodeJS.WritableStream = process.stderr): FastifyBaseLogger {
  return pino({ level: "silent", hooks: { streamWrite: escapeControlCharacters } }, stream);
}
