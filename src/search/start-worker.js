import "../compile-cache.js";

export const { takeIn, list } = await import("./worker.ts");
