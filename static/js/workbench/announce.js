// Says something to people who use a screen reader, through the page's one polite status line (#live).

let clearing = 0;

export function announce(text) {
  const live = document.getElementById("live");
  if (!live) return;
  clearTimeout(clearing);
  live.textContent = "";
  // A frame of silence, so that the same words said twice are read twice.
  requestAnimationFrame(() => { live.textContent = text; });
  clearing = setTimeout(() => { live.textContent = ""; }, 8000);
}
