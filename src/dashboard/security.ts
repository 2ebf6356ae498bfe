import type { FastifyHelmetOptions } from "@fastify/helmet";

/**
 * Pages load nothing from other hosts, run no inline script, and stand in no other site's frame. Pages that show the content
 * of articles add sources of their own (see `allowPictures`).
 */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:", "blob:"],
    mediaSrc: ["'self'", "blob:"],
    connectSrc: ["'self'"],
    frameSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** The security headers of every page, for @fastify/helmet. */
export const securityHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy,
  strictTransportSecurity: false,
  // With `no-referrer`, browsers send forms with “Origin: null” (Fetch standard, “append a request Origin header”).
  referrerPolicy: { policy: "same-origin" },
};
