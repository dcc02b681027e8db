// Copies the words of the element that a button names: <button data-copy="ID">; the element says in data-copied that it is done.
import { showMessage } from "./messages.js";

async function copy(element) {
  const text = element.textContent.trim();
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    // Without HTTPS browsers keep the clipboard closed to scripts: select the words and copy as a person would.
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
  }
  showMessage(element.dataset.copied, "success");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy));
});
