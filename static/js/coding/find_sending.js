// Sends what was chosen among the places found; each sending is one act that can be undone.

export async function send(address, fields, act = null) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  if (act) headers["X-Act"] = act;
  const answer = await fetch(address, { method: "POST", headers, body });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok || answer.redirected) throw new Error(said.error ?? "");
  return said;
}

// Of the cookie first: it is the one that changes when somebody signs in anew.
function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}
