import "../compile-cache.js";

export const { build, encode } = await import("./worker.ts");
