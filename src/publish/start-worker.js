import "../compile-cache.js";

export const { build, encode, findMatches } = await import("./worker.ts");
