/**
 * Ends the process at once. `process.exit` waits for DNS lookups, which take half a minute when no name server answers.
 * During a lookup, the process therefore replaces itself with a program that only exits.
 */
export function endProcess(code: typeof process.exitCode): never {
  const isLookingUp = process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap");
  if (isLookingUp) {
    process.execve?.(process.execPath, [process.execPath, "--eval", `process.exit(${Number(code ?? 0)})`]);
  }
  process.exit(code);
}

/**
 * Ends the process without waiting for its threads, which on a busy machine takes many seconds: those that give way to
 * everything else hardly get to their end.
 */
export function endWithoutThreads(code: number): never {
  process.execve?.("/bin/sh", ["sh", "-c", `exit ${code}`]);
  process.exit(code);
}
