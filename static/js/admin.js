// Admin pages: test the engine, check settings without leaving the page,
// Markdown preview.
import { refuse } from "./forms.js";
import { call, headers } from "./http.js";
import { mend } from "./prose.js";
import { t } from "./text.js";

function engineTest() {
	const button = document.getElementById("engine-test");
	if (!button) return;
	button.hidden = false;
	button.addEventListener("click", async () => {
		const result = document.getElementById("engine-result");
		result.textContent = t("Asking the engine…");
		button.disabled = true;
		try {
			const url = document.getElementById("docker_base_url").value;
			const v = await call("POST", "/api/v1/engine/test", { url });
			result.textContent = `${v.name} ${v.version}, API ${v.api_version}, ${v.os}`;
		} catch (error) {
			result.textContent = error.message;
		}
		button.disabled = false;
	});
}

// The form is the plugin's route, whose errors are JSON: show them here.
function settings() {
	const form = document.getElementById("settings");
	if (!form) return;
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const box = document.getElementById("settings-error");
		box.hidden = true;
		const answer = await fetch(form.action, { method: "POST", headers: headers(), body: new URLSearchParams(new FormData(form)), redirect: "manual" });
		if (answer.type === "opaqueredirect") {
			location.assign("/containers/dashboard");
			return;
		}
		const body = await answer.json().catch(() => ({}));
		const said = body.said || body.error || body.message || t("The settings could not be saved.");
		const [, name, text] = said.match(/^(\w+): (.*)$/s) || [];
		box.textContent = (name && refuse(form, name, text)) || said;
		box.hidden = false;
	});
}

function preview() {
	const text = document.getElementById("description");
	const box = document.getElementById("preview");
	if (!text || !box) return;
	let timer = null;
	const draw = async () => {
		try {
			const data = await call("POST", "/api/v1/markdown", { text: text.value });
			box.innerHTML = data.html;
			mend(box);
		} catch (error) {
			box.textContent = error.message;
		}
	};
	text.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(draw, 300);
	});
	draw();
}

function start() {
	engineTest();
	settings();
	preview();
}

start();
