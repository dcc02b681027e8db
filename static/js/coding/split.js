// Splitting a code with the keyboard: each code has its key, S leaves the coding, L keeps it for later, N names a new code.
import { register } from "../workbench/shortcuts.js";

const section = () => document.getElementById("split");
const words = section().dataset;

function press(key) {
  const button = section().querySelector(`[data-key="${key}"]`);
  button?.click();
  return Boolean(button);
}

for (const key of "123456789abcdefghijkmopqrtvwxyz") register(key, `${words.labelSend} ${key}`, () => press(key));
register("s", words.labelStays, () => press("s"));
register("l", words.labelLater, () => press("l"));
register("n", words.labelNew, () => document.getElementById("split-name")?.focus());
register("Mod+z", words.labelUndo, (event) => {
  if (event.target.matches("input, select")) return false;
  document.querySelector("[data-split-undo]").click();
  return true;
});

// Enter in the name makes the code; the form's first button would send the coding elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target.id !== "split-name") return;
  if (event.key === "Escape") event.target.blur();
  if (event.key !== "Enter") return;
  event.preventDefault();
  section().querySelector("[data-split-new]").click();
});

// At once with the words, so that no key comes between.
document.addEventListener("htmx:afterSwap", () => section().querySelector(".split-card")?.focus({ preventScroll: true }));
