// What others noted on a coding: at once as it was typed, then as the site makes it read, with its links.

const known = new Map(); // what was fetched, by the texts that it was made of

// memos: [author, text] each.
export async function showMemos(place, memos, store, address) {
  const bodies = memos.map(([author, text]) => {
    const memo = document.createElement("div");
    memo.className = "small memo";
    const name = Object.assign(document.createElement("p"), { className: "list-note", textContent: store.coders.get(author)?.name ?? "" });
    const body = Object.assign(document.createElement("div"), { className: "memo-body", textContent: text, dir: "auto" });
    memo.append(name, body);
    place.append(memo);
    return [author, body];
  });
  const sign = JSON.stringify([address, memos]);
  if (!known.has(sign)) known.set(sign, read(address));
  const rendered = await known.get(sign);
  if (!rendered) known.delete(sign);
  for (const [author, body] of bodies) {
    const html = rendered?.get(author);
    if (html !== undefined) body.innerHTML = html; // the site makes it, without any HTML of the memo
  }
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  const said = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
  return said && new Map(said.memos);
}
