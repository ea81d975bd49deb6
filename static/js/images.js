// The page of images: when a pull is done, the list below has one more.
import { renew } from "./part.js";

function start() {
	const pulls = document.getElementById("pulls");
	const list = document.getElementById("image-list");
	if (!pulls || !list) return;
	let done = pulls.dataset.done;
	pulls.addEventListener("part", () => {
		if (pulls.dataset.done === done) return;
		done = pulls.dataset.done;
		renew(list, location.pathname).catch(() => {});
	});
}

start();
