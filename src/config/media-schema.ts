import Type from "typebox";
import { noOtherKeys, sizeSchema } from "./fields.ts";

/** `media`: how much uploaded media there may be. */
export const Media = Type.Object(
  {
    maxFile: sizeSchema("the largest file that may be uploaded", "2 GB"),
    maxTotal: sizeSchema("the bytes that all uploaded files may have together", "50 GB"),
    maxInDatabase: sizeSchema("the largest file that several nodes share through their database", "64 MB"),
    sharedFolder: Type.Optional(
      Type.String({ minLength: 1, description: "a folder that all nodes reach, for larger files" }),
    ),
  },
  { ...noOtherKeys, default: {} },
);

const unitBytes: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Returns the bytes of a size that the schema allows: a unit is a power of a thousand. */
export function bytesOf(size: string): number {
  const [, number = "", unit = ""] = /^(\d+) ?(\w+)$/.exec(size) ?? [];
  return Number(number) * (unitBytes[unit] ?? 1);
}
