/** A table for the terminal: the first column on the left, numbers on the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return [head, widths.map((width) => "─".repeat(width)), ...rows].map((row) => line(row).join("  ")).join("\n");
}

/** A bar of blocks, in eighths, whose full width is `most`. */
export function bar(value: number, most: number, width = 24): string {
  const eighths = Math.round((value / most) * width * 8);
  const rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8] ?? "";
  return ("█".repeat(Math.floor(eighths / 8)) + rest).padEnd(width);
}

export const whole = (value: number) => Math.round(value).toLocaleString("en");
export const ratio = (value: number) => value.toFixed(2);
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
/** @param microseconds */
export const milliseconds = (microseconds: number) => `${(microseconds / 1000).toFixed(2)} ms`;
