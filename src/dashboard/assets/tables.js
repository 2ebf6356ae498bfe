// Tables become lists of their rows where there is no room: each cell says its column, and all keep their roles, which some
// browsers drop with another `display`.

for (const table of document.querySelectorAll(".table > table")) {
  if (!(table instanceof HTMLTableElement) || !table.tHead || table.closest(".chart")) continue;
  const labels = [...(table.tHead.rows[0]?.cells ?? [])].map((cell) =>
    cell.querySelector("input, .hidden") ? "" : (cell.textContent ?? "").trim(),
  );
  table.classList.add("stacked");
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const [index, cell] of [...row.cells].entries()) {
      const isHead = cell.tagName === "TH";
      cell.setAttribute("role", isHead ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell");
      const label = labels[index];
      if (!isHead && label && cell.textContent?.trim()) cell.dataset.label = label;
    }
  }
}
