// The page for queries, smoother: the answer comes without a new page, code follows the query, and
// there are buttons that copy. Without this script the form does all of it by itself.

const bench = document.querySelector(".workbench");
const form = bench.querySelector(".ask");
const field = form.elements.query;
const [run, stop] = form.querySelectorAll("button");
const status = form.querySelector('[role="status"]');
const words = bench.dataset;
/** Longer addresses than this are sent in the body, and are not put in the address field. */
const LONGEST = 8000;
let running = null;

// As `web/sparql/code_snippets.py` has it.
const ESCAPES = {
  shell: (text) => text.replaceAll("'", "'\\''"),
  python: (text) => text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"'),
  r: (text) => text.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
  javascript: (text) =>
    text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${"),
};

function rewrite() {
  for (const place of bench.querySelectorAll("[data-escape]")) {
    place.textContent = ESCAPES[place.dataset.escape](field.value);
  }
}

function button(text, label, source, ask) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.textContent = text;
  made.setAttribute("aria-label", `${text} (${label})`);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  made.addEventListener("click", async () => {
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(ask());
      told.textContent = words.copied;
    } catch {
      getSelection().selectAllChildren(source);
      told.textContent = words.selected;
    }
  });
  return [made, told];
}

function offerCopies() {
  for (const code of bench.querySelectorAll(".code pre")) {
    code.after(...button(words.copy, code.getAttribute("aria-label"), code, () => code.textContent));
  }
  const link = bench.querySelector(".permalink");
  link?.after(...button(words.copy, link.textContent, link, () => link.href));
}

/** Marks the way in which the answer is shown for those who do not see it. */
function tellView() {
  for (const link of bench.querySelectorAll(".views a")) {
    const first = link === bench.querySelector(".views a");
    const known = bench.querySelector(`.view-of > ${location.hash || "#none"}`);
    const chosen = known ? link.hash === location.hash : first;
    if (chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function tellFault() {
  const alert = bench.querySelector(".alert");
  const detail = alert?.dataset.line
    ? {
        line: Number(alert.dataset.line),
        column: Number(alert.dataset.column),
        text: alert.querySelector("p").textContent,
      }
    : null;
  field.dispatchEvent(new CustomEvent("fault", { detail }));
  if (alert) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function show(page) {
  const answered = new DOMParser().parseFromString(page, "text/html");
  for (const id of ["page-problem", "page-outcome", "page-programs"]) {
    const come = answered.getElementById(id);
    if (!come) return false;
    document.getElementById(id).replaceChildren(...come.childNodes);
  }
  // The page in other languages has the query as well.
  const tongues = answered.querySelector(".languages ul");
  if (tongues) document.querySelector(".languages ul")?.replaceWith(tongues);
  document.title = answered.title;
  offerCopies();
  return true;
}

async function ask() {
  running?.abort();
  const mine = (running = new AbortController());
  status.textContent = words.running;
  stop.hidden = false;
  const asked = new URLSearchParams(new FormData(form));
  const address = form.action.replace(/#.*/, "");
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: asked,
      headers: { Accept: "text/html" },
      signal: mine.signal,
    });
    const shown = show(await answer.text());
    status.textContent = shown ? "" : words.failed;
    if (!shown) return;
    const whole = `${address}?${asked}`;
    if (whole.length < LONGEST && answer.ok) {
      // Also makes the table the part that is shown.
      if (location.href !== whole) history.pushState(null, "", whole);
    }
    const heading = bench.querySelector("#page-answer");
    if (heading) {
      status.textContent = heading.textContent.trim().replace(/\s+/g, " ");
      if (heading.getBoundingClientRect().bottom > innerHeight) {
        heading.scrollIntoView({ block: "center" });
      }
    }
    tellFault();
    tellView();
  } catch {
    if (running === mine) {
      status.textContent = mine.signal.aborted ? words.stopped : words.failed;
    }
  } finally {
    if (running === mine) {
      running = null;
      stop.hidden = true;
    }
  }
}

form.addEventListener("submit", (event) => {
  if (form.elements.format.value !== "html") {
    form.method = field.value.length * 3 > LONGEST ? "post" : "get";
    return;
  }
  event.preventDefault();
  ask();
});
stop.addEventListener("click", () => running?.abort());
field.addEventListener("input", () => {
  rewrite();
  bench.querySelector(".examples [aria-current]")?.removeAttribute("aria-current");
});
addEventListener("popstate", () => {
  if (!location.hash) location.reload();
  else tellView();
});
addEventListener("hashchange", tellView);
offerCopies();
tellFault();
tellView();
