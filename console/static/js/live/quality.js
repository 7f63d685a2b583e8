// How a host's upload fares, from what the browser counts (pure).

const HIGH_LOSS = 0.08;
const SOME_LOSS = 0.02;
const LONG_TRIP = 0.5;
const FLOOR = 300_000;

/** What happened between two reports of RTCPeerConnection.getStats(); null before there are two. */
export function sample(before, now) {
  if (!before || now.at <= before.at) return null;
  const seconds = (now.at - before.at) / 1000;
  return {
    bitrate: ((now.bytes - before.bytes) * 8) / seconds,
    fps: Math.round((now.frames - before.frames) / seconds),
    lost: now.lost,
    trip: now.trip,
    width: now.width,
    height: now.height,
    limited: now.limited,
    heard: now.reportedAt > before.reportedAt,
  };
}

/** The counts that matter out of a report. */
export function counts(report, at) {
  const found = { at, bytes: 0, frames: 0, lost: 0, trip: 0, width: 0, height: 0, limited: "none", reportedAt: 0 };
  for (const one of report.values()) {
    if (one.type === "outbound-rtp") {
      found.bytes += one.bytesSent ?? 0;
      if (one.kind === "video") {
        found.frames = one.framesEncoded ?? 0;
        found.width = one.frameWidth ?? 0;
        found.height = one.frameHeight ?? 0;
        found.limited = one.qualityLimitationReason ?? "none";
      }
    } else if (one.type === "remote-inbound-rtp") {
      found.reportedAt = Math.max(found.reportedAt, one.timestamp ?? 0);
      if (one.kind === "video") {
        found.lost = one.fractionLost ?? 0;
        found.trip = one.roundTripTime ?? 0;
      }
    }
  }
  return found;
}

/** good, fair or poor. */
export function verdict({ lost, trip }) {
  if (lost > HIGH_LOSS || trip > 2 * LONG_TRIP) return "poor";
  return lost > SOME_LOSS || trip > LONG_TRIP ? "fair" : "good";
}

/**
 * The most that the encoder may send next, in bit/s. Packets that wait in somebody's router make the round trip longer
 * long before they are lost: that is when to send less, and only slowly more again.
 */
export function ceiling(now, most, { trip, lost }, shortest) {
  if (trip > Math.max(3 * shortest, 0.25) || lost > HIGH_LOSS) return Math.max(FLOOR, Math.round(now * 0.7));
  if (trip < Math.max(1.5 * shortest, 0.12) && lost < SOME_LOSS) return Math.min(most, Math.round(now * 1.08));
  return now;
}
