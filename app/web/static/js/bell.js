// The bell: asks every ten seconds, while somebody looks, how many notices are unread.
const bell = document.querySelector("[data-bell]");
const EVERY_MS = 10_000;

if (bell) {
  let last = Number(bell.querySelector("b")?.dataset.waits ?? 0); // what the page was drawn with
  let asked = 0;

  const draw = (told) => {
    let mark = bell.querySelector("b");
    if (!mark) mark = bell.appendChild(document.createElement("b"));
    mark.textContent = told.shown;
    mark.hidden = !told.shown;
    bell.classList.toggle("ill", told.ill);
    bell.title = told.shown ? told.words : "";
  };

  const ask = async () => {
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    const mine = ++asked;
    try {
      const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const told = await answer.json();
      if (mine !== asked) return; // a later question knows more
      draw(told);
      const sign = document.querySelector("[data-bell-fresh]");
      if (sign && told.count > last) sign.hidden = false;
      last = told.count;
    } catch { /* no network: the next turn asks again */ }
  };

  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
  ask();
}
