/** The picture alone; a wide one is turned with the screen where the browser can do that. */
export async function enterFullScreen(element) {
  if (!element.requestFullscreen) return element.webkitEnterFullscreen()
  await element.requestFullscreen().catch(() => {})
  const wide = element.videoWidth > element.videoHeight
  if (wide && document.fullscreenElement && screen.orientation.lock) await screen.orientation.lock('landscape').catch(() => {})
  return undefined
}

/** Into a small window over other pages, or back. */
export async function float(element) {
  if (!element.requestPictureInPicture) return element.webkitSetPresentationMode('picture-in-picture')
  if (document.pictureInPictureElement === element) return document.exitPictureInPicture()
  return element.requestPictureInPicture().catch(() => {})
}
