// Looking at codings again with the keyboard: F it still fits, a number gives another code, C chooses one, R removes, L later.
import { register } from "../workbench/shortcuts.js";

const section = () => document.getElementById("look");
const words = section().dataset;

function press(key) {
  const button = section().querySelector(`[data-key="${key}"]`);
  button?.click();
  return Boolean(button);
}

for (const key of "123456789") register(key, `${words.labelSend} ${key}`, () => press(key));
register("f", words.labelFits, () => press("f"));
register("l", words.labelLater, () => press("l"));
register("r", words.labelRemove, () => press("r"));
register("c", words.labelOther, () => document.getElementById("look-other")?.focus());
register("Mod+z", words.labelUndo, (event) => {
  if (event.target.matches("select")) return false;
  document.querySelector("[data-look-undo]").click();
  return true;
});
section().dataset.ready = "";

// At once with the words, so that no key comes between.
document.addEventListener("htmx:afterSwap", () => section().querySelector(".split-card")?.focus({ preventScroll: true }));
