// Candidates of a peer's own. The house takes no late ones: what it shall know stands in the offer.

const GATHER_MS = 1500;
const RELAYED_MS = 4000;

/**
 * A moment for them. With them the house finds us sooner; where only a relay leads from one to the other, not at all
 * without: a relay of ours is waited for longer, since it answers twice before it gives a port.
 */
export function gathered(connection) {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  const relayed = connection.getConfiguration().iceServers.some(({ urls }) => [urls].flat().some((url) => url.startsWith("turn")));
  return new Promise((done) => {
    connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done());
    setTimeout(done, relayed ? RELAYED_MS : GATHER_MS);
  });
}
