// Filters the tree of a list of concepts while one types, by names and by other names, as the server
// does for those without scripts (concept_lists.filtered). How many fit is told when typing pauses.

const DELAY = 120;
// Where more fit, branches stay folded: to lay out thousands of lines takes a second, and nobody reads them.
const MOST_UNFOLDED = 300;
const form = document.querySelector("form.filter");
const field = form?.querySelector("input[name=q]");

function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

if (field) {
  const status = form.querySelector("[role=status]");
  const items = [...document.querySelectorAll(".tree li")].map((item) => {
    const link = item.querySelector(".leaf a");
    return {
      item,
      path: link.href,
      names: [link.textContent, ...item.dataset.names.split("|")].map(folded),
      details: item.querySelector(":scope > details"),
      also: item.querySelector(":scope > .also"),
      parent: item.parentElement.closest("li"),
    };
  });
  const byElement = new Map(items.map((one) => [one.item, one]));
  const sections = [...document.querySelectorAll("section:has(> .tree)")];

  function show(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const fits = (one) => one.names.some((name) => words.every((word) => name.includes(word)));
    const hits = new Set(words.length ? items.filter(fits) : []);
    const visible = new Set();
    for (const one of hits)
      for (let at = one; at && !visible.has(at); at = byElement.get(at.parent)) visible.add(at);
    for (const one of items) {
      one.item.hidden = words.length > 0 && !visible.has(one);
      if (one.details) one.details.open = visible.has(one) && hits.size <= MOST_UNFOLDED;
      if (one.also) one.also.hidden = !hits.has(one);
    }
    for (const section of sections) {
      section.hidden = words.length > 0 && !section.querySelector(".tree > li:not([hidden])");
    }
    const { none, one, many } = form.dataset;
    const count = new Set([...hits].map((hit) => hit.path)).size;
    const said = count === 0 ? none : count === 1 ? one : many;
    status.textContent = words.length
      ? said.replace("$", count.toLocaleString(document.documentElement.lang))
      : "";
  }

  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(field.value), DELAY);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show(field.value);
  });
}
