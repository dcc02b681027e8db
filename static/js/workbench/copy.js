// Copies the words of the element that a button names: <button data-copy="ID">; the element says in data-copied that it is done.
import { showMessage } from "./messages.js";

// Where the clipboard is closed to scripts (no HTTPS, or refused): select the words and copy as a person would.
function copySelected(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  document.execCommand("copy");
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
  } catch {
    copySelected(element);
  }
  showMessage(element.dataset.copied, "success");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy));
});
