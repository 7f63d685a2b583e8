// Facts of the house as they happen. A hidden tab gives its connection back: a browser has six for one host.

/**
 * Asks for the facts that `kinds` names and no others.
 * Calls `kinds[name](fact)` for each fact, `begun()` when the house begins to tell, and `missed()` when it goes on
 * after a break. From the first on the document is marked `data-listening`: what happens then is not missed.
 */
export function hear(address, kinds, missed, begun = () => {}) {
  let source;
  const asked = `${address}${address.includes("?") ? "&" : "?"}facts=${Object.keys(kinds).join(",")}`;
  const page = document.documentElement.dataset;
  const opened = () => {
    if (page.listening) missed();
    else begun();
    page.listening = "yes";
  };
  const open = () => {
    source = new EventSource(asked);
    source.addEventListener("Listening", opened);
    for (const [name, told] of Object.entries(kinds)) {
      source.addEventListener(name, (event) => told(JSON.parse(event.data)));
    }
  };
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) open();
  });
  if (!document.hidden) open();
}
