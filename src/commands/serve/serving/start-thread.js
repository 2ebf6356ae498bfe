import "../../../compile-cache.js";

await import("./thread.ts");
