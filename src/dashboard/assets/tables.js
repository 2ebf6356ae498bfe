// Tables become lists of their rows where there is no room: each cell says its column, and all keep their roles, which some
// browsers drop with another `display`.

const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target);
});

/** @param {Element} region the element in which a table would scroll */
function fit(region) {
  const { classList } = /** @type {Element} */ (region.firstElementChild);
  classList.remove("stacked");
  classList.toggle("stacked", region.scrollWidth > region.clientWidth);
}

for (const table of document.querySelectorAll(".table > table")) {
  if (!(table instanceof HTMLTableElement) || !table.tHead || table.closest(".chart")) continue;
  const labels = [...(table.tHead.rows[0]?.cells ?? [])].map((cell) =>
    cell.querySelector("input, .hidden") ? "" : (cell.textContent ?? "").trim(),
  );
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const [index, cell] of [...row.cells].entries()) {
      const isHead = cell.tagName === "TH";
      cell.setAttribute("role", isHead ? (cell.scope === "row" ? "rowheader" : "columnheader") : "cell");
      const label = labels[index];
      if (!isHead && label && (cell.textContent?.trim() || cell.querySelector("input"))) cell.dataset.label = label;
    }
  }
  const region = /** @type {Element} */ (table.parentElement);
  fit(region);
  widths.observe(region);
}
