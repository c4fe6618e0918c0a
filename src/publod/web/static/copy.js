// Puts a button after each citation that copies it, with its italics where the browser can.

function written(quote) {
  const types = { "text/plain": quote.textContent, "text/html": quote.innerHTML };
  if (!navigator.clipboard) return Promise.reject(new Error("not a secure context"));
  if (typeof ClipboardItem === "undefined") {
    return navigator.clipboard.writeText(types["text/plain"]);
  }
  const blobs = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}

function selected(quote) {
  getSelection().selectAllChildren(quote);
}

for (const section of document.querySelectorAll(".cite[data-copy]")) {
  for (const quote of section.querySelectorAll("blockquote")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = section.dataset.copy;
    const style = quote.parentElement.querySelector("summary").textContent;
    button.setAttribute("aria-label", `${section.dataset.copy} (${style})`);
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await written(quote);
        status.textContent = section.dataset.copied;
      } catch {
        selected(quote);
        status.textContent = section.dataset.selected;
      }
    });
    quote.after(button, status);
  }
}
