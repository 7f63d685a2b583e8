/** A crop that loses no more than this share of an upright picture is nicer than bars; a wide one has its words at the sides. */
const CROP = { upright: 0.28, wide: 0.02 }

/**
 * How a picture of `video` {width, height} stands in `stage` {width, height}: "cover" fills it, "contain" leaves room
 * above and below (a 16:9 show on an upright phone). Unknown sizes fill.
 */
export function fit(video, stage) {
  if (!video.width || !video.height || !stage.width || !stage.height) return 'cover'
  const ratio = (video.width / video.height) / (stage.width / stage.height)
  const most = isLandscape(video) ? CROP.wide : CROP.upright
  return 1 - Math.min(ratio, 1 / ratio) <= most ? 'cover' : 'contain'
}

/** Whether turning the phone would make the picture larger. */
export function isLandscape(video) {
  return Boolean(video.width && video.height && video.width > video.height)
}
