import { isRestrictedState } from "../article/restriction.ts";

/*
 * Fields that stand before a text in ways that Courant does not read as front matter: without a fence (Pelican,
 * MultiMarkdown, Hexo, Nikola, JBake, Notion), behind a fence that is never closed, or as JSON. They are looked at for one
 * thing only: whether they say that the text is not meant for everybody.
 */

/** Lines that are looked at, and the characters of each. */
const maxLines = 400;
const maxLineLength = 500;

const fence = /^(?:---+|\+\+\+|;;;|<!--|\{)\s*(?:json|toml|ya?ml|js|javascript)?\s*$/i;
const closingFence = /^(?:---+|\.\.\.|\+\+\+|;;;|-->)\s*$/;
/** Lines before a header: a heading, its underline, the imports of MDX. */
const introduction = /^(?:\s*$|#{1,6}\s|[=~^*-]{3,}\s*$|(?:import|export)\s)/;
/** `Status: draft`, `status = "draft"`, `"status": "draft",`, `.. status: draft`, `#+status: draft`, `status:: draft`. */
const field = /^\s*(?:\.\. |#\+|:|- )?["']?([a-z][\w .-]{0,40}?)["']?\s*(?:::?|=)\s*(.*)$/i;
/** A line that goes on with the field before it: a list, or more of its value. */
const continuation = /^(?:\s+\S|- )/;

/** The fields before a text. Where there is no header there are none. Pure. */
export function headerFields(text: string): Record<string, unknown> {
  const start = text.slice(0, maxLines * maxLineLength).replace(/^[\s\u200B\u2060\uFEFF]+/, "");
  const lines = (start.startsWith("{") ? linesOfJson(start) : start.split(/\r\n?|\n/)).slice(0, maxLines);
  const isFenced = fence.test(lines[0] ?? "") || start.startsWith("{");
  const fields = new Map<string, string[]>();
  let isIntroduction = true;
  for (const typed of isFenced ? lines.slice(1) : lines) {
    const line = typed.slice(0, maxLineLength);
    const [, name = "", value = ""] = field.exec(line) ?? [];
    if (name !== "") {
      fields.set(name, [...(fields.get(name) ?? []), bare(value)]);
      isIntroduction = false;
    } else if (isFenced) {
      if (closingFence.test(line)) break;
    } else if (!(isIntroduction ? introduction.test(line) : continuation.test(line))) break;
  }
  // One line with a colon may be a headline, such as “Hidden: Treasures”.
  const isHeader = isFenced || fields.size > 1;
  return Object.fromEntries([...fields].filter(([, values]) => isHeader || values.some(isKnown)));
}

/**
 * The states that a Movable Type export (https://movabletype.org/documentation/appendices/import-export-format.html) gives
 * its entries; undefined for any other text.
 */
export function statesInExport(text: string): string[] | undefined {
  if (!/^-{8}\s*$/m.test(text) || !/^BODY:/m.test(text)) return undefined;
  return [...text.matchAll(/^STATUS:\s*(.{1,40})$/gim)].map(([, state = ""]) => state.trim());
}

/** Front matter in JSON, a member a line, however it is laid out. */
function linesOfJson(text: string): string[] {
  return text.replace(/[{}]/g, "\n").split(/\n|,(?=\s*")/);
}

function bare(value: string): string {
  return value
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/,$/, "")
    .replace(/^(["'])(.*)\1$/, "$2");
}

function isKnown(value: string): boolean {
  return /^(?:true|false|yes|no|on|off)$/i.test(value) || isRestrictedState(value);
}
