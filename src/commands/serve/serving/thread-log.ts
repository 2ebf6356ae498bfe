import type { FastifyBaseLogger } from "fastify";
import { messageOf } from "../../../errors.ts";
import type { Link } from "../link.ts";
import type { FromThread } from "./thread-messages.ts";

/** Creates a log that the main thread writes. */
export function forwardLog(link: Pick<Link<unknown, FromThread>, "send">): FastifyBaseLogger {
  const at = (level: "info" | "warn" | "error") => (fields: object | string, message?: string) => {
    const given = typeof fields === "string" ? {} : cloneable(fields);
    link.send({ kind: "log", level, fields: given, message: message ?? (typeof fields === "string" ? fields : "") });
  };
  const log = {
    level: "info",
    silent() {},
    trace() {},
    debug() {},
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("error"),
    child: () => log,
  };
  return log as unknown as FastifyBaseLogger;
}

/** Errors lose their stack and their code when they are sent to another thread, unless they are plain objects. */
function cloneable(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? { type: value.name, message: messageOf(value), stack: value.stack } : value,
    ]),
  );
}
