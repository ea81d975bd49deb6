// What is wrong with a form is said at its field, which gets the focus; forms
// whose fields depend on a choice show those that matter.

import { reveal } from "./tabs.js";

function labelOf(field) {
	const label = field.labels && field.labels[0];
	return label ? label.textContent.replace(/\s*\(.*\)$/, "") : field.name;
}

// Say `text` below the field; "" takes it away.
export function tell(field, text) {
	const id = `${field.id}-error`;
	const described = (field.getAttribute("aria-describedby") || "").split(" ").filter((word) => word && word !== id);
	document.getElementById(id)?.remove();
	if (text) {
		const line = document.createElement("p");
		line.className = "field-error";
		line.id = id;
		line.textContent = text;
		(field.closest(".input-unit") || field).after(line);
		described.unshift(id);
	}
	field.setAttribute("aria-describedby", described.join(" "));
	field.toggleAttribute("aria-invalid", Boolean(text));
	if (text) field.setAttribute("aria-invalid", "true");
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// `text` is a clause such as "must be …" about the field called `name`.
export function refuse(form, name, text) {
	const field = name ? form.elements.namedItem(name) : null;
	if (!field || !field.labels) return null;
	tell(field, capital(text));
	field.addEventListener("input", () => tell(field, ""), { once: true });
	reveal(field);
	field.focus();
	return `${labelOf(field)}: ${text}`;
}

function fromServer() {
	const alert = document.querySelector("[data-field][data-text]");
	const form = alert && (alert.closest("form") || document.querySelector("main form"));
	if (!form) return;
	const said = refuse(form, alert.dataset.field, alert.dataset.text);
	if (said) alert.textContent = said;
}

// data-when="field:value,value" on a part of a form, or of that of data-of.
function dependent() {
	for (const part of document.querySelectorAll("[data-when]")) {
		const [name, values] = part.dataset.when.split(":");
		const form = part.closest("form") || document.getElementById(part.dataset.of);
		const field = form.elements.namedItem(name);
		const show = () => { part.hidden = !values.split(",").includes(field.value); };
		field.addEventListener("change", show);
		show();
	}
}

export function start() {
	fromServer();
	dependent();
}
