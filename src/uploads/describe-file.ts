import { smallerType } from "../article/smaller-pictures.ts";
import { mediaPath } from "../published/media-types.ts";
import type { UsedMediaFile } from "../stores/media-files.ts";

/** A file as the admin API and the commands show it. */
export type MediaDescription = ReturnType<typeof describeFile>;

/**
 * Describes a file. The names are those of an attachment in JSON Feed, so the answer can stand in an article as it is.
 * @param name the name whose address is `url`; by default the first one
 */
export function describeFile(
  { hash, names, facts, uploaded, by, smaller, uses }: UsedMediaFile,
  baseUrl: string,
  name = names[0] ?? "",
) {
  const urlOf = (each: string) => `${baseUrl}${mediaPath({ hash, name: each })}`;
  const { type, bytes, width, height, seconds } = facts;
  return {
    url: urlOf(name),
    mime_type: type,
    size_in_bytes: bytes,
    ...(seconds !== undefined && { duration_in_seconds: seconds }),
    ...(width !== undefined && height !== undefined && { width, height }),
    hash,
    urls: names.map(urlOf),
    smaller: smaller.map(({ name: version, width, height, bytes }) => ({
      url: urlOf(version),
      mime_type: smallerType,
      size_in_bytes: bytes,
      width,
      height,
    })),
    uploaded: new Date(uploaded).toISOString(),
    uploaded_by: by,
    uses,
  };
}
