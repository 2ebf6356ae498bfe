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
