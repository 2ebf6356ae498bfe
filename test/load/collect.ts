/** Loaded into the service by NODE_OPTIONS: SIGUSR2 collects garbage, so that memory shows what is held. */
process.on("SIGUSR2", () => globalThis.gc?.());
