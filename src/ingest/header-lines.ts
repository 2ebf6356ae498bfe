import { isRestrictedState } from "../article/restriction.ts";

/*
 * Fields before a text in forms that Courant does not read as front matter: without a fence (Pelican, MultiMarkdown, Hexo,
 * Nikola, JBake, Notion), behind a fence that is never closed, or as JSON. They serve one purpose only: to find out that
 * the text is not meant for everybody.
 */

/** The lines that are searched, and the characters of each line. */
const maxLines = 400;
const maxLineLength = 500;

const openingFence = /^(?:---+|\+\+\+|;;;|<!--|\{)\s*(?:json|toml|ya?ml|js|javascript)?\s*$/i;
const closingFence = /^(?:---+|\.\.\.|\+\+\+|;;;|-->)\s*$/;
/** Lines that may stand before a header: a heading, its underline, the imports of MDX. */
const introductionLine = /^(?:\s*$|#{1,6}\s|[=~^*-]{3,}\s*$|(?:import|export)\s)/;
/** `Status: draft`, `status = "draft"`, `"status": "draft",`, `.. status: draft`, `#+status: draft`, `status:: draft`. */
const fieldLine = /^\s*(?:\.\. |#\+|:|- )?["']?([a-z][\w .-]{0,40}?)["']?\s*(?:::?|=)\s*(.*)$/i;
/** A line that continues the field before it: an item of a list, or more of the value. */
const continuationLine = /^(?:\s+\S|- )/;

/** Returns the fields before a text, or none when it has no header. Pure. */
export function headerFields(text: string): Record<string, unknown> {
  const start = text.slice(0, maxLines * maxLineLength).replace(/^[\s\u200B\u2060\uFEFF]+/, "");
  const lines = (start.startsWith("{") ? linesOfJson(start) : start.split(/\r\n?|\n/)).slice(0, maxLines);
  const isFenced = openingFence.test(lines[0] ?? "") || start.startsWith("{");
  const fields = new Map<string, string[]>();
  let isIntroduction = true;
  for (const rawLine of isFenced ? lines.slice(1) : lines) {
    const line = rawLine.slice(0, maxLineLength);
    const [, name = "", value = ""] = fieldLine.exec(line) ?? [];
    if (name !== "") {
      fields.set(name, [...(fields.get(name) ?? []), unquote(value)]);
      isIntroduction = false;
    } else if (isFenced) {
      if (closingFence.test(line)) break;
    } else if (!(isIntroduction ? introductionLine.test(line) : continuationLine.test(line))) break;
  }
  // A single line with a colon may be a headline, such as “Hidden: Treasures”.
  const isHeader = isFenced || fields.size > 1;
  return Object.fromEntries([...fields].filter(([, values]) => isHeader || values.some(isStateWord)));
}

/**
 * Returns the states of the entries in an export of Movable Type
 * (https://movabletype.org/documentation/appendices/import-export-format.html); undefined for any other text.
 */
export function statesInExport(text: string): string[] | undefined {
  if (!/^-{8}\s*$/m.test(text) || !/^BODY:/m.test(text)) return undefined;
  return [...text.matchAll(/^STATUS:\s*(.{1,40})$/gim)].map(([, state = ""]) => state.trim());
}

/** Splits front matter in JSON into one member a line, whatever its layout. */
function linesOfJson(text: string): string[] {
  return text.replace(/[{}]/g, "\n").split(/\n|,(?=\s*")/);
}

function unquote(value: string): string {
  return value
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/,$/, "")
    .replace(/^(["'])(.*)\1$/, "$2");
}

function isStateWord(value: string): boolean {
  return /^(?:true|false|yes|no|on|off)$/i.test(value) || isRestrictedState(value);
}
