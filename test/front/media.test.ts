import { request } from "undici";
import { pictures } from "../media/pictures.ts";
import { type Answer, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { described, pathOf, upload } from "../uploads/helpers.ts";
import { wav } from "../uploads/recordings.ts";
import { noNginx } from "./nginx.ts";
import { startNginxOverFiles } from "./nginx-files.ts";

const same = [
  "content-type",
  "content-length",
  "content-range",
  "last-modified",
  "cache-control",
  "content-security-policy",
  "x-content-type-options",
  "access-control-allow-origin",
  "cross-origin-resource-policy",
];

slowTest("nginx alone serves media from FEEDS_DIR as Courant does", { skip: noNginx }, async (t) => {
  const service = await startService(t);
  const paths: string[] = [];
  for (const { bytes } of [...Object.values(pictures).slice(0, -1), { bytes: wav(2) }]) {
    paths.push(pathOf(described(await upload(service, bytes))));
  }
  const { hash } = described(await upload(service, wav(3)));
  await service.admin("DELETE", `/media/${hash}`);
  const port = await startNginxOverFiles(t, service.folder);
  const nginx = async (path: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await request(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  };
  const pick = ({ status, headers, body }: Answer) => ({
    status,
    body: body.toString("base64"),
    ...Object.fromEntries(same.map((name) => [name, headers[name]])),
  });
  for (const path of paths) {
    for (const headers of [{}, { range: "bytes=3-9" }, { range: "bytes=-4" }, { range: "bytes=0-1,5-6" }]) {
      t.strictSame(
        pick(await nginx(path, headers)),
        pick(await service.get(path, headers)),
        `${path} ${JSON.stringify(headers)}`,
      );
    }
  }
  const gone = `/media/${hash}/picture.wav`;
  t.equal((await nginx(gone)).status, 410);
  t.equal((await service.get(gone)).status, 410);
  for (const path of [`/media/${hash}/.gone`, `/media/${hash}/other.png`.replace(hash, "0".repeat(64)), "/media/"]) {
    t.equal((await nginx(path)).status, 404, path);
  }
});
