// Light, dark or as the system. The choice is a cookie, so the server draws the next page right at once.
// Whoever paints by script listens for "themeChanged" on the document and reads tintColours() again.

const YEAR = 60 * 60 * 24 * 365;
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");

export function currentChoice() {
  return root.dataset.theme ?? "system";
}

export function isDark() {
  const choice = currentChoice();
  return choice === "system" ? systemDark.matches : choice === "dark";
}

export function chooseTheme(choice) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (choice === "system") {
    delete root.dataset.theme;
    document.cookie = `theme=; Path=/; Max-Age=0; SameSite=Lax${secure}`;
  } else {
    root.dataset.theme = choice;
    document.cookie = `theme=${choice}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  }
  changed();
}

function changed() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-checked", String(button.dataset.themeChoice === currentChoice()));
  }
  document.dispatchEvent(new CustomEvent("themeChanged", { detail: { dark: isDark() } }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  chooseTheme(button.dataset.themeChoice);
  button.closest("[popover]")?.hidePopover();
});
systemDark.addEventListener("change", changed);
changed();
