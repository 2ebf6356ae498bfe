/** Returns the milliseconds of processor time of this process. Other work of the machine hardly changes them. */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
