// The page of one theme: a key says what the quotation in focus says to it.
import { register } from "../workbench/shortcuts.js";

const theme = document.getElementById("theme");
let wanted = "";

if (theme?.dataset.keyStance) {
  register("s", theme.dataset.keyStance, () => {
    const line = document.activeElement?.closest("[data-quotation]");
    if (!line) return false;
    wanted = line.id;
    line.querySelector("[data-stance-turn]").click();
    return true;
  }, "[data-quotation]");
}

// The lists are drawn anew: what was judged keeps the focus in its new place.
document.addEventListener("htmx:afterSettle", () => {
  const line = wanted && document.getElementById(wanted);
  if (!line || document.activeElement !== document.body) return;
  wanted = "";
  line.querySelector("[data-stance-turn]")?.focus();
});
