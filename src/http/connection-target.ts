/**
 * Returns how Node's HTTP client reaches a service on this machine.
 * @param url as in service.json: `http://HOST:PORT`, or `unix:PATH`
 */
export function connectionTarget(url: string): { socketPath: string } | { host: string; port: string } {
  const [, socketPath] = /^unix:(.+)$/s.exec(url) ?? [];
  if (socketPath !== undefined) return { socketPath };
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ""), port };
}
