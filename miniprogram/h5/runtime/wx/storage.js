const PREFIX = 'jinbo:'

/** localStorage, which a browser may refuse (private windows): then what is kept lasts as long as the page. */
const memory = new Map()

export const storage = {
  getStorageSync(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key)) || memory.get(key) || ''
    } catch {
      return memory.get(key) || ''
    }
  },

  setStorageSync(key, value) {
    memory.set(key, value)
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(value))
    } catch {
      memory.set(key, value)
    }
  },
}
