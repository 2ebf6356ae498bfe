import Type from "typebox";
import { json, type Operations } from "../operation.ts";
import { Media } from "../schemas/media.ts";
import { Count, noOtherMembers } from "../schemas/values.ts";

const hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const url = `https://feeds.example.org/media/${hash}/sunday.gif`;
const mediaExample = {
  url,
  mime_type: "image/gif",
  size_in_bytes: 36,
  width: 1,
  height: 1,
  hash,
  urls: [url],
  smaller: [],
  uploaded: "2026-03-01T12:00:00.000Z",
  uploaded_by: "Newsroom",
  uses: [{ in: "article", article: "https://example.org/sunday" }],
};

/** The smallest picture that is text as well. */
const gif =
  "GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000,\u0000\u0000\u0000\u0000\u0001\u0000\u0001\u0000\u0000\u0002\u0002D\u0001\u0000;";

export const mediaOperations: Operations = {
  "GET /admin/media": {
    id: "listMedia",
    tag: "Media",
    summary: "List uploaded files",
    examples: { limit: 20, used: true },
    answers: {
      200: {
        description: "a page of the list, newest first, and how much room is left",
        headers: ["Link"],
        content: json(
          Type.Object(
            {
              media: Type.Array(Media),
              next: Type.Optional(Type.String({ description: "the cursor of the next page" })),
              total: Type.Object({ files: Count("all files"), size_in_bytes: Count("their length") }, noOtherMembers),
              limits: Type.Object(
                {
                  max_file_in_bytes: Count("the largest file that may be uploaded"),
                  max_total_in_bytes: Count("how long all files together may be"),
                },
                noOtherMembers,
              ),
            },
            noOtherMembers,
          ),
          {
            media: [mediaExample],
            total: { files: 1, size_in_bytes: 36 },
            limits: { max_file_in_bytes: 2_000_000_000, max_total_in_bytes: 50_000_000_000 },
          },
        ),
      },
    },
  },
  "POST /admin/media": {
    id: "uploadMedia",
    tag: "Media",
    summary: "Upload a picture, sound or film",
    description:
      "The body is the file, or a form with one file. The bytes decide what it is, never its name or media type.",
    examples: { name: "sunday.gif" },
    body: {
      "image/gif": { schema: { type: "string", contentMediaType: "image/gif" }, example: gif },
      "multipart/form-data": {
        schema: Type.Object({ file: { type: "string", contentMediaType: "application/octet-stream" } }),
      },
      "*/*": {},
    },
    answers: {
      201: {
        description: "the file is new",
        headers: ["Location"],
        content: json(Media, { ...mediaExample, uses: [] }),
      },
      200: { description: "the bytes are here already", headers: ["Location"], content: json(Media, mediaExample) },
    },
    errors: ["MEDIA_INVALID", "MEDIA_LIMIT_REACHED"],
  },
  "GET /admin/media/{hash}": {
    id: "getMedia",
    tag: "Media",
    summary: "Show an uploaded file",
    examples: { hash },
    answers: { 200: { description: "the file", content: json(Media, mediaExample) } },
    errors: ["NOT_FOUND", "GONE"],
  },
  "DELETE /admin/media/{hash}": {
    id: "deleteMedia",
    tag: "Media",
    summary: "Delete an uploaded file",
    description: "From then on, its address is answered 410.",
    examples: { hash, force: true },
    answers: { 204: { description: "it is deleted" } },
    errors: ["NOT_FOUND", "GONE", "MEDIA_IN_USE"],
  },
};
