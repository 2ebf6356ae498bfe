import "../compile-cache.js";

export default (await import("./worker.ts")).default;
