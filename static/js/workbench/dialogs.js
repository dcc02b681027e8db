// Native dialogs by attributes: data-dialog-open="ID" on a button, data-dialog-close inside the dialog,
// data-dialog-auto on a dialog that htmx swaps in (opens at once, is removed when closed).
// The server closes the open dialog with the event "closeDialog" (HX-Trigger).

const openers = new WeakMap();

export function openDialog(dialog, opener = document.activeElement) {
  if (dialog.open) return;
  openers.set(dialog, opener);
  dialog.showModal();
}

export function closeDialog(dialog, value) {
  dialog.close(value);
}

function openDialogs() {
  return [...document.querySelectorAll("dialog[open]")];
}

// The browser gives focus back by itself unless htmx has replaced the opener meanwhile.
function giveFocusBack(dialog) {
  const opener = openers.get(dialog);
  if (!opener || opener.isConnected) return;
  const heir = opener.id ? document.getElementById(opener.id) : null;
  (heir ?? document.getElementById("main"))?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (!dialog) return;
    event.preventDefault();
    openDialog(dialog, opener);
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close("cancel");
});

// A press on the veil: the dialog itself is the target only outside its content. A form with fields stays:
// a slip of the mouse must not lose what was typed.
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  const isForm = dialog.querySelector("form:not([method=dialog]) :is(input:not([type=hidden]), textarea, select)");
  if (!inside && !isForm) dialog.close("cancel");
});

document.addEventListener("close", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement)) return;
  giveFocusBack(dialog);
  if (dialog.hasAttribute("data-dialog-auto")) dialog.remove();
}, true);

document.addEventListener("htmx:load", (event) => {
  const arrived = event.target;
  const dialogs = arrived.matches?.("dialog[data-dialog-auto]")
    ? [arrived] : [...(arrived.querySelectorAll?.("dialog[data-dialog-auto]") ?? [])];
  for (const dialog of dialogs) openDialog(dialog);
});

document.addEventListener("closeDialog", () => openDialogs().at(-1)?.close("done"));
