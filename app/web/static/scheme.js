// Runs before the page is drawn, so that it does not flash in the other scheme.
(() => {
  let stored = "";
  try { stored = localStorage.getItem("wr-scheme") || ""; } catch { /* storage is off */ }
  if (stored) document.documentElement.dataset.scheme = stored;
})();
