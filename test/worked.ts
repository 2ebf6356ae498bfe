/** Milliseconds that this process has worked: they do not depend on what else the machine does. */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
