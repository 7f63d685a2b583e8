export const device = {
  getAppBaseInfo: () => ({ language: navigator.language }),

  getWindowInfo: () => ({ windowWidth: window.innerWidth, windowHeight: window.innerHeight, statusBarHeight: 0 }),

  /** WeChat draws a capsule of its own in the upper right corner; a browser has none: a box of no width at the edge. */
  getMenuButtonBoundingClientRect: () => ({ top: 8, height: 44, width: 0, left: window.innerWidth, right: window.innerWidth, bottom: 52 }),

  /** A browser keeps the screen on by itself while a video with sound plays. */
  setKeepScreenOn() {},

  onWindowResize(listener) {
    window.addEventListener('resize', listener)
  },

  offWindowResize(listener) {
    window.removeEventListener('resize', listener)
  },
}
