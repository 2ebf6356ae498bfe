import "../compile-cache.js";

export const { default: runTask } = await import("./worker.ts");
export default runTask;
