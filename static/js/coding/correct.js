// Changing a text turn by turn: the turns stand for the one field that is sent.
import { announce } from "../workbench/announce.js";

const form = document.querySelector("[data-correct]");
const turns = form.querySelector("[data-turns]");
const whole = form.querySelector("[data-whole]");
const field = whole.querySelector("textarea");
const toggle = form.querySelector("[data-show-whole]");
const said = form.querySelector("[data-changed]");
const all = [...turns.querySelectorAll(".correct-turn")];
const texts = all.map((turn) => turn.querySelector(".words").textContent);
// A turn that was changed before a look at what changes has no words here to go back to.
const originals = all.map((turn, index) => (turn.classList.contains("is-changed") ? null : texts[index]));

// Text that is not as the page knows it (somebody else changed it meanwhile) is shown in the one field.
const isAsShown = joined() === field.value;
if (isAsShown && !("wholeOnly" in form.dataset)) show(false);
else {
  toggle.checked = true;
  toggle.closest(".correct-ways").hidden = !isAsShown;
}
toggle.addEventListener("change", () => show(toggle.checked));
field.addEventListener("input", () => { toggle.disabled = field.value !== joined(); });

function show(inOneField) {
  whole.hidden = !inOneField;
  turns.hidden = inOneField;
}

function joined() {
  return all.map((turn, index) => turn.dataset.lead + texts[index]).join("") + turns.dataset.tail;
}

function edit(index) {
  const words = all[index].querySelector(".words");
  if (words.hidden) return;
  const area = document.createElement("textarea");
  area.value = texts[index];
  area.dir = "auto";
  area.rows = Math.max(2, Math.ceil(texts[index].length / 60));
  area.setAttribute("aria-label", turns.dataset.edit);
  words.hidden = true;
  words.after(area);
  area.focus();
  let isOpen = true;
  const close = () => {
    if (!isOpen) return; // taking the field away takes its focus too
    isOpen = false;
    texts[index] = area.value;
    area.remove();
    words.hidden = false;
    words.textContent = texts[index];
    changed(index);
  };
  area.addEventListener("input", () => { texts[index] = area.value; sync(); });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    close();
    words.focus();
  });
}

function changed(index) {
  all[index].classList.toggle("is-changed", texts[index] !== originals[index]);
  sync();
  count();
}

function count() {
  const n = texts.filter((text, at) => text !== originals[at]).length;
  said.textContent = n ? turns.dataset.count.replace("{n}", n) : "";
  if (n) announce(said.textContent);
}

function sync() {
  field.value = joined();
}

turns.addEventListener("click", (event) => {
  const turn = event.target.closest(".correct-turn");
  if (turn && event.target.tagName !== "TEXTAREA" && getSelection().isCollapsed) edit(all.indexOf(turn));
});
turns.addEventListener("keydown", (event) => {
  if (!event.target.matches(".words") || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  edit(all.indexOf(event.target.closest(".correct-turn")));
});
count();
