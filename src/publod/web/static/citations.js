// Puts a button after each citation that copies it, with its italics where the browser can, and
// fetches a citation in another style into the page.

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

function addButton(list, quote) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = list.dataset.copy;
  const style = quote.previousElementSibling.textContent;
  button.setAttribute("aria-label", `${list.dataset.copy} (${style})`);
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await written(quote);
      status.textContent = list.dataset.copied;
    } catch {
      selected(quote);
      status.textContent = list.dataset.selected;
    }
  });
  quote.after(button, status);
}

async function showStyle(list, link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const style = document.importNode(page.getElementById(`cite-${link.dataset.style}`), true);
  const quote = document.importNode(
    page.querySelector(`#cite-${link.dataset.style} + blockquote`),
    true,
  );
  style.tabIndex = -1; // the link that had the focus goes
  list.append(style, quote);
  addButton(list, quote);
  const between = link.nextSibling ?? link.previousSibling;
  if (between?.nodeType === Node.TEXT_NODE) between.remove();
  link.remove();
  style.focus();
}

for (const list of document.querySelectorAll(".citations[data-copy]")) {
  for (const quote of list.querySelectorAll("blockquote")) addButton(list, quote);
  for (const link of list.parentElement.querySelectorAll("a[data-style]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        await showStyle(list, link);
      } catch {
        location.assign(link.href);
      }
    });
  }
}
