// What people read, in the page's language.  English stands in the source and is
// the key; text.de.js and its like, which the build makes of lang/*.po, add()
// the translations before main.js starts.  lang/catalogue finds the literals
// in t() and tn().

const texts = new Map();

export const language = document.documentElement.lang;

export function add(translations) {
	for (const [id, text] of Object.entries(translations)) texts.set(id, text);
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

// "{name}" stands for values.name.
export function t(text, values = {}) {
	const found = texts.get(text) || text;
	return fill(Array.isArray(found) ? found[0] : found, values);
}

// One of two, by the number of things.
export function tn(one, many, n, values = { n }) {
	const found = texts.get(one) || [one, many];
	return fill(found[n === 1 ? 0 : 1], values);
}
