const wrapped = new Map()

export const network = {
  onNetworkStatusChange(listener) {
    const tell = () => listener({ isConnected: navigator.onLine })
    wrapped.set(listener, tell)
    window.addEventListener('online', tell)
    window.addEventListener('offline', tell)
  },

  offNetworkStatusChange(listener) {
    const tell = wrapped.get(listener)
    wrapped.delete(listener)
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
  },
}
