// Numbers and how they are shown.

// The value below which `p` percent lie (nearest rank).
export function percentile(values, p) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
}

export const median = (values) => percentile(values, 50);
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
export const rounded = (value, digits = 1) => Number(value.toFixed(digits));

// p50, p99 and max of latencies in ms.
export function spread(values) {
	return { n: values.length, p50: rounded(percentile(values, 50)), p99: rounded(percentile(values, 99)), max: rounded(Math.max(...values)) };
}

// Rows of equally many cells, the first row is the head.
export function table(rows) {
	const widths = rows[0].map((_, col) => Math.max(...rows.map((row) => String(row[col]).length)));
	const line = (row) => row.map((cell, col) => String(cell).padEnd(widths[col])).join("  ").trimEnd();
	return [line(rows[0]), widths.map((n) => "-".repeat(n)).join("  "), ...rows.slice(1).map(line)].join("\n");
}
