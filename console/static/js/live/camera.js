// Camera and microphone: which there are, and what is wrong when they do not open.

const TROUBLE = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  DevicesNotFoundError: "none",
  NotReadableError: "busy",
  TrackStartError: "busy",
  AbortError: "busy",
  OverconstrainedError: "unfit",
};

/** The name of what is wrong, as the page's words have it. */
export function troubleOf(error) {
  return TROUBLE[error?.name] ?? "unknown";
}

/** Whether this page may ask for a camera at all: "", insecure or old. */
export function hindrance(where = window) {
  if (!where.isSecureContext) return "insecure";
  return where.navigator.mediaDevices?.getUserMedia && where.RTCPeerConnection ? "" : "old";
}

/** What getUserMedia is asked for. Upright pictures are cut out of lying ones where the camera is no phone's. */
export function wishes({ camera, microphone, shape, height, fps, facing }) {
  const long = Math.round((height * 16) / 9);
  const [wide, high] = shape === "portrait" ? [height, long] : [long, height];
  const video = {
    width: { ideal: wide },
    height: { ideal: high },
    aspectRatio: { ideal: wide / high },
    frameRate: { ideal: fps, max: fps },
    resizeMode: { ideal: "crop-and-scale" },
  };
  if (camera) video.deviceId = { exact: camera };
  else video.facingMode = { ideal: facing };
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  if (microphone) audio.deviceId = { exact: microphone };
  return { video, audio };
}

export async function open(wanted) {
  return navigator.mediaDevices.getUserMedia(wishes(wanted));
}

/**
 * Others than those of `held`, which may be on air. A phone that opens one camera at a time first gives up its picture, and
 * has that of `before` again where what is wanted does not open; then with what was wrong.
 */
export async function exchange(held, wanted, before) {
  try {
    return [await open(wanted), null];
  } catch (error) {
    if (troubleOf(error) !== "busy") throw error;
    held.getVideoTracks().forEach((track) => track.stop());
    return open(wanted).then((fresh) => [fresh, null], async () => [await open(before), error]);
  }
}

/** Devices of a kind, with names once something was allowed. */
export async function devices(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === kind && one.deviceId);
}

export function shut(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}
