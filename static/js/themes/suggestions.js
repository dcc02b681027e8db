// The slider says how many themes its place stands for, and a list how many passages are ticked.
import { announce } from "../workbench/announce.js";

function slid(range) {
  const n = range.dataset.cuts.split(",")[Number(range.value)];
  const output = range.form.querySelector("output");
  const words = range.dataset.said.replace("{n}", n);
  output.textContent = words;
  range.setAttribute("aria-valuetext", words);
}

function counted(form) {
  const place = form.querySelector("[data-ticked]");
  if (!place) return;
  place.dataset.none ??= place.textContent;
  const n = form.querySelectorAll("input[name=passage]:checked").length;
  place.textContent = n ? place.dataset.said.replace("{n}", n) : place.dataset.none;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("input[type=range][data-cuts]")) slid(event.target);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-passages]");
  if (form) counted(form);
});

// What was changed here can be undone, though the button was drawn before there was anything to undo.
document.addEventListener("suggestionsChanged", () => {
  document.querySelector("form[data-turn=undo] button")?.removeAttribute("aria-disabled");
});

document.addEventListener("htmx:afterSwap", (event) => {
  const output = document.querySelector("#cut-form output");
  if (event.target.id === "suggestions" && output && document.activeElement?.id === "cut") announce(output.textContent);
});

for (const form of document.querySelectorAll("form[data-passages]")) counted(form);
