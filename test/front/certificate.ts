import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { missing } from "./program.ts";

export const noOpenssl = missing("openssl", "version", "openssl");

/** A certificate that signs itself, and its key. */
export function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=feeds.example.org", "-addext", "subjectAltName=DNS:feeds.example.org"];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...made, ...subject, "-keyout", key, "-out", certificate], {
    stdio: "pipe",
  });
  return { certificate, key };
}
