// Lists of people: a CSV file is read into the form's text, to be looked at
// before it is sent.

function start() {
	const file = document.getElementById("csv-file");
	const text = document.getElementById("csv");
	if (!file || !text) return;
	file.removeAttribute("name"); // the text is sent, not the file too
	text.required = true;
	file.addEventListener("change", async () => {
		if (file.files.length > 0) text.value = await file.files[0].text();
	});
}

start();
