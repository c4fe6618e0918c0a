// Suggestions under the search field, in the combobox pattern of the ARIA Authoring Practices
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): the list is an offer, the field stays a
// field. Whatever fails here, the form still searches.

const DELAY = 150;
const LEAST = 2;

for (const form of document.querySelectorAll("form[role=search]")) {
  const field = form.querySelector("input[name=q]");
  if (field) suggestUnder(field, form);
}

function suggestUnder(field, form) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.getAttribute("aria-label") ?? "");
  list.hidden = true;
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let timer;
  let asking;
  let active = -1;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    choose(-1);
    field.setAttribute("aria-expanded", "false");
  }

  function choose(index) {
    active = index;
    [...list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
  }

  function show(found) {
    list.replaceChildren(...found.map((one, at) => optionOf(one, `${list.id}-${at}`, form)));
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
  }

  async function ask() {
    asking?.abort();
    const typed = field.value.trim();
    if (typed.length < LEAST) return close();
    asking = new AbortController();
    try {
      const found = await suggestions(typed, form, asking.signal);
      if (document.activeElement === field && field.value.trim() === typed) show(found);
    } catch {
      // Aborted, or not answered: then there is nothing to offer.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      // One place beyond the options stands for the field itself.
      else choose(((active + 1 + (event.key === "ArrowDown" ? 1 : count)) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.address);
    }
  });
  // Before the field loses the focus, which would take the list away.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
}

function optionOf(one, id, form) {
  const option = document.createElement("li");
  option.id = id;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.address = new URL(one.path, form.action).href;
  const name = document.createElement("span");
  name.append(textOf(one.name, one.language));
  if (one.typed) name.append(" (", textOf(one.typed, one.typedLanguage), ")");
  if (one.detail) {
    const detail = textOf(one.detail, one.detailLanguage);
    detail.className = "detail";
    name.append(" ", detail);
  }
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.textContent = one.label;
  option.append(name, " ", kind);
  return option;
}

function textOf(text, language) {
  const span = document.createElement("span");
  span.textContent = text;
  if (language) span.lang = language;
  span.dir = "auto";
  return span;
}

async function suggestions(typed, form, signal) {
  const address = new URL("suggest", form.action);
  address.searchParams.set("q", typed);
  address.searchParams.set("lang", document.documentElement.lang);
  const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
  return answer.ok ? answer.json() : [];
}
