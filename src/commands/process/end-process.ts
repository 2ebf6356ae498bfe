/**
 * Ends the process at once. `process.exit` waits for names that are being looked up, which takes half a minute where no
 * name server answers; then another program that does nothing takes the place of this one.
 */
export function endProcess(code: typeof process.exitCode): never {
  const isLookingUp = process.getActiveResourcesInfo().includes("GetAddrInfoReqWrap");
  if (isLookingUp)
    process.execve?.(process.execPath, [process.execPath, "--eval", `process.exit(${Number(code ?? 0)})`]);
  process.exit(code);
}
