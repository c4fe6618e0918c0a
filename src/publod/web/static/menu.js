// Escape closes the menu and gives the focus back to what opened it, as of any menu on the web.
// Without this script, what opened it closes it.

const menu = document.querySelector(".site-menu");

menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
