import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Environment } from "../../../config/environment.ts";
import { maxSocketPathBytes } from "../../../config/setting-values.ts";
import { removeServiceAddress, type ServiceAddress, writeServiceAddress } from "../../workspace/service-address.ts";
import { drainRequests, listen, localUrl } from "../listen.ts";
import type { Resources } from "../resources.ts";
import { removeStaleSocket } from "../socket.ts";

/** Where serving on this machine listens, as in service.json. */
export type ServingAddress = Pick<ServiceAddress, "pid" | "url">;

/** Only the owner may connect: serving and the commands run as the same user. */
const adminSocketMode = 0o600;

/**
 * Prepares where the admin API listens: behind serving on a Unix socket, and otherwise at HOST and PORT.
 * @returns `open`, which begins to listen, writes service.json and returns the address
 */
export function listenForAdmin(
  app: FastifyInstance,
  environment: Environment,
  { serving, resources }: { serving: ServingAddress | undefined; resources: Resources },
): { open(): Promise<string>; problems(): string[] } {
  const { dataDir } = environment;
  const problems: string[] = [];

  async function listenOnSocket(): Promise<string> {
    const path = await findSocketPath(dataDir, resources);
    try {
      await app.listen({ path });
    } catch (error) {
      // Some file systems know no sockets.
      if (!path.startsWith(resolve(dataDir))) throw error;
      const other = await createSocketFolder(resources);
      await app.listen({ path: other });
      await chmod(other, adminSocketMode);
      return `unix:${other}`;
    }
    await chmod(path, adminSocketMode);
    return `unix:${path}`;
  }

  return {
    async open() {
      resources.addWorker("answers", () => drainRequests(app));
      if (!serving) await listen(app, environment);
      const url = serving ? await listenOnSocket() : localUrl(environment);
      const publishing = { pid: process.pid, url };
      const problem = await writeServiceAddress(dataDir, { ...(serving ?? publishing), publishing });
      if (problem !== undefined) problems.push(problem);
      resources.addWorker("service.json", () => removeServiceAddress(dataDir));
      return url;
    },
    problems: () => problems,
  };
}

/** Returns the path of the socket in DATA_DIR; in a folder for temporary files when that path is too long for a socket. */
async function findSocketPath(dataDir: string, resources: Resources): Promise<string> {
  const path = join(resolve(dataDir), "publishing.sock");
  if (Buffer.byteLength(path) > maxSocketPathBytes) return createSocketFolder(resources);
  await removeStaleSocket(path);
  await mkdir(dataDir, { recursive: true });
  return path;
}

async function createSocketFolder(resources: Resources): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "courant-"));
  resources.addResource("the folder of the socket", () => rm(folder, { recursive: true, force: true }));
  return join(folder, "publishing.sock");
}
