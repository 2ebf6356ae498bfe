// Draws each chart from the table that stands beside it.

/**
 * @typedef {{ setSize(size: { width: number, height: number }): void, destroy(): void }} Plot
 * @typedef {{ new (options: object, data: (number | null)[][], target: Element): Plot, paths: { bars(options: object): unknown } }} PlotMaker
 */

const uPlot = /** @type {{ uPlot?: PlotMaker }} */ (/** @type {unknown} */ (globalThis)).uPlot;
const height = 220;
const colours = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6", "--series-7"];
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 4], [14, 4]];

/** @param {string} name */
const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {string} colour */
const pale = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}cc` : colour);

/**
 * Reads the heads of the columns, the names of the rows and the numbers of a table.
 * @param {HTMLTableElement} table
 */
function read(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? "");
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const names = rows.map((row) => row.cells[0]?.textContent ?? "");
  const columns = heads.slice(1).map((_, index) => rows.map((row) => Number(row.cells[index + 1]?.dataset.value ?? 0)));
  return { heads, names, columns };
}

/** @param {HTMLElement} figure */
function draw(figure) {
  const table = document.getElementById(figure.dataset.table ?? "");
  const target = figure.querySelector(".plot");
  if (!uPlot || !target || !(table instanceof HTMLTableElement)) return undefined;
  const { heads, names, columns } = read(table);
  if (names.length === 0) return undefined;
  const isBars = figure.dataset.chart === "bars";
  const unit = figure.dataset.unit ? ` ${figure.dataset.unit}` : "";
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const [ink, line] = [variable("--soft"), variable("--line")];
  const paths = isBars ? uPlot.paths.bars({ size: [0.7, 60], align: 0 }) : undefined;
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const series = heads.slice(1).map((label, index) => {
    const colour = variable(colours[index % colours.length] ?? "--accent");
    return {
      label,
      stroke: colour,
      width: 2,
      ...(isBars ? { fill: pale(colour), paths, width: 1 } : { dash: dashes[index % dashes.length] }),
      points: { show: !isBars && names.length < 30 },
      value: (/** @type {unknown} */ _, /** @type {number | null} */ value) =>
        value === null ? "–" : numbers.format(value) + unit,
    };
  });
  const options = {
    width: Math.max(200, target.clientWidth),
    height,
    legend: { live: false },
    cursor: { points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, names.length - 0.5] },
      y: {
        range: (/** @type {unknown} */ _, /** @type {number} */ __, /** @type {number} */ most) => [
          0,
          Math.max(1, most) * 1.05,
        ],
      },
    },
    axes: [
      {
        ...axis,
        incrs: [1, 2, 3, 4, 6, 12, 24, 48, 96],
        values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((index) => names[index] ?? ""),
        space: 80,
      },
      {
        ...axis,
        size: 64,
        values: (/** @type {unknown} */ _, /** @type {number[]} */ at) =>
          at.map((value) => (unit !== "" || Number.isInteger(value) ? numbers.format(value) : "")),
      },
    ],
    series: [{ label: heads[0] }, ...series],
  };
  const plot = new uPlot(options, [names.map((_, index) => index), ...columns], target);
  return plot;
}

/** @type {Map<HTMLElement, Plot>} */
const plots = new Map();

/** Draws all charts again, after a change of colours or of tables. */
export function drawCharts() {
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure.chart"))) {
    plots.get(figure)?.destroy();
    const plot = draw(figure);
    figure.classList.toggle("drawn", plot !== undefined);
    if (plot) plots.set(figure, plot);
  }
}

function fit() {
  for (const [figure, plot] of plots) {
    const width = figure.querySelector(".plot")?.clientWidth ?? 0;
    if (width > 0) plot.setSize({ width, height });
  }
}

drawCharts();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
addEventListener("resize", fit);
