// Reloads an order's page when it has something new to show; without it there is a link.
"use strict";
(() => {
  const page = document.querySelector("[data-order]");
  if (!page) return;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(page.dataset.order, { cache: "no-store" });
      if (!answer.ok) return;
      const { version } = await answer.json();
      if (version !== page.dataset.version) window.location.reload();
    } catch {
      // No network for a moment: the page stays as it is, the code on it works all the same.
    }
  };
  setInterval(look, 8000);
  document.addEventListener("visibilitychange", look);
})();
