import "./compile-cache.js";

await import("./cli.ts");
