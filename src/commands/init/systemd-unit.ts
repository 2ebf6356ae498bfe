import { join } from "node:path";

/**
 * Returns the systemd unit of a folder.
 * @param place.folder the absolute path of the folder
 * @param place.node the absolute path of the Node that runs the service
 * @param place.user the user that owns the folder
 */
export function systemdUnit({ folder, node, user }: { folder: string; node: string; user: string }): string {
  const program = join(folder, "node_modules", "courant", "src", "bin.js");
  return `# /etc/systemd/system/courant.service
[Unit]
Description=Courant, a feed publishing service
Wants=network-online.target
After=network-online.target

[Service]
User=${user}
WorkingDirectory=${escapeSpecifiers(folder)}
# Large pieces of memory go back to the system after a regeneration; a small young generation makes serving faster.
# Courant reads .env in the folder.
Environment=MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=65536
ExecStart=${quoteForSystemd(node)} --max-semi-space-size=8 ${quoteForSystemd(program)} serve
# Serving ends publishing in order, and starts it again when the system ends it for want of memory.
KillMode=mixed
OOMPolicy=continue
Restart=on-failure
RestartSec=2s
# Courant accepts this many connections, less 64.
LimitNOFILE=16448

# It writes into its folder only.
ProtectSystem=strict
ReadWritePaths=${quoteForSystemd(folder)}
PrivateDevices=true
NoNewPrivileges=true
ProtectKernelTunables=true
ProtectControlGroups=true
RestrictSUIDSGID=true

[Install]
WantedBy=multi-user.target
`;
}

/** Writes a word of a command line or list (systemd.syntax(7), systemd.service(5)). */
function quoteForSystemd(word: string): string {
  const text = escapeSpecifiers(word).replaceAll("$", "$$$$");
  return /^[\w./%$@:+-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Writes a text in which `%` means itself (systemd.unit(5), specifiers). */
function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
