// Popovers of class "menu" or "popover": placed beside their button, arrow keys move, focus goes back on Escape.
// data-menu-side="end" on the button puts the menu beside it instead of below.

const GAP = 4;
const buttons = new WeakMap();

function place(popover, button) {
  const from = button.getBoundingClientRect();
  const own = popover.getBoundingClientRect();
  const rtl = getComputedStyle(button).direction === "rtl";
  const beside = button.dataset.menuSide === "end";
  let left = beside ? (rtl ? from.left - own.width - GAP : from.right + GAP) : (rtl ? from.right - own.width : from.left);
  let top = beside ? from.bottom - own.height : from.bottom + GAP;
  if (!beside && from.left + own.width > innerWidth - GAP) left = from.right - own.width;
  if (!beside && top + own.height > innerHeight - GAP) top = Math.max(GAP, from.top - own.height - GAP);
  left = Math.min(Math.max(GAP, left), Math.max(GAP, innerWidth - own.width - GAP));
  top = Math.min(Math.max(GAP, top), Math.max(GAP, innerHeight - own.height - GAP));
  popover.style.left = `${left}px`;
  popover.style.top = `${top}px`;
}

function items(menu) {
  return [...menu.querySelectorAll("a[href], button:not(:disabled)")];
}

function step(menu, by) {
  const all = items(menu);
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  all[(here + by + all.length) % all.length].focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget]");
  if (button) buttons.set(document.getElementById(button.getAttribute("popovertarget")) ?? button, button);
}, true);

document.addEventListener("toggle", (event) => {
  const popover = event.target;
  if (!(popover instanceof HTMLElement) || !popover.matches("[popover].menu, [popover].popover")) return;
  const button = buttons.get(popover) ?? document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState !== "open" || !button) return;
  place(popover, button);
  // Opened by keyboard: the first item takes the focus, as in any menu.
  if (popover.matches(".menu") && button.matches(":focus-visible")) items(popover)[0]?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[popover].menu:popover-open");
  if (!menu) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) step(menu, moves[event.key]);
  else if (event.key === "Home") items(menu)[0]?.focus();
  else if (event.key === "End") items(menu).at(-1)?.focus();
  else return;
  event.preventDefault();
});

document.addEventListener("scroll", (event) => {
  for (const popover of document.querySelectorAll("[popover].menu:popover-open")) {
    if (!popover.contains(event.target)) popover.hidePopover();
  }
}, { capture: true, passive: true });
