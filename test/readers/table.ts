import type { FormatName } from "../../src/render/format.ts";
import { exceptions, exceptionsOf, unsaid } from "./exceptions.ts";
import { readers } from "./readers.ts";
import { type Field, fields } from "./reading.ts";

const formatNames: Readonly<Record<FormatName, string>> = { rss: "RSS", atom: "Atom", json: "JSON" };

/** A Markdown table of the fields that each reader sees in each format, with every exception. */
export function readersTable(): string {
  const rows = readers.flatMap(({ name, formats }) =>
    formats.map((format) => [name, formatNames[format], ...fields.map((field) => mark(name, format, field))]),
  );
  const notes = Object.entries(exceptions).map(([reader, known]) => {
    const said = known.map(({ formats, field, why }) => {
      const where = formats.map((format) => formatNames[format]).join(" and ");
      return `  - ${field}, ${where}: ${why}`;
    });
    return [`- ${reader}`, ...said].join("\n");
  });
  return [
    row(["reader", "format", ...fields]),
    row(["---", "---", ...fields.map(() => ":-:")]),
    ...rows.map(row),
    "",
    ...notes,
  ].join("\n");
}

function mark(reader: string, format: FormatName, field: Field): string {
  if (unsaid[format].includes(field)) return "";
  const exception = exceptionsOf(reader, format).get(field);
  if (exception === undefined) return "✓";
  return exception.compare === undefined ? "–" : "~";
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
