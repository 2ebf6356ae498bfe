import { parseConfig } from "../../src/config/load.ts";
import { CourantError } from "../../src/errors.ts";

/** The least configuration. */
export const minimal = `site: {title: Site, url: "https://example.org/", language: en}
channels:
  - slug: news
    title: News
    description: All news
`;

/** Returns the mistakes of a configuration without the file's name. The list is empty when there are none. */
export function mistakesOf(text: string): string[] {
  try {
    parseConfig(text, "c.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof CourantError) || error.code !== "CONFIG_INVALID") throw error;
    return error.message.split("\n").map((line) => line.replace(/^c\.yaml:/, ""));
  }
}
