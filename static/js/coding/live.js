// What goes on behind a page of coding: every few seconds it asks what others have done, seldom while nobody is at the
// page, not at all while it is hidden; and undo and redo are its own.
import { takeOver } from "../workbench/undo.js";

const OFTEN = 4000;
const SELDOM = [[10 * 60_000, 60_000], [2 * 60_000, 15_000]]; // after so long without a key or the mouse
const AFTER_FAILURE = 30_000;

export function follow(store) {
  if (store.data.mayCode) takeOver(store.stack, (side) => store.turn(side));
  askAgain(() => store.refresh());
}

// refresh() resolves with false where the site could not be asked.
function askAgain(refresh) {
  let used = Date.now();
  let timer = 0;
  let pause = OFTEN;

  const next = () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    const idle = Date.now() - used;
    const quiet = SELDOM.find(([after]) => idle > after)?.[1] ?? OFTEN;
    timer = setTimeout(now, Math.max(pause, quiet));
  };
  const now = async () => {
    clearTimeout(timer);
    const isAnswered = await refresh();
    pause = isAnswered === false ? Math.min(pause * 2, AFTER_FAILURE) : OFTEN;
    next();
  };
  const use = () => {
    const wasIdle = Date.now() - used > SELDOM.at(-1)[0];
    used = Date.now();
    if (wasIdle) now();
  };

  for (const name of ["keydown", "pointerdown", "wheel"]) addEventListener(name, use, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? now() : next()));
  addEventListener("online", now);
  next();
}
