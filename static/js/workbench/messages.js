// Toasts in #messages: those the server drew with the page, and those an htmx answer sends as
// HX-Trigger {"showMessages": [{"level": "success", "text": "…"}]}. Errors and warnings stay until dismissed.

const GONE_AFTER = 6000;
const ICONS = { success: "circle-check", warning: "circle-alert", error: "circle-alert" };

export function showMessage(text, level = "info") {
  const region = document.getElementById("messages");
  const template = document.getElementById("message-template");
  if (!region || !template) return null;
  const message = template.content.firstElementChild.cloneNode(true);
  message.classList.add(`message-${level}`);
  message.querySelector("p").textContent = text;
  const use = message.querySelector("use");
  const icon = ICONS[level];
  if (icon) use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${icon}`));
  if (level === "error") message.setAttribute("role", "alert");
  region.append(message);
  scheduleRemoval(message);
  return message;
}

function scheduleRemoval(message) {
  if (message.matches(".message-error, .message-warning")) return;
  let timer = 0;
  const start = () => { timer = setTimeout(() => message.remove(), GONE_AFTER); };
  const stop = () => clearTimeout(timer);
  message.addEventListener("pointerenter", stop);
  message.addEventListener("pointerleave", start);
  message.addEventListener("focusin", stop);
  message.addEventListener("focusout", start);
  start();
}

// What htmx could not bring to the site, or the site could not do: said once, while the same is not on the page already.
function showOnce(text) {
  const said = [...document.querySelectorAll("#messages [data-message] p")];
  if (text && !said.some((one) => one.textContent === text)) showMessage(text, "error");
}

const broken = (name) => document.getElementById("message-template")?.dataset[name];
document.addEventListener("htmx:sendError", () => showOnce(broken("away")));
document.addEventListener("htmx:responseError", ({ detail }) => detail.xhr.status >= 500 && showOnce(broken("broken")));

function messagesOf(detail) {
  const list = detail?.value ?? detail?.messages ?? [];
  return Array.isArray(list) ? list : [list];
}

document.addEventListener("showMessages", (event) => {
  for (const item of messagesOf(event.detail)) {
    const text = typeof item === "string" ? item : item.text ?? item.message ?? "";
    const level = typeof item === "string" ? "info" : item.level ?? item.tags ?? "info";
    if (text) showMessage(text, String(level).split(" ").at(-1));
  }
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-message-close]")?.closest("[data-message]")?.remove();
});

for (const message of document.querySelectorAll("#messages [data-message]")) scheduleRemoval(message);
