// Work that may wait for a moment in which the page has nothing else to do.

export function whenIdle(act) {
  if (globalThis.requestIdleCallback) requestIdleCallback(act, { timeout: 300 });
  else setTimeout(act, 20);
}
