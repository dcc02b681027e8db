// Keys of the comparing page: to the next and previous place, choose, give a reason.
import { register } from "../workbench/shortcuts.js";

function follow(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
  return Boolean(link);
}

function choose(number) {
  const choices = document.querySelectorAll("[data-settle] input[name=option]");
  const choice = choices[number - 1];
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function reason() {
  return document.querySelector("[data-reason]");
}

// The names come with the page, in the reader's language.
const names = document.querySelector("[data-key-names]")?.dataset ?? {};
register("n", names.next, () => follow("[data-next]"));
register("p", names.previous, () => follow("[data-previous]"));
register("r", names.reason, () => {
  reason()?.focus();
  return Boolean(reason());
});
for (let number = 1; number <= 9; number += 1) {
  register(String(number), `${names.choose} ${number}`, () => choose(number));
}
register("Mod+Enter", names.decide, () => {
  const form = document.querySelector("[data-settle]");
  form?.requestSubmit();
  return Boolean(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use-reason]");
  if (!button || !reason()) return;
  reason().value = button.dataset.useReason;
  reason().focus();
});

// Choosing a code means choosing "another code".
document.addEventListener("change", (event) => {
  if (event.target.name !== "code") return;
  const other = document.querySelector("[data-settle] input[name=option][value=other]");
  if (other && event.target.value) other.checked = true;
});

// The place in hand is brought into view in its own pane, also without a fragment in the address.
document.querySelector(".transcript a.is-current")?.scrollIntoView({ block: "center" });
