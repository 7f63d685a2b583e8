/** Moving between pages; every page has an address of its own (h5/routes.js). */
export function navigation(stack) {
  return {
    navigateTo: ({ url }) => stack.navigateTo(url),
    navigateBack: () => stack.navigateBack(),
    redirectTo: ({ url }) => stack.redirectTo(url),
    switchTab: ({ url }) => stack.switchTab(url),
    reLaunch: ({ url }) => stack.reLaunch(url),
    setNavigationBarTitle({ title }) {
      document.title = title
    },
    /** A browser page follows the finger by itself (pull.js): nothing is left to stop. */
    stopPullDownRefresh() {},
  }
}
