import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import type { MediaDescription } from "../../src/uploads/describe-file.ts";
import { type Answer, type TestService, token } from "../service.ts";

/** Uploads bytes as they are. */
export async function upload(
  { url }: TestService,
  bytes: Buffer,
  name = "picture.png",
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(`${url}/admin/media?name=${encodeURIComponent(name)}`, bytes, headers);
}

/** Uploads files as a browser does. */
export async function uploadForm(
  { url }: TestService,
  files: readonly [name: string, bytes: Buffer][],
): Promise<Answer> {
  const parts = files.flatMap(([name, bytes]) => [
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  const field = Buffer.from('--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na field\r\n');
  const body = Buffer.concat([field, ...parts, Buffer.from("--x--\r\n")]);
  return send(`${url}/admin/media`, body, { "content-type": "multipart/form-data; boundary=x" });
}

async function send(url: string, body: Buffer, headers: Record<string, string>): Promise<Answer> {
  const answer = await request(url, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  const { statusCode: status } = answer;
  return { status, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
}

/** Returns the description in an answer. */
export function described(answer: Answer): MediaDescription {
  return JSON.parse(answer.body.toString());
}

/** Returns the path of a described file. */
export function pathOf({ url }: Pick<MediaDescription, "url">): string {
  return new URL(url).pathname;
}

/** Lists all files of media that a service keeps or serves, with paths from its folder. */
export async function mediaFilesOf({ folder }: TestService): Promise<string[]> {
  const listed = await Promise.all(
    ["data/media", "feeds/media"].map(async (part) => {
      const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
    }),
  );
  return listed
    .flat()
    .map((file) => file.slice(folder.length + 1))
    .sort();
}
