// What others have done since the page was read, and oneself in other tabs: taken over without disturbing what goes on.

const FEW = 20; // changes that are drawn one by one

// Takes over what changed on the site, unless acts of one's own are on the way. Resolves with false where it is away.
export async function refresh(store) {
  const { turns } = store.queue;
  if (store.queue.waiting || !store.data.urls.codings || store.isStale) return true;
  const options = { headers: { Accept: "application/json" }, cache: "no-store" };
  const answer = await fetch(`${store.data.urls.codings}?since=${store.cursor}`, options).catch(() => null);
  if (!answer || answer.redirected || (!answer.ok && answer.status !== 304)) return false;
  const now = answer.ok ? await answer.json().catch(() => null) : null;
  if (answer.ok && !now) return false;
  // What was read before one's own act says nothing about it.
  if (turns !== store.queue.turns) return true;
  store.cursor = now ? now.cursor : answer.headers.get("ETag").replaceAll('"', "");
  if (now?.revisions) replace(store, now);
  // Somebody new: their line among the coders comes with everything else.
  else if (now?.codings.some(([, , coder]) => !store.coders.has(coder))) {
    store.cursor = "";
    return refresh(store);
  } else if (now) change(store, now);
  return true;
}

function replace(store, now) {
  const known = store.data.revisions;
  // The codings lie in another text than the one on the page: nothing is painted on wrong words.
  store.isStale = Object.keys(known).some((source) => now.revisions[source] !== known[source]);
  if (store.isStale) {
    store.dispatchEvent(new Event("stale"));
    return;
  }
  store.data.rounds = now.rounds;
  store.setCodes(now.codes);
  store.setFavourites(now.favourites);
  take(store, now);
  store.stack.set(now.acts);
  store.showHeld();
  store.dispatchEvent(new Event("refreshed"));
  setMarks(store, Object.fromEntries(Object.keys(known).map((source) => [source, now.marks[source] ?? []])));
}

export function take(store, { codings, memos, coders }) {
  store.coders = new Map(coders.map((coder) => [coder.id, coder]));
  store.codings = new Map(codings.map((row) => [row[0], fromRow(row)]));
  store.memos = new Map(Object.entries(memos));
}

function change(store, { codings, memos, gone, codes, favourites, acts, marks }) {
  const rows = codings.map(fromRow);
  const isMany = rows.length + gone.length > FEW;
  if (codes) {
    store.setCodes(codes);
    store.dispatchEvent(new Event("codebook"));
  }
  for (const id of gone) store.drop(id, isMany);
  for (const coding of rows) {
    if (memos[coding.id]) store.memos.set(coding.id, memos[coding.id]);
    else store.memos.delete(coding.id);
    store.put(coding, isMany);
  }
  if (isMany) store.dispatchEvent(new Event("refreshed"));
  if (marks) setMarks(store, marks);
  if (favourites) store.setFavourites(favourites);
  if (acts) store.stack.set(acts);
}

function setMarks(store, marks) {
  for (const [source, spans] of Object.entries(marks)) store.setMarks(Number(source), spans);
}

export function fromRow([id, code, coder, start, end, consensus, source, round, made, origin]) {
  return { id, code, coder, start, end, consensus: Boolean(consensus), source, round, made: made * 60_000, origin };
}
