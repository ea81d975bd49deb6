// Text that authors wrote: code that is wider than its place scrolls, and must
// do so by keyboard too.

export function mend(root) {
	for (const block of root.querySelectorAll("pre")) block.tabIndex = 0;
}

function start() {
	for (const text of document.querySelectorAll(".prose")) mend(text);
}

start();
