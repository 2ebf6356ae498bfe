import "../../../compile-cache.js";

export const { measure } = await import("./measure-worker.ts");
