/** Whether a Prefer header names a preference (RFC 7240 section 2): a list, case-insensitive, values and parameters aside. */
export function prefers(header: string | string[] | undefined, preference: string): boolean {
  const named = [header ?? ""].flat().join(",").split(",");
  return named.some((each) => each.split(/[;=]/)[0]?.trim().toLowerCase() === preference);
}
