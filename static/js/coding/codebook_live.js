// The codebook was changed from this page: the store takes it over, and codings that moved with it.

export function followCodebook(store, tree) {
  let wanted = null;

  document.addEventListener("codebookChanged", async ({ detail }) => {
    wanted = detail?.code ?? null;
    const answer = await fetch(store.data.urls.codes, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    store.setCodes((await answer.json()).codes);
    store.dispatchEvent(new Event("codebook"));
    const code = store.codes.get(wanted);
    // A dialog gives the focus back first; whoever writes meanwhile keeps it.
    const goes = () => !document.querySelector("dialog:modal") && !document.activeElement?.matches("input, textarea, select");
    if (code && !code.retired) setTimeout(() => goes() && tree.go(code));
    await store.refresh();
    store.dispatchEvent(new Event("refreshed")); // Codings that were there before may have another code.
  });

  // A dialog opened from a menu: the menu is gone when it closes, so the code itself takes the focus.
  document.addEventListener("close", (event) => {
    const id = event.target.dataset?.focusAfter;
    if (id) setTimeout(() => { if (document.activeElement === document.body) document.getElementById(id)?.focus(); });
  }, true);
}
