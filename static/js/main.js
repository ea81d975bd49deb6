// Every page starts here; each widget looks for its own element.
import * as admin from "./admin.js";
import * as board from "./board.js";
import * as confirm from "./confirm.js";
import * as copy from "./copy.js";
import * as instance from "./instance.js";
import * as time from "./time.js";

function themeSwitch() {
	const button = document.getElementById("theme-switch");
	const root = document.documentElement;
	const label = () => { button.textContent = root.getAttribute("data-bs-theme") === "dark" ? "Light" : "Dark"; };
	button.hidden = false;
	button.addEventListener("click", () => {
		const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
		localStorage.setItem("theme", theme);
		root.setAttribute("data-bs-theme", theme);
		label();
	});
	label();
}

themeSwitch();
for (const widget of [time, copy, confirm, board, admin, instance]) widget.start();
