export const device = {
  getAppBaseInfo: () => ({ language: navigator.language }),

  /** WeChat's mark for how much a device can do; -1: nobody knows. */
  getDeviceInfo: () => ({ benchmarkLevel: navigator.deviceMemory && navigator.deviceMemory <= 1 ? 5 : -1 }),

  /** 1154 is a page of Moments, which only WeChat has. */
  getEnterOptionsSync: () => ({ scene: 1001 }),

  getWindowInfo: () => ({ windowWidth: window.innerWidth, windowHeight: window.innerHeight, statusBarHeight: 0 }),

  /** WeChat draws a capsule of its own in the upper right corner; a browser has none: a box of no width at the edge. */
  getMenuButtonBoundingClientRect: () => ({ top: 8, height: 44, width: 0, left: window.innerWidth, right: window.innerWidth, bottom: 52 }),

  /** A browser keeps the screen on by itself while a video with sound plays. */
  setKeepScreenOn() {},

  makePhoneCall({ phoneNumber }) {
    location.href = `tel:${phoneNumber}`
  },

  onWindowResize(listener) {
    window.addEventListener('resize', listener)
  },

  offWindowResize(listener) {
    window.removeEventListener('resize', listener)
  },
}
